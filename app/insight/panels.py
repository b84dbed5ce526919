"""What the watch adds elsewhere: open alerts in the outreach officers' queue, and a link on the round's page."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from app.core.access import Actor
from app.core.ports import Panel, QueueItem
from app.rounds.models import Round, RoundState

from . import policies, queries
from .commands import OUTREACH


def waiting(actor: Actor) -> Iterable[QueueItem]:
    if actor.has(OUTREACH):
        for alert, round_ in queries.open_alerts():
            yield QueueItem(alert.text, url_for("insight.watch", slug=round_.slug), "Outreach", alert.raised_on)


def on_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    if policies.can_watch(actor, round_) and round_.state is not RoundState.DRAFT and not round_.is_imported:
        yield Panel("insight/_office_panel.html", {"round": round_}, order=70)

"""The way from a round's office page to its batches of codes."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from app.core.access import Actor
from app.core.i18n import _
from app.core.ports import Panel
from app.register.policies import can_see_register
from app.rounds.models import Round


def of_office_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """Links to codes and shared devices."""
    if can_see_register(actor, round_) and not round_.is_imported:
        links = [
            (_("Codes for desks and letters"), url_for("codes_office.index", slug=round_.slug)),
            (_("Shared devices"), url_for("kiosk_office.index", slug=round_.slug)),
        ]
        yield Panel("register/_links.html", {"title": _("Desks"), "items": links}, order=21)

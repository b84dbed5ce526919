"""What the ballot box shows on a round's pages, and what waits for trustees and returning officers."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from app.core.access import Actor
from app.core.clock import now
from app.core.i18n import _
from app.core.ports import Panel, QueueItem
from app.rounds import queries as rounds
from app.rounds.models import Round, RoundState
from app.rounds.policies import phase
from app.rounds.states import Phase

from . import policies, queries

OPENED = frozenset({RoundState.OPENED, RoundState.COUNTED, RoundState.CERTIFIED, RoundState.PUBLISHED})


def of_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """Once the box is open: the way to the published receipts."""
    if round_.state in OPENED and not round_.is_imported:
        items = [(_("Find your receipt"), url_for("ballots_public.receipts", slug=round_.slug))]
        yield Panel("register/_links.html", {"title": _("Was my vote in the box?"), "items": items}, order=60)


def of_office_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """The way to the key and the opening."""
    if round_.state is RoundState.DRAFT or round_.is_imported or not policies.can_see_box(actor, round_):
        return
    items = [
        (_("Key of the ballot box"), url_for("ballots_office.keys", slug=round_.slug)),
        (_("Opening"), url_for("ballots_office.opening", slug=round_.slug)),
    ]
    yield Panel("register/_links.html", {"title": _("Ballot box"), "items": items}, order=10)


def waiting_for(actor: Actor) -> Iterable[QueueItem]:
    """Keys to be made and boxes to be opened."""
    for round_ in rounds.rounds_of(actor):
        if not policies.can_see_box(actor, round_):
            continue
        if round_.state is RoundState.LOCKED and round_.box_ready_at is None:
            url = url_for("ballots_office.keys", slug=round_.slug)
            text = _("Make and test the key of the ballot box of %(round)s", round=round_.name)
            yield QueueItem(text, url, _("Ballot box"), round_.opens_at.date())
        elif phase(round_, now()) is Phase.CLOSED and queries.opening_key(round_.id) is not None:
            url = url_for("ballots_office.opening", slug=round_.slug)
            yield QueueItem(_("Open the ballot box of %(round)s", round=round_.name), url, _("Ballot box"))

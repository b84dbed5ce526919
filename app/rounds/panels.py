"""What rounds show on the pages of other packages: a proposal's place on a ballot, dates, the queue, the menu."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask import url_for

from app.core.access import Actor, Role
from app.core.clock import LONDON, london, now
from app.core.i18n import _
from app.core.ports import CalendarItem, Panel, QueueItem, TimelineItem
from app.core.search import Hit
from app.proposals.models import Proposal

from . import policies, queries
from .states import Phase

OFFICE = (*policies.RETURNING, Role.TRUSTEE, Role.OBSERVER)


def is_for_office(actor: Actor) -> bool:
    """Sees rounds in the officers' menu."""
    return actor.has(*OFFICE)


def on_proposal(proposal: Proposal, actor: Actor) -> Iterable[Panel]:
    """Where the proposal is on a ballot, with its number."""
    lines = []
    for item, round_ in queries.items_of_proposal(proposal.id):
        if item.is_withdrawn:
            text = _("Withdrawn from the ballot, where it was number %(number)s:", number=item.number)
        elif policies.phase(round_, now()) in {Phase.COMING, Phase.VOTING, Phase.PAUSED}:
            text = _("You can vote for this project. It is number %(number)s on the ballot of", number=item.number)
        else:
            text = _("This project was number %(number)s on the ballot of", number=item.number)
        lines.append({"text": text, "name": round_.name, "url": url_for("rounds.show", slug=round_.slug)})
    if lines:
        yield Panel("rounds/_proposal_panel.html", {"lines": lines}, order=20)


def proposal_story(proposal: Proposal) -> Iterable[TimelineItem]:
    """When the proposal went on a ballot and left it."""
    for item, round_ in queries.items_of_proposal(proposal.id):
        url = url_for("rounds.show", slug=round_.slug)
        if round_.rules.locked_at:
            text = _("On the ballot of %(round)s as number %(number)s", round=round_.name, number=item.number)
            yield TimelineItem(round_.rules.locked_at, text, url)
        if item.withdrawn_on:
            at = dt.datetime.combine(item.withdrawn_on, dt.time(12), tzinfo=LONDON)
            yield TimelineItem(at, _("Withdrawn from the ballot: %(why)s", why=item.withdrawn_reason), url)


def dates(first: dt.date, last: dt.date) -> Iterable[CalendarItem]:
    """Days on which voting opens and closes."""
    start = dt.datetime.combine(first, dt.time(0), tzinfo=LONDON)
    end = dt.datetime.combine(last, dt.time(23, 59, 59), tzinfo=LONDON)
    for round_ in queries.dates_between(start, end):
        url = url_for("rounds.show", slug=round_.slug)
        for at, text in (
            (round_.opens_at, _("Voting opens: %(round)s", round=round_.name)),
            (round_.closes_at, _("Voting closes: %(round)s", round=round_.name)),
        ):
            if first <= london(at).date() <= last:
                yield CalendarItem(london(at).date(), text, url)


def found(text: str, limit: int) -> Iterable[Hit]:
    """Rounds that residents may see, for the site's search."""
    for round_ in queries.rounds_named(text, limit):
        rank = 0 if round_.name.casefold().startswith(text.casefold()) else 1
        yield Hit(round_.name, url_for("rounds.show", slug=round_.slug), _("Vote"), rank=rank)


def waiting(actor: Actor) -> Iterable[QueueItem]:
    """Locks that wait for this officer as the second."""
    if not actor.has(*policies.RETURNING):
        return
    for round_, rules in queries.drafts_waiting_for_lock():
        if policies.can_confirm_lock(actor, round_, rules):
            text = _("Confirm the lock of %(round)s", round=round_.name)
            yield QueueItem(
                text, url_for("rounds_office.lock", slug=round_.slug), "lock", london(round_.opens_at).date()
            )

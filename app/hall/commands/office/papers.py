"""Papers in the hall: every one that is handed out there is in the issue log of a paper desk, so that it is reconciled.

The log knows how many in a half-day, by area; never who, and never which paper (`domain.md` E22).
"""

from __future__ import annotations

import datetime as dt
import uuid

from app.ballots.commands import paper_desk
from app.ballots.queries import paper as papers
from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.register import commands as register
from app.register.models import Channel, Voter
from app.rounds import queries as rounds

from ... import policies, queries
from ...models import DecisionDay, Tally
from ..tallies import count


def set_paper_desk(day_id: uuid.UUID, desk_id: uuid.UUID | None, *, actor: Actor) -> DecisionDay:
    """The hall's papers come from this desk; None: the hall hands out none.

    Raises:
        NotAllowed: not this actor's to do, or the list is closed. DomainError: no such desk, or papers are out.
    """
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_plan(actor, rounds.round_by_id(day.round_id), day)):
        raise NotAllowed(may.reason)
    here = {desk.id for desk in papers.desks(day.round_id) if desk.channel is Channel.PAPER}
    if desk_id is not None and desk_id not in here:
        raise DomainError(_("Choose a desk from the list"), field="desk")
    if desk_id != day.paper_desk_id and queries.counts(day_id)[Tally.PAPERS]:
        raise DomainError(_("Papers are out already, so the desk stays"), field="desk")
    day.paper_desk_id = desk_id
    audit.record(actor, "set_paper_desk", day, name=day.name, after={"paper_desk_id": desk_id})
    db.session.flush()
    return day


def give_paper(day: DecisionDay, voter: Voter, *, actor: Actor, now: dt.datetime) -> None:
    """The voter's right is used by a paper of the hall's desk, and its log has one more (E10)."""
    paper_desk.hand_out(voter.id, _desk_of(day), actor=actor, now=now)
    count(day.id, Tally.PAPERS)


def give_paper_for_card(day: DecisionDay, area_id: uuid.UUID | None, *, actor: Actor, now: dt.datetime) -> None:
    """A paper for a card whose holder's right is used already: the desk's log has one more."""
    paper_desk.note_handed_out(_desk_of(day), area_id, actor=actor, now=now)
    count(day.id, Tally.PAPERS)


def note_paper_given(day: DecisionDay, voter: Voter, *, actor: Actor, now: dt.datetime, today: dt.date) -> None:
    """A paper was given without a connection: its voter's right is used, a held one's too, and the log has it."""
    desk_id = _desk_of(day)
    register.take_entitlement(voter.id, Channel.PAPER, today, is_given=True)
    paper_desk.note_handed_out(desk_id, voter.area_id, actor=actor, now=now)
    count(day.id, Tally.PAPERS)


def _desk_of(day: DecisionDay) -> uuid.UUID:
    if day.paper_desk_id is None:
        raise WrongState(_("No papers are handed out in this hall. Give them a card"))
    return day.paper_desk_id

"""The right to a ballot: every channel takes it in its own transaction, once; a desk gives an online one back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core import audit
from app.core.access import Actor
from app.core.clock import now
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.events import publish
from app.core.i18n import _
from app.core.prepared import Prepared

from .. import policies
from ..events import OnlineVoid
from ..models import Channel, Entitlement, Slot, TurnoutCount, Voter
from .deciding import held_open


def right_for(voter_id: uuid.UUID, channel: Channel) -> Entitlement:
    """The one right that a vote by this channel uses, as it is now, held until the unit of work ends.

    Where the rules give one vote online and one in person (E10) these are two rights; else every channel has the same.
    """
    slots = (Slot.ANY, policies.slot_of(channel))
    return db.session.scalars(
        sa.select(Entitlement)
        .where(Entitlement.voter_id == voter_id, Entitlement.slot.in_(slots))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def take_entitlement(voter_id: uuid.UUID, channel: Channel, today: dt.date, *, is_given: bool = False) -> Entitlement:
    """The voter's right is used by this channel: a paper handed out, a card at the door. Turnout counts one more.

    An online vote is not taken here: a cast takes its own right and may be sent again until the close. is_given: the
    paper is out already, noted without a connection; then a held voter's right is used too, or they could vote again.
    Raises:
        NotAllowed: the voter was refused, or waits for a decision and a paper could not be taken back.
        WrongState: the right is already used; the words say how, and what can be done.
    """
    held_open(sa.select(Voter.round_id).where(Voter.id == voter_id).scalar_subquery())
    voter = locked(Voter, voter_id)
    if not (may := policies.can_cast(voter) if is_given else policies.can_take(voter, channel)):
        raise NotAllowed(may.reason)
    right = right_for(voter_id, channel)
    if right.taken_by is not None:
        raise WrongState(policies.taken_in_words(right.taken_by))
    right.taken_by, right.taken_on = channel, today
    count_turnout(voter, channel, now())
    db.session.flush()
    return right


def void_online(voter_id: uuid.UUID, actor: Actor, reason: str) -> Entitlement:
    """The voter's online vote is out of the box, destroyed unopened, and their right is free for a paper.

    Raises:
        NotAllowed: not this actor's, or voting has closed.
        WrongState: there is no online vote to void.
        DomainError: no reason was given.
    """
    round_ = held_open(sa.select(Voter.round_id).where(Voter.id == voter_id).scalar_subquery())
    voter = locked(Voter, voter_id)
    if not (may := policies.can_void(actor, round_, voter, now())):
        raise NotAllowed(may.reason)
    if not reason.strip():
        raise DomainError(_("Say why the online vote is made void"), field="reason")
    right = right_for(voter_id, Channel.ONLINE)
    if right.taken_by not in policies.IN_ENVELOPES:
        raise WrongState(_("There is no online vote of this voter in the box"))
    was = right.taken_by
    right.taken_by, right.taken_on = None, None
    voter.has_cast = False
    count_turnout(voter, was, now(), -1)
    audit.record(actor, "void_online", voter, before={"taken_by": was}, after={"taken_by": None}, reason=reason.strip())
    db.session.flush()
    publish(OnlineVoid(round_.id, voter_id, right.id))
    return right


class Placed(Protocol):
    """A voter, as a row of the table or of a few columns."""

    @property
    def round_id(self) -> uuid.UUID: ...
    @property
    def area_id(self) -> uuid.UUID | None: ...


def count_turnout(voter: Placed, channel: Channel, now: dt.datetime, number: int = 1) -> None:
    """This voter's first vote is in the turnout of the hour; the counter is all that remembers the hour.

    number: -1 takes one out again, of this hour, since nobody knows in which it came in.
    """
    _add_turnout(voter.round_id, voter.area_id, channel, now, number)


def move_turnout(
    round_id: uuid.UUID, area_id: uuid.UUID | None, was: Channel, channel: Channel, now: dt.datetime
) -> None:
    """One voter who was counted by one way of voting votes by another: still one, and of the same area."""
    _add_turnout(round_id, area_id, was, now, -1)
    _add_turnout(round_id, area_id, channel, now, 1)


def _add_turnout(
    round_id: uuid.UUID, area_id: uuid.UUID | None, channel: Channel, now: dt.datetime, number: int
) -> None:
    hour = now.replace(minute=0, second=0, microsecond=0)
    given = {"round_id": round_id, "area_id": area_id, "channel": channel, "hour": hour, "number": number}
    ADD_TURNOUT.write(**given)


def _adding(insert: Any) -> Any:
    row = insert(TurnoutCount.__table__).inline()
    more = TurnoutCount.__table__.c.number + row.excluded.number
    return row.on_conflict_do_update(index_elements=["round_id", "area_id", "channel", "hour"], set_={"number": more})


ADD_TURNOUT = Prepared(
    {"postgresql": _adding(postgresql.insert), "sqlite": _adding(sqlite.insert)},
    names=("round_id", "area_id", "channel", "hour", "number"),
)

"""Running the day: doors, one pitch after the other, and closing the hall's list."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import NotAllowed, WrongState
from app.core.i18n import _
from app.rounds import queries as rounds

from ... import policies
from ...models import DayState, DecisionDay, HallCard, Slot, Stay
from ..voting import cast_waiting


def open_doors(day_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> DecisionDay:
    """People can be checked in, and cards work.

    Raises:
        NotAllowed: not this actor's to do, too early, or done.
    """
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_open_doors(actor, rounds.round_by_id(day.round_id), day, now)):
        raise NotAllowed(may.reason)
    day.state = DayState.OPEN
    audit.record(actor, "open_doors", day, name=day.name)
    db.session.flush()
    return day


def start_slot(day_id: uuid.UUID, slot_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> Slot:
    """The pitch begins and can be scored; the one before it cannot any more.

    Raises:
        NotAllowed: not this actor's to do. WrongState: it has begun before.
    """
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_work(actor, rounds.round_by_id(day.round_id), day)):
        raise NotAllowed(may.reason)
    slot = next(each for each in day.slots if each.id == slot_id)
    if slot.started_at is not None:
        raise WrongState(_("This pitch has already begun"))
    for other in day.slots:
        if policies.is_open(other, now):
            other.window_ends_at = now
    length = slot.duration_seconds + slot.questions_seconds + day.window_seconds
    slot.started_at, slot.window_ends_at = now, now + dt.timedelta(seconds=length)
    audit.record(actor, "start_pitch", day, name=day.name, after={"position": slot.position})
    db.session.flush()
    return slot


def end_slot(day_id: uuid.UUID, slot_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> Slot:
    """The pitch is over and cannot be scored any more; over already, nothing changes."""
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_work(actor, rounds.round_by_id(day.round_id), day)):
        raise NotAllowed(may.reason)
    slot = next(each for each in day.slots if each.id == slot_id)
    if policies.is_open(slot, now):
        slot.window_ends_at = now
        audit.record(actor, "end_pitch", day, name=day.name, after={"position": slot.position})
        db.session.flush()
    return slot


def close_list(day_id: uuid.UUID, *, actor: Actor, now: dt.datetime, today: dt.date) -> DecisionDay:
    """Nothing more of this hall is counted: scores not confirmed are cast as the rule says; who was in is forgotten.

    Raises:
        NotAllowed: not this actor's to do, closed before, or a pitch can still be scored.
    """
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_close(actor, rounds.round_by_id(day.round_id), day, now)):
        raise NotAllowed(may.reason)
    cast, short = cast_waiting(day, now=now, today=today)
    day.state, day.closed_by_id = DayState.CLOSED, actor.id
    db.session.execute(sa.delete(Stay).where(Stay.day_id == day_id))
    unused = sa.and_(HallCard.day_id == day_id, HallCard.voter_id.is_(None))
    db.session.execute(sa.delete(HallCard).where(unused))
    audit.record(actor, "close_hall_list", day, name=day.name, after={"cast_at_close": cast, "incomplete": short})
    db.session.flush()
    return day

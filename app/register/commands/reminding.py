"""Reminders: to exactly those who began a vote and have not cast it, a wave at a time, nobody twice within a day."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from app.core import audit, jobs, outbox
from app.core.access import SYSTEM, Actor
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import NotAllowed
from app.rounds.models import Round
from app.rounds.policies import can_vote
from app.rounds.queries import round_by_id

from .. import emails, policies, queries
from ..models import CodeKind, Reminder, Voter
from .deciding import held_open
from .issuing import with_code

REMIND = "register-remind"
WAVES = (72, 24)  # hours before the close
AT_ONCE = 100


def start_reminder(
    round_id: uuid.UUID, *, now: dt.datetime, wave: int | None = None, actor: Actor = SYSTEM
) -> Reminder | None:
    """A wave has begun and will be written in the background. None: this wave of the clock was begun before.

    wave: hours before the close; None when an officer asks.
    Raises:
        NotAllowed: an officer's wish, and not theirs or not while voting is open.
    """
    round_ = locked(Round, round_id)
    if wave is None and not (may := policies.can_remind(actor, round_, now)):
        raise NotAllowed(may.reason)
    if wave is not None and (wave in queries.waves_done(round_id) or not can_vote(round_, now)):
        return None
    row = Reminder(round_id=round_id, wave=wave, by_id=actor.id, sent_on=london(now).date())
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "start_reminder", row, name=round_.name, after={"wave": wave})
    jobs.put(REMIND, reminder_id=str(row.id))
    return row


def remind_some(reminder_id: uuid.UUID, link_prefix: str, *, now: dt.datetime, limit: int = AT_ONCE) -> Reminder:
    """Up to `limit` more voters have a reminder with a new code, in their language; the wave is done when none is left.

    Who casts while this runs is either left out or had not cast yet: their rows are held until all of it is written.
    """
    known = locked(Reminder, reminder_id)
    round_ = held_open(known.round_id)
    if known.is_done or not can_vote(round_by_id(round_.id), now):
        known.is_done = True
        return known
    today = london(now).date()
    who = queries.to_remind(round_.id, today, has_texts=outbox.can_text())
    voters = db.session.scalars(
        sa.select(Voter)
        .where(who)
        .order_by(Voter.id)
        .limit(limit)
        .with_for_update(of=Voter, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for voter in voters:
        voter.reminded_on = today
        with_code(voter, CodeKind.MAIL, round_, link_prefix, actor=SYSTEM, mail=emails.REMINDER)
    known.number += len(voters)
    known.is_done = len(voters) < limit
    db.session.flush()
    return known

"""Work of the register in the background: reminders at their hours, and the letters of a wave or of invitations."""

from __future__ import annotations

import uuid

from app.core.clock import now
from app.core.db import unit_of_work
from app.rounds import queries as rounds
from app.rounds.models import RoundState

from . import commands
from .commands.office_lists import AT_ONCE as INVITED_AT_ONCE
from .commands.reminding import WAVES
from .sessions import link_prefix


def begin_waves() -> None:
    """Every open round that has come to one of its hours before the close has that wave begun; only the latest due."""
    moment = now()
    for round_ in rounds.open_rounds(moment):
        left = (round_.closes_at - moment).total_seconds() / 3600
        due = [wave for wave in WAVES if left <= wave]
        if due and not round_.is_imported and round_.state in {RoundState.LOCKED, RoundState.OPEN}:
            with unit_of_work():
                commands.start_reminder(round_.id, now=moment, wave=min(due))


def remind(reminder_id: str) -> None:
    """The wave goes out, a hundred voters a transaction: a crash loses no letter and sends none twice."""
    key, prefix = uuid.UUID(reminder_id), link_prefix()
    while True:
        with unit_of_work():
            is_done = commands.remind_some(key, prefix, now=now()).is_done
        if is_done:
            return


def invite(round_id: str) -> None:
    """Everybody on a list who was not invited yet has a letter."""
    key, prefix = uuid.UUID(round_id), link_prefix()
    while True:
        with unit_of_work():
            number = commands.invite_some(key, prefix, now=now())
        if number < INVITED_AT_ONCE:
            return

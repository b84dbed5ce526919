"""Work for later: destroying what an opening leaves, and drafts after the close."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core import jobs
from app.core.clock import now
from app.core.db import unit_of_work
from app.rounds.events import RoundCancelled, RoundClosed

from . import commands
from .commands.opening import SWEEP_JOB

DRAFTS_JOB = "ballots-drafts"
LAST_CAST = dt.timedelta(minutes=10)  # a cast that came before the close may still be under way (E15)

__all__ = ["DRAFTS_JOB", "SWEEP_JOB", "box_of_cancelled", "drafts_of_closed", "remove_drafts", "sweep"]


def sweep(round_id: str) -> None:
    """Key files, pages of deleted rows and log of this round's envelopes are destroyed."""
    commands.sweep_opening(uuid.UUID(round_id))
    with unit_of_work():
        commands.mark_swept(uuid.UUID(round_id))


def drafts_of_closed(news: RoundClosed) -> None:
    """Voting has closed: what was not cast is deleted soon."""
    jobs.put(DRAFTS_JOB, due_at=now() + LAST_CAST, round_id=str(news.round_id))


def remove_drafts(round_id: str) -> None:
    """Nothing unfinished of this round is kept."""
    with unit_of_work():
        commands.delete_drafts(uuid.UUID(round_id))


def box_of_cancelled(news: RoundCancelled) -> None:
    """A cancelled round's envelopes are destroyed unopened."""
    commands.destroy_box(news.round_id)

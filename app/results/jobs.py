"""Work after a count that takes too long for a page, and results that become final."""

from __future__ import annotations

import uuid

from app.core.clock import today
from app.core.db import unit_of_work

from . import commands


def work_out_enough(count_id: str) -> None:
    """The items that were not funded say what would have been enough."""
    key = uuid.UUID(count_id)
    found = commands.enough_for(key)
    with unit_of_work():
        commands.keep_enough(key, found)


def verify(count_id: str) -> None:
    """The independent program has recomputed the certificates of a count, and its outcome stands with it."""
    key = uuid.UUID(count_id)
    notes = commands.check_of(key)
    with unit_of_work():
        commands.keep_check(key, notes)


def close_results() -> None:
    """Results whose time for objections is over are final."""
    with unit_of_work():
        commands.close_results(today())

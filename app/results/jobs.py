"""Work after a count that takes too long for a page."""

from __future__ import annotations

import uuid

from app.core.db import unit_of_work

from . import commands


def work_out_enough(count_id: str) -> None:
    """The items that were not funded say what would have been enough."""
    key = uuid.UUID(count_id)
    found = commands.enough_for(key)
    with unit_of_work():
        commands.keep_enough(key, found)

"""Work that rounds do by the clock."""

from __future__ import annotations

from app.core.clock import now
from app.core.db import unit_of_work

from . import commands


def move_on() -> None:
    """Rounds whose window began or ended say so."""
    with unit_of_work():
        commands.move_on(now())

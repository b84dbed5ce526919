"""The hourly job that puts waiting answers into the store."""

from __future__ import annotations

from app.core.clock import now
from app.core.db import unit_of_work

from . import commands


def settle() -> None:
    with unit_of_work():
        commands.settle(now())

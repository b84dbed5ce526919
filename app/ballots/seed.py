"""The demo world's votes."""

from __future__ import annotations

from typing import Any

from app.core.ports import Seed


def plant(world: Any) -> None:
    """Nothing to plant yet."""


SEED = Seed(100, "register and ballots", plant)

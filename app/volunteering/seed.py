"""The demo world's volunteer hours."""

from __future__ import annotations

from typing import Any


def plant(world: Any) -> None:
    """Hours of every project of the world."""

"""The demo world's readings and contributions."""

from __future__ import annotations

from typing import Any


def plant(world: Any) -> None:
    """Readings of every project of the world."""

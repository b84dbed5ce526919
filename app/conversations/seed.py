"""The demo world's sessions."""

from __future__ import annotations

from typing import Any


def plant(world: Any) -> None:
    """Sessions of every project of the world."""

"""Rotated orders of a paper's projects: every project stands early on some papers; its number stays the same (E02)."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Sequence
from typing import Protocol, TypeVar


class Numbered(Protocol):
    @property
    def number(self) -> int: ...


Item = TypeVar("Item", bound=Numbered)


def letters(sets: int) -> str:
    """The names of so many order sets: A, B, C ..."""
    return string.ascii_uppercase[:sets]


def in_set(items: Sequence[Item], seed: int, letter: str, sets: int) -> list[Item]:
    """The projects of one pot as they stand on the papers of a set; the seed gives the same order again (E37).

    An order of chance, begun further on in each set, so that over all sets no project is always near the end.
    """
    base = sorted(items, key=lambda item: hashlib.sha256(f"paper:{seed}:{item.number}".encode()).digest())
    place = letters(sets).index(letter)
    start = place * len(base) // sets
    turned = base[start:] + base[:start]
    return turned[::-1] if place % 2 else turned

"""What can be funded: an item, its cost in integer minor units, and the exact numbers used to rank it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on the ballot; `cost` and `min_viable` are whole minor units (pence, grosz, or a file's own unit)."""

    id: str
    cost: int
    number: int | None = None
    name: str = ""
    min_viable: int | None = None
    area: str = ""
    theme: str = ""

    def __post_init__(self) -> None:
        if self.cost <= 0:
            raise ValueError(f"item {self.id}: the cost must be more than 0")
        if self.min_viable is not None and not 0 < self.min_viable <= self.cost:
            raise ValueError(f"item {self.id}: the smallest useful part must be more than 0 and at most the cost")


def number_text(value: Number) -> str:
    """An exact number as text: `12` or `27/100`."""
    return str(value)


def parse_number(text: str | int) -> Number:
    """The exact number behind `12`, `27/100` or `0.27`; ints when whole. Raises ValueError."""
    value = Fraction(text)
    return int(value) if value.denominator == 1 else value

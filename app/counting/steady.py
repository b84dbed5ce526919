"""The beginning of a run that every larger share repeats, so that Add1 need not count it again.

While nobody runs out by paying for an item, its rate is its cost over its points at this share and at any larger one.
If that is also below the least any other item can ever cost (cost over points, when nobody runs out), the purchase
comes first at every larger share, and costs everyone the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.counting.profile import Floats


@dataclass(frozen=True)
class Steady:
    """The rounds in common: what was bought, the rates, and bounds that hold at every larger share.

    `paid` is what each group has paid, off by at most `drift` in all (ballots x amount)."""

    order: tuple[int, ...]
    rates: tuple[float, ...]
    upper: tuple[float, ...]
    second: tuple[float, ...]
    paid: Floats
    drift: float
    spent: int

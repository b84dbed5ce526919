"""Equal shares in exact rationals: voters who have paid for the same things are one class with one exact purse."""

from __future__ import annotations

from fractions import Fraction
from functools import cmp_to_key
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from app.counting.profile import Ints, Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

Purse = tuple[int, int, int]  # exact purse (over the common denominator), score, ballots


def _poorer(one: Purse, other: Purse) -> int:
    """Negative where the first holds less per point."""
    return one[0] * other[1] - other[0] * one[1]


class Purses:
    """Every voter's exact purse while items are bought one after another.

    A purse is an integer over the common denominator of the moment it was last touched (`stamps` says which one), so
    that a purchase costs work only for the voters who pay. `bought` lists the items paid for, in order, `rates` what
    each cost its supporters per point at most.
    """

    def __init__(self, profile: Profile, endowment: Fraction) -> None:
        self.profile = profile
        self.denominators: list[int] = [endowment.denominator]
        self.amounts: list[int] = [endowment.numerator]
        self.stamps: list[int] = [0]
        self.class_of: Ints = np.zeros(len(profile.weights), dtype=np.int64)
        self.bought: list[int] = []
        self.rates: list[Fraction] = []

    @property
    def denominator(self) -> int:
        """The common denominator now."""
        return self.denominators[-1]

    def amount(self, one: int) -> int:
        """What a voter of this class holds, over the common denominator of now."""
        stamp, now = self.stamps[one], len(self.denominators) - 1
        if stamp != now:
            self.amounts[one] *= self.denominators[now] // self.denominators[stamp]
            self.stamps[one] = now
        return self.amounts[one]

    def purse(self, group: int) -> Fraction:
        """What one voter of a group of ballots holds."""
        return Fraction(self.amount(int(self.class_of[group])), self.denominator)

    def supporters(self, index: int) -> list[Purse]:
        """The supporters of an item by class and score, with the poorest per point first."""
        part = self.profile.marks_of(index)
        groups = self.profile.groups[part]
        classes = self.class_of[groups]
        weights = self.profile.weights[groups]
        if self.profile.scores is None:
            counts = np.bincount(classes, weights=weights, minlength=len(self.amounts))
            return sorted((self.amount(c), 1, int(counts[c])) for c in np.flatnonzero(counts).tolist())
        scores = self.profile.scores[part]
        width = int(scores.max(initial=0)) + 1
        keys, inverse = np.unique(classes * width + scores, return_inverse=True)
        counts = np.bincount(inverse, weights=weights, minlength=len(keys))
        purses = [
            (self.amount(key // width), key % width, int(many)) for key, many in zip(keys.tolist(), counts, strict=True)
        ]
        return sorted(purses, key=cmp_to_key(_poorer))

    def money(self, index: int) -> Fraction:
        """What the supporters of an item still hold together."""
        return Fraction(sum(amount * count for amount, _, count in self.supporters(index)), self.denominator)

    def rate(self, index: int, cost: int) -> Fraction | None:
        """The most a supporter would pay for one point so that together they pay the cost; None if they cannot."""
        purses = self.supporters(index)
        need = cost * self.denominator
        points = sum(score * count for _, score, count in purses)
        for amount, score, count in purses:
            if points and amount * points >= need * score:
                return Fraction(need, points * self.denominator)
            need -= amount * count
            points -= score * count
        return None

    def buy(self, index: int, rate: Fraction) -> None:
        """Each supporter pays rate x score, or all they have."""
        part = self.profile.marks_of(index)
        groups = self.profile.groups[part]
        scores = np.ones(len(groups), dtype=np.int64) if self.profile.scores is None else self.profile.scores[part]
        width = int(scores.max(initial=0)) + 1
        keys, inverse = np.unique(self.class_of[groups] * width + scores, return_inverse=True)
        before = self.denominator
        common = before // gcd(before, rate.denominator) * rate.denominator
        price = rate.numerator * (common // rate.denominator)
        self.denominators.append(common)
        places: dict[int, int] = {}
        renumbered = []
        for key in keys.tolist():
            rest = max(self.amount(key // width) - price * (key % width), 0)
            if rest not in places:
                places[rest] = len(self.amounts)
                self.amounts.append(rest)
                self.stamps.append(len(self.denominators) - 1)
            renumbered.append(places[rest])
        if len(keys):
            self.class_of[groups] = np.array(renumbered, dtype=np.int64)[inverse]
        self.bought.append(index)
        self.rates.append(rate)

    def replay(self, sequence: Sequence[int], costs: Sequence[int]) -> None:
        """Buy on along a known order until it is all bought; what is bought already must be its beginning."""
        for index in sequence[len(self.bought) :]:
            rate = self.rate(index, costs[index])
            if rate is None:
                raise ArithmeticError("a purchase that was certified cannot be paid")
            self.buy(index, rate)

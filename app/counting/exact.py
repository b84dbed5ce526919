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


class Purses:
    """Every voter's exact purse while items are bought one after another.

    Purses are integers over one common denominator; `bought` lists the items paid for, in order.
    """

    def __init__(self, profile: Profile, endowment: Fraction) -> None:
        self.profile = profile
        self.denominator = endowment.denominator
        self.amounts: list[int] = [endowment.numerator]
        self.class_of: Ints = np.zeros(len(profile.weights), dtype=np.int64)
        self.bought: list[int] = []
        self.rates: list[Fraction] = []

    def supporters(self, index: int) -> list[Purse]:
        """The supporters of an item by class and score, with the poorest per point first."""
        part = self.profile.marks_of(index)
        groups = self.profile.groups[part]
        classes = self.class_of[groups]
        weights = self.profile.weights[groups]
        if self.profile.scores is None:
            counts = np.bincount(classes, weights=weights, minlength=len(self.amounts))
            present = np.flatnonzero(counts)
            purses = [(self.amounts[c], 1, int(counts[c])) for c in present.tolist()]
            return sorted(purses)
        scores = self.profile.scores[part]
        width = int(scores.max(initial=0)) + 1
        keys, inverse = np.unique(classes * width + scores, return_inverse=True)
        counts = np.bincount(inverse, weights=weights, minlength=len(keys))
        purses = [
            (self.amounts[key // width], key % width, int(count)) for key, count in zip(keys.tolist(), counts, strict=True)
        ]
        return sorted(purses, key=cmp_to_key(lambda a, b: a[0] * b[1] - b[0] * a[1]))

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
        common = self.denominator * rate.denominator // gcd(self.denominator, rate.denominator)
        scale = common // self.denominator
        price = rate.numerator * (common // rate.denominator)
        amounts = [amount * scale for amount in self.amounts]
        places: dict[int, int] = {}
        renumbered = []
        for key in keys.tolist():
            rest = max(amounts[key // width] - price * (key % width), 0)
            if rest not in places:
                places[rest] = len(amounts)
                amounts.append(rest)
            renumbered.append(places[rest])
        if len(keys):
            self.class_of[groups] = np.array(renumbered, dtype=np.int64)[inverse]
        self._keep_used(amounts, common)
        self.bought.append(index)
        self.rates.append(rate)

    def replay(self, sequence: Sequence[int], costs: Sequence[int]) -> None:
        """Buy on along a known order until it is all bought; what is bought already must be its beginning."""
        for index in sequence[len(self.bought) :]:
            rate = self.rate(index, costs[index])
            if rate is None:
                raise ArithmeticError("a purchase that was certified cannot be paid")
            self.buy(index, rate)

    def _keep_used(self, amounts: list[int], denominator: int) -> None:
        """Drop classes nobody is in, and the common factor of the rest."""
        used = np.bincount(self.class_of, minlength=len(amounts)) > 0
        self.class_of = (np.cumsum(used) - 1)[self.class_of].astype(np.int64)
        kept = [amount for amount, one in zip(amounts, used.tolist(), strict=True) if one]
        factor = gcd(denominator, *kept)
        self.denominator = denominator // factor
        self.amounts = [amount // factor for amount in kept]

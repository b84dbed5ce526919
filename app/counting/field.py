"""The arrays of one election that every run of equal shares uses: marks by item, ballots x score beside them."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import numpy as np

from app.counting.greedy import Conflicts
from app.counting.profile import Floats, Ints, Profile
from app.counting.rule import Rule

U = 2.0**-53
BLOCK = 8192
Part = tuple[Ints, Floats | None, Floats | None]  # groups, ballots x score (None: all 1), scores (None: all 1)


def dot(one: Floats | None, other: Floats) -> float:
    """Sum of products (`None` stands for ones), in blocks so small that BLAS stays on one core: its threads cost more
    than they give."""
    if one is None:
        return float(np.add.reduce(other))
    size = len(one)
    if size <= BLOCK:
        return float(one.dot(other))
    return sum(float(one[at : at + BLOCK].dot(other[at : at + BLOCK])) for at in range(0, size, BLOCK))


class Field:
    """One election ready for runs; `parts` are cut out when they are first needed and kept for the next run."""

    def __init__(self, profile: Profile, rule: Rule, eligible: Sequence[int]) -> None:
        self._profile = profile
        self._extra: tuple[int, int, int] | None = None
        self._parts: dict[int, Part] = {}
        self.n = profile.n
        self.items = profile.items
        self.rule = rule
        self.size = len(profile.weights)
        self.voters: Sequence[int] = profile.voters
        self.support: Sequence[int] = profile.support
        self.eligible = [i for i in eligible if self.voters[i]]
        self.costs = [item.cost for item in profile.items]
        self.conflicts = Conflicts(profile.items, rule.exclusive)
        by_cost = rule.utility == "cost"
        self.factor = [1.0 / cost if by_cost else 1.0 for cost in self.costs]
        self.start = [cost / (points or 1) for cost, points in zip(self.costs, self.support, strict=True)]
        self.base = sorted((self.start[i] * self.factor[i] * (1 - 8 * U), i) for i in self.eligible)
        sizes = np.diff(profile.indptr).tolist()
        self.rounding = [rounding(size, cost) for size, cost in zip(sizes, self.costs, strict=True)]

    @property
    def profile(self) -> Profile:
        """The ballots themselves, for what is done in rationals."""
        if self._extra is not None:
            self._profile, self._extra = self._profile.with_voters(*self._extra), None
        return self._profile

    def part(self, index: int) -> Part:
        """The marks of one item."""
        found = self._parts.get(index)
        if found is None:
            marks = self._profile.marks_of(index)
            heavy, scores = self._profile.heavy, self._profile.float_scores
            found = (
                self._profile.groups[marks],
                None if heavy is None else heavy[marks],
                None if scores is None else scores[marks],
            )
            self._parts[index] = found
        return found

    def least_base(self, without: set[int]) -> float:
        """A bound below the rate of every other item at any share, in the rule's terms."""
        return next((bound for bound, index in self.base if index not in without), float("inf"))

    def held_per_point(self, held: Floats, index: int) -> Floats:
        """What each group that names an item holds for each of its points."""
        groups, _, scores = self.part(index)
        per_point = held.take(groups)
        if scores is not None:
            per_point /= scores
        return per_point

    def with_voters(self, index: int, count: int, value: int) -> Field:
        """The same field with more voters who name only one item, each with `value` points."""
        out = copy(self)
        groups, heavy, scores = self.part(index)
        out._extra = (index, count, value)
        out.n, out.size = self.n + count, self.size + 1
        out.voters, out.support = list(self.voters), list(self.support)
        out.voters[index] += count
        out.support[index] += count * value
        out.eligible = self.eligible if self.voters[index] else [*self.eligible, index]
        ones = np.ones(len(groups))
        more = None if scores is None and value == 1 else np.append(ones if scores is None else scores, float(value))
        out._parts = self._parts | {
            index: (
                np.append(groups, self.size),
                np.append(ones if heavy is None else heavy, float(count * value)),
                more,
            )
        }
        out.start, out.rounding = list(self.start), list(self.rounding)
        out.start[index] = self.costs[index] / out.support[index]
        out.rounding[index] = rounding(len(groups) + 1, self.costs[index])
        out.base = []  # only for Add1, which such a field is not made for
        return out

    def with_cost(self, index: int, cost: int) -> Field:
        """The same field with one item at another cost."""
        out = copy(self)
        out._profile = self._profile.with_cost(index, cost)
        out.costs, out.factor = list(self.costs), list(self.factor)
        out.start, out.rounding = list(self.start), list(self.rounding)
        out.costs[index] = cost
        if self.rule.utility == "cost":
            out.factor[index] = 1.0 / cost
        out.start[index] = cost / (self.support[index] or 1)
        out.rounding[index] = rounding(len(self.part(index)[0]), cost)
        out.base = []  # only for Add1, which such a field is not made for
        return out


def rounding(marks: int, cost: int) -> float:
    """The most that rounding can move a sum of so many payments towards a cost."""
    return (marks + 8) * U * 1.1 * cost


def slope_at(heavy: Floats | None, held: Floats, rate: float) -> float:
    """How fast what supporters pay together grows with the rate: the points of those who hold more."""
    richer = held > rate
    return float(np.count_nonzero(richer)) if heavy is None else dot(heavy, richer.astype(np.float64))

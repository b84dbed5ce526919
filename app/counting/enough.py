"""What would have been enough for an item that was not funded: more voters, or a lower cost; each proved by
recounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from app.counting.add1 import first_share
from app.counting.engine import count, eligibility
from app.counting.field import Field, dot
from app.counting.outcome import Outcome
from app.counting.profile import Floats, Profile, Totals
from app.counting.shares import Runner
from app.counting.ties import TieOrder

TRIES = 10  # recounts for one number where a completion makes each of them a whole Add1
Lot = Sequence[int | str] | None


@dataclass(frozen=True)
class Enough:
    """A number that would have been enough. `least` is True where one less was recounted too and fails.

    `voters` name only this item (with `points` each); `cut` is taken off the cost, in minor units. None: no such number
    was found (an item below a threshold by cost, or one that does not fit at any cost)."""

    voters: int | None
    points: int
    cut: int | None
    least: bool

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {"voters": self.voters, "points": self.points, "cost_cut": self.cut, "least": self.least}


def least(wins: Callable[[int], bool], guess: int, most: int) -> int | None:
    """A number up to `most` that wins while one less does not (or 1), found from a guess; None if `most` fails.

    Every answer of `wins` is a recount, and both neighbours of the result have been asked."""
    if most < 1:
        return None
    guess = min(max(guess, 1), most)
    step = 1
    if wins(guess):
        high, low = guess, guess - 1
        while low > 0 and wins(low):
            high, low = low, max(low - step, 0)
            step *= 2
    else:
        low, high = guess, guess
        while True:
            if low >= most:
                return None
            high = min(low + step, most)
            if wins(high):
                break
            low, step = high, step * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wins(middle) else (middle, high)
    return high


def some(wins: Callable[[int], bool], guess: int, most: int, tries: int = TRIES) -> int | None:
    """A number that wins, near the least but not proved to be it, in a few recounts; None if none was found."""
    number, low, high = min(max(guess, 1), most), 0, None
    for _ in range(tries):
        if wins(number):
            high = number
            number = (low + high) // 2
        else:
            low = number
            number = min(2 * low, most) if high is None else (low + high) // 2
        if number in (low, high):
            break
    return high


class Search:
    """The search over all unfunded items of one count."""

    def __init__(self, profile: Profile | Totals, outcome: Outcome, lot: Lot = None) -> None:
        self.profile = profile
        self.outcome = outcome
        self.lot = lot
        self.rule = outcome.rule
        self.totals = Totals.of(profile)
        scores = None if isinstance(profile, Totals) else profile.scores
        self.points = 1 if scores is None else int(scores.max(initial=1))
        self.is_plain_shares = self.rule.is_shares and self.rule.completion == "none" and self.rule.fill == "none"
        self.is_proved = self.is_plain_shares or not self.rule.is_shares
        self.states: list[tuple[Floats, float]] = []
        if self.rule.is_shares and isinstance(profile, Profile):
            self._prepare(profile)

    def _prepare(self, profile: Profile) -> None:
        """The field of plain shares, and what everyone holds before each purchase and after the last."""
        eligible, _ = eligibility(self.totals, self.rule)
        self.field = Field(profile, self.rule, eligible)
        place = {item.id: index for index, item in enumerate(profile.items)}
        held = np.full(len(profile.weights), float(self.outcome.endowment or 0))
        steps = [step for step in self.outcome.rounds if step.phase == "shares"]
        for step in steps:
            index, rate = place[step.item], step.rate or 0.0
            self.states.append((held.copy(), rate * self.field.factor[index]))
            groups, _, scores = self.field.part(index)
            held[groups] = np.maximum(held[groups] - (rate if scores is None else rate * scores), 0.0)
        self.states.append((held, float("inf")))

    def enough(self, index: int) -> Enough:
        """What would have been enough for the item at this place of the ballot."""
        cost = self.totals.items[index].cost
        if self.is_plain_shares:
            voters = least(lambda k: self._shares_win_with(index, k), self._guess_voters(index), 4 * self.totals.n + 16)
            cut = self._cut_from_states(index)
        elif self.rule.is_shares:
            voters = some(lambda k: self._wins_with(index, k), self._guess_voters(index), 4 * self.totals.n + 16)
            cut = some(lambda c: self._wins_at(index, cost - c), self._guess_cut(index), cost - 1) if cost > 1 else None
        else:
            voters = None  # means and weighted shares have no unit in which one more voter could be added
            if all(isinstance(one, int) for one in self.totals.support):
                limit = self._most_voters(index)
                voters = least(lambda k: self._wins_with(index, k), max(limit // 8, 1), limit)
            cut = least(lambda c: self._wins_at(index, cost - c), max(cost // 8, 1), cost - 1)
        return Enough(voters, self.points, cut, self.is_proved)

    def _most_voters(self, index: int) -> int:
        """More voters than could ever be needed by a rule decided by support."""
        best = max((Fraction(one) for one in self.totals.support), default=Fraction(0))
        if self.rule.name == "greedy-density":
            cost = self.totals.items[index].cost
            best = max(
                Fraction(one) / item.cost * cost
                for one, item in zip(self.totals.support, self.totals.items, strict=True)
            )
        gap = max(best, Fraction(self.rule.threshold or 0), Fraction(2 * self.totals.n)) - Fraction(
            self.totals.support[index]
        )
        return int(gap) // self.points + 2 + 2 * self.totals.n

    def _wins(self, profile: Profile | Totals, item: str) -> bool:
        return item in count(profile, self.rule, self.outcome.budget, self.lot, weigh_ties=False).winners

    def _wins_with(self, index: int, voters: int) -> bool:
        """Whether the item is funded with that many more voters: a whole recount."""
        totals = self.totals
        item = totals.items[index].id
        if isinstance(self.profile, Profile) and self.rule.is_shares:
            return self._wins(self.profile.with_voters(index, voters, self.points), item)
        support, named = list(totals.support), list(totals.voters)
        support[index] += voters * self.points
        named[index] += voters
        return self._wins(Totals(totals.items, totals.n + voters, support, named), item)

    def _wins_at(self, index: int, cost: int) -> bool:
        """Whether the item is funded at another cost: a whole recount."""
        profile = self.profile if isinstance(self.profile, Profile) and self.rule.is_shares else self.totals
        return self._wins(profile.with_cost(index, cost), self.totals.items[index].id)

    def _shares_win_with(self, index: int, voters: int) -> bool:
        """The same for plain shares, without building the ballots again and stopping once the item is decided."""
        fld = self.field.with_voters(index, voters, self.points)
        refused = Fraction(self.rule.threshold or 0) > fld.support[index]
        if self.rule.threshold_share is not None:
            refused = refused or fld.support[index] < self.rule.threshold_share * fld.n
        return not refused and self._bought(fld, index)

    def _bought(self, fld: Field, index: int) -> bool:
        items = fld.items
        ties = TieOrder(items, fld.support, self.rule.ties, self.lot)
        share = first_share(self.rule, self.outcome.budget, fld.n)
        return index in Runner(fld, share, ties, watch=index).go().order

    def _guess_voters(self, index: int) -> int:
        """How many would be enough if nothing else changed."""
        fld, cost = self.field, self.field.costs[index]
        share = float(self.outcome.endowment or 0) * 0.999 or 1.0
        best = float("inf")
        for held, bound in self.states:
            rate = bound / fld.factor[index] / self.points
            paid = self._paid(index, held, rate * self.points)
            best = min(best, (cost - paid) / min(share, max(rate * self.points, 1e-9)))
        return int(best) + 1

    def _paid(self, index: int, held: Floats, rate: float) -> float:
        """What the supporters would pay together at a rate."""
        paid = np.minimum(self.field.held_per_point(held, index), rate)
        return dot(self.field.part(index)[1], paid)

    def _cut_from_states(self, index: int) -> int | None:
        """The least cut in plain shares: until the item is bought nothing depends on its cost, so the dearest cost at
        which it would have been bought in some round is read off each round, and proved by recounts around it."""
        cost = self.field.costs[index]
        if not self.field.support[index] or self.totals.items[index].id in self.outcome.refused:
            return None
        return least(lambda c: self._shares_win_at(index, cost - c), self._guess_cut(index), cost - 1)

    def _guess_cut(self, index: int) -> int:
        """The cut that would be enough if nothing else changed."""
        cost = self.field.costs[index]
        if not self.field.support[index]:
            return cost - 1
        dearest = max(self._dearest(index, held, bound) for held, bound in self.states)
        return cost - int(min(dearest, cost - 1))

    def _shares_win_at(self, index: int, cost: int) -> bool:
        return self._bought(self.field.with_cost(index, cost), index)

    def _dearest(self, index: int, held: Floats, bound: float) -> float:
        """The highest cost at which the item would be bought in a round whose winner has this bound."""
        if self.rule.utility == "count":
            return self._paid(index, held, bound)
        if bound == float("inf"):
            return self._paid(index, held, bound)
        per_point = self.field.held_per_point(held, index)
        heavy = self.field.part(index)[1]
        order = np.argsort(per_point)
        levels = per_point[order]
        points = np.ones(len(levels)) if heavy is None else heavy[order]
        above = np.cumsum(points[::-1])[::-1]
        paid = np.cumsum(points * levels) - points * levels + above * levels  # paid together at each level
        fits = levels <= bound * paid * (1 + 1e-12)
        if not fits.any():
            return 0.0
        at = int(np.flatnonzero(fits)[-1])
        if at == len(levels) - 1:
            return float(paid[at])
        rest = float(above[at + 1])
        # between two levels paid grows by `rest` per unit of the rate: rate = bound x (paid + rest x (rate - level))
        slack = 1.0 - bound * rest
        if slack <= 0:
            return float(paid[at + 1])
        rate = bound * (float(paid[at]) - rest * float(levels[at])) / slack
        return float(paid[at]) + rest * (max(rate, float(levels[at])) - float(levels[at]))

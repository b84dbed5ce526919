"""Equal shares: one run at one share per voter, proposed in floats and certified round by round.

Why the floats may be trusted. Write b for the true purses and b~ for the computed ones, and E for a bound on the sum of
ballots x |b - b~|. Paying for an item takes min(b, rate x score) from each supporter until the cost is met. That map
keeps order and takes the same sum from everybody together, so it never increases the distance E (for b <= b~ the
distance is the difference of two sums, and both fall by the cost; the general case goes through max(b, b~)). So E
only grows by the rounding of each round, which is bounded by the number of marks added up. With |f(rate) - cost| <= E
+ rounding, where f is what the supporters would pay at a rate, rates have proved bounds: f is concave and its slope
is at least one ballot's score. A decision whose bounds overlap is made again in rationals (`exact.py`).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from app.counting.exact import Purses
from app.counting.greedy import Conflicts
from app.counting.profile import Floats, Ints, Profile
from app.counting.rule import Rule
from app.counting.ties import Tie, TieOrder

U = 2.0**-53
CLOSE = 1e-8  # how far above its computed rate a winner's proved upper bound is placed; any value is sound


class Field:
    """The arrays of one election that every run shares: marks by item, with ballots x score beside them."""

    def __init__(self, profile: Profile, rule: Rule, eligible: Sequence[int]) -> None:
        self._profile = profile
        self._extra: tuple[int, int, int] | None = None
        self.n = profile.n
        self.items = profile.items
        self.voters: Sequence[int] = profile.voters
        self.rule = rule
        self.eligible = [i for i in eligible if profile.voters[i]]
        self.costs = [item.cost for item in profile.items]
        self.size = len(profile.weights)
        self.conflicts = Conflicts(profile.items, rule.exclusive)
        by_cost = rule.utility == "cost"
        self.factor = [1.0 / cost if by_cost else 1.0 for cost in self.costs]
        unit = bool(self.size) and bool((profile.weights == 1).all())
        weights = None if unit else profile.weighted_marks.astype(np.float64)
        scores = None if profile.scores is None else profile.scores.astype(np.float64)
        heavy = weights if scores is None else scores if weights is None else weights * scores
        self.groups: list[Ints] = []
        self.heavy: list[Floats | None] = []
        self.scores: list[Floats | None] = []
        for i in range(len(self.costs)):
            part = profile.marks_of(i)
            self.groups.append(profile.groups[part])
            self.heavy.append(None if heavy is None else heavy[part])
            self.scores.append(None if scores is None else scores[part])
        self.support: Sequence[int] = profile.support
        self.start = [cost / points if points else 0.0 for cost, points in zip(self.costs, self.support, strict=True)]
        self.rounding = [(len(g) + 8) * U * 1.1 * c for g, c in zip(self.groups, self.costs, strict=True)]

    @property
    def profile(self) -> Profile:
        """The ballots themselves, for what is done in rationals."""
        if self._extra is not None:
            self._profile, self._extra = self._profile.with_voters(*self._extra), None
        return self._profile

    def with_voters(self, index: int, count: int, value: int) -> Field:
        """The same field with more voters who name only one item, each with `value` points."""
        out = copy(self)
        out._extra = (index, count, value)
        out.n, out.size = self.n + count, self.size + 1
        out.voters = list(self.voters)
        out.voters[index] += count
        out.eligible = self.eligible if self.voters[index] else [*self.eligible, index]
        out.groups, out.heavy, out.scores = list(self.groups), list(self.heavy), list(self.scores)
        out.start, out.rounding = list(self.start), list(self.rounding)
        marks = len(self.groups[index])
        heavy, scores = self.heavy[index], self.scores[index]
        out.groups[index] = np.append(self.groups[index], self.size)
        out.heavy[index] = np.append(np.ones(marks) if heavy is None else heavy, float(count * value))
        if scores is not None or value != 1:
            out.scores[index] = np.append(np.ones(marks) if scores is None else scores, float(value))
        points = self.support[index] + count * value
        out.support = list(self.support)
        out.support[index] = points
        out.start[index] = self.costs[index] / points
        out.rounding[index] = (marks + 9) * U * 1.1 * self.costs[index]
        return out

    def with_cost(self, index: int, cost: int) -> Field:
        """The same field with one item at another cost."""
        out = copy(self)
        out.costs, out.factor = list(self.costs), list(self.factor)
        out.start, out.rounding = list(self.start), list(self.rounding)
        out.costs[index] = cost
        if self.rule.utility == "cost":
            out.factor[index] = 1.0 / cost
        out.start[index] = cost / self.support[index] if self.support[index] else 0.0
        out.rounding[index] = (len(self.groups[index]) + 8) * U * 1.1 * cost
        return out


@dataclass
class Run:
    """What one run bought: the order, its rates (most paid per point) and the proved bounds of each decision.

    `upper[t]` is at least the winner's exact rate in round t, `second[t]` at most that of everybody else; both in the
    rule's terms (per unit of utility). `over` says that it was given up because it costs more than the budget."""

    endowment: Fraction
    order: list[int] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    second: list[float] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    spent: int = 0
    over: bool = False
    strayed: bool = False
    decisions: int = 0
    redone: int = 0
    margin: float = 0.0


@dataclass(slots=True)
class Bid:
    """An item in one round: its rate, what supporters hold per point, and the proved bound on the rate's error."""

    index: int
    rate: float
    held: Floats
    error: float
    lower: float
    exact: Fraction | None = None


class Runner:
    """One run of equal shares over a field."""

    def __init__(
        self,
        fld: Field,
        endowment: Fraction,
        ties: TieOrder,
        stop_above: int | None = None,
        guide: Run | None = None,
        watch: int | None = None,
    ) -> None:
        """With `stop_above` the run is given up once it costs more; with `guide` once the guide's sandwich cannot hold;
        with `watch` once that item is bought or can no longer be."""
        self.field = fld
        self.ties = ties
        self.stop_above = stop_above
        self.guide = guide
        self.watch = watch
        self.run = Run(endowment)
        self.purses: Purses | None = None
        self.held: Floats = np.full(fld.size, float(endowment))
        self.money = fld.n * float(endowment)
        self.drift = 2 * U * self.money
        self.rates = list(fld.start)
        self.gone: set[int] = set()
        self.clean = True  # so far a computed purse is 0 exactly where the true one is
        voters, (top, bottom) = fld.voters, endowment.as_integer_ratio()
        self.heap = [
            (self.rates[i] * fld.factor[i] * (1 - 8 * U), i)
            for i in fld.eligible
            if voters[i] * top >= fld.costs[i] * bottom
        ]
        heapq.heapify(self.heap)

    def go(self) -> Run:
        """Buy until nothing more can be bought."""
        run = self.run
        while True:
            winner = self._round()
            if winner is None:
                return run
            self._pay(winner)
            if self.watch is not None and self.watch in self.gone:
                return run
            if self.stop_above is not None and run.spent > self.stop_above:
                run.over = True
                return run
            if self.guide is not None and not sandwiched(self.guide, run, len(run.order)):
                run.strayed = True
                return run

    def _bid(self, index: int) -> Bid | None:
        """The rate at which an item's supporters can pay for it now; None when they cannot."""
        fld = self.field
        held = self.held.take(fld.groups[index])
        scores, heavy = fld.scores[index], fld.heavy[index]
        if scores is not None:
            held /= scores
        rate, cost, rounding = self.rates[index], float(fld.costs[index]), fld.rounding[index]
        while True:
            paid = np.minimum(held, rate)
            gap = cost - float(paid.sum() if heavy is None else heavy.dot(paid))
            if gap <= 2 * rounding:
                break
            richer = held > rate
            slope = float(np.count_nonzero(richer) if heavy is None else heavy.dot(richer))
            if slope == 0.0:
                if gap > self.drift + 4 * rounding:
                    return None
                return self._bid_exactly(index, held)
            rate += gap / slope
        self.rates[index] = rate
        error = self.drift + rounding + abs(gap)
        return Bid(index, rate, held, error, (rate - error) * fld.factor[index] * (1 - 4 * U))

    def _bid_exactly(self, index: int, held: Floats) -> Bid | None:
        """The same in rationals, where floats cannot tell whether the money is enough."""
        self.run.redone += 1
        exact = self._exact().rate(index, self.field.costs[index])
        if exact is None:
            return None
        self.rates[index] = float(exact)
        scaled = self._scaled(index, exact)
        error = self.drift + self.field.rounding[index]
        return Bid(index, float(exact), held, error, float(scaled) * (1 - 4 * U), scaled)

    def _exact(self) -> Purses:
        if self.purses is None:
            self.purses = Purses(self.field.profile, self.run.endowment)
        self.purses.replay(self.run.order, self.field.costs)
        return self.purses

    def _scaled(self, index: int, rate: Fraction) -> Fraction:
        return rate / self.field.costs[index] if self.field.rule.utility == "cost" else rate

    def _next(self) -> float:
        """The least proved bound of the items not yet looked at in this round."""
        while self.heap and self.heap[0][1] in self.gone:
            heapq.heappop(self.heap)
        return self.heap[0][0] if self.heap else float("inf")

    def _round(self) -> Bid | None:
        """The item bought in this round, certain; None when nothing can be bought."""
        seen: list[Bid] = []
        best: Bid | None = None
        limit = float("inf")
        while self._next() <= limit and self.heap:
            index = heapq.heappop(self.heap)[1]
            bid = self._bid(index)
            if bid is None:
                if index == self.watch:
                    return None
                continue
            seen.append(bid)
            reach = bid.rate * self.field.factor[index] * (1 + CLOSE)
            if best is None or reach < limit:
                best, limit = bid, reach
        if best is None:
            return None
        self.run.decisions += 1
        winner = self._certain(best, seen, limit)
        for bid in seen:
            if bid is not winner:
                heapq.heappush(self.heap, (bid.lower, bid.index))
        second = min((bid.lower for bid in seen if bid is not winner), default=float("inf"))
        self.run.second.append(min(second, self._next()))
        return winner

    def _certain(self, best: Bid, seen: list[Bid], limit: float) -> Bid:
        """The winner among the bids seen, by proved bounds where they do not overlap and by rationals where they do."""
        if best.exact is None and not self._pays(best, best.rate * CLOSE):
            self._make_exact(best)
            limit = float(best.exact or 0) * (1 + 4 * U)
        rivals = [bid for bid in seen if bid is not best and bid.lower <= limit]
        rivals = [bid for bid in rivals if self._sharper(bid) <= limit]
        if not rivals:
            self.run.upper.append(limit)
            return best
        self._make_exact(best, *rivals)
        least = min(bid.exact for bid in (best, *rivals) if bid.exact is not None)
        level = {bid.index: bid for bid in (best, *rivals) if bid.exact == least}
        if len(level) > 1:
            tie = self.ties.settle(sorted(level), "shares")
            self.run.ties.append(tie)
            chosen = next(i for i in level if self.field.items[i].id == tie.chosen)
        else:
            chosen = next(iter(level))
        self.run.upper.append(float(least) * (1 + 4 * U))
        return level[chosen]

    def _pays(self, bid: Bid, more: float) -> bool:
        """True when at a rate higher by `more` the supporters surely cover the cost."""
        rest = np.minimum(np.maximum(bid.held - bid.rate, 0.0), more)
        heavy = self.field.heavy[bid.index]
        extra = float(rest.sum() if heavy is None else heavy.dot(rest))
        return extra >= 2 * bid.error

    def _sharper(self, bid: Bid) -> float:
        """A better proved bound below the bid's rate, from the true slope there."""
        if bid.exact is None:
            richer = bid.held > bid.rate
            heavy = self.field.heavy[bid.index]
            slope = max(float(np.count_nonzero(richer) if heavy is None else heavy.dot(richer)), 1.0)
            bid.lower = (bid.rate - bid.error / slope) * self.field.factor[bid.index] * (1 - 4 * U)
        return bid.lower

    def _make_exact(self, *bids: Bid) -> None:
        """Give each bid its exact rate: at once where nobody runs out by it, else from the exact purses."""
        self.run.redone += 1
        for bid in bids:
            if bid.exact is not None:
                continue
            rate = self._even(bid) or self._exact().rate(bid.index, self.field.costs[bid.index])
            if rate is None:
                raise ArithmeticError("a certain bid turned out not to be payable")
            bid.exact = self._scaled(bid.index, rate)
            bid.lower = float(bid.exact) * (1 - 4 * U)

    def _even(self, bid: Bid) -> Fraction | None:
        """The exact rate where each supporter either surely has nothing or surely has more than it; else None."""
        holds = bid.held > 0.0
        if not self.clean or not holds.any():
            return None
        heavy = self.field.heavy[bid.index]
        points = int(np.count_nonzero(holds) if heavy is None else heavy.dot(holds))
        even = Fraction(self.field.costs[bid.index], points)
        least = float(bid.held.min(where=holds, initial=np.inf))
        return even if least > float(even) * (1 + 8 * U) + self.drift + 4 * U * self.money else None

    def _pay(self, bid: Bid) -> None:
        """Supporters pay; conflicts of the item leave; the proved bound grows by this round's rounding."""
        run, fld = self.run, self.field
        rest = bid.held - bid.rate
        if self.clean:
            self.clean = float(np.abs(rest).min()) > 2 * bid.error + 8 * U * self.money
        np.maximum(rest, 0.0, out=rest)
        scores = fld.scores[bid.index]
        if scores is not None:
            rest *= scores
        self.held[fld.groups[bid.index]] = rest
        self.drift += bid.error - self.drift + fld.rounding[bid.index] + 4 * U * self.money
        run.margin = self.drift
        run.order.append(bid.index)
        run.rates.append(bid.rate)
        run.spent += fld.costs[bid.index]
        self.gone.add(bid.index)
        self.gone |= fld.conflicts.of.get(bid.index, set())


def sandwiched(low: Run, high: Run, rounds: int) -> bool:
    """True when every share between the two runs buys the same in these rounds.

    Along one order of purchases a larger share leaves everyone no less and every rate no higher, so the winner's rate
    is at most its bound at the lower share, and all others' at least their bound at the higher one."""
    if rounds > len(low.order) or low.order[:rounds] != high.order[:rounds]:
        return False
    return all(low.upper[t] < high.second[t] for t in range(rounds))


def run_shares(
    fld: Field, endowment: Fraction, ties: TieOrder, stop_above: int | None = None, guide: Run | None = None
) -> Run:
    """One run of equal shares at one share per voter; exact in its decisions."""
    return Runner(fld, endowment, ties, stop_above, guide).go()

"""Equal shares: one run at one share per voter, proposed in floats and certified round by round.

Why the floats may be trusted. Write b for the true purses and b~ for the computed ones, and E for a bound on the sum of
ballots x |b - b~|. Paying for an item takes min(b, rate x score) from each supporter until the cost is met. That map
keeps order and takes the same sum from everybody together, so it never increases the distance E (for b <= b~ the
distance is the difference of two sums, and both fall by the cost; the general case goes through max(b, b~)). So E only
grows by the rounding of each round, which is bounded by the number of marks added up. With |f(rate) - cost| <= E +
rounding, where f is what the supporters would pay at a rate, rates have proved bounds: f is concave and its slope is at
least one ballot's score. A decision whose bounds overlap is made again in rationals (`exact.py`).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from app.counting.exact import Purses
from app.counting.field import Field, U, dot, slope_at
from app.counting.profile import Floats
from app.counting.runs import Peer, Run, same_round
from app.counting.steady import Steady
from app.counting.ties import TieOrder

CLOSE = 1e-6  # how far above its computed rate a winner's proved upper bound is placed; any value is sound
INF = float("inf")


@dataclass(slots=True)
class Bid:
    """An item in one round: its rate, what supporters hold per point, and the proved bound on the money it is off.

    `exact` is the exact rate in the rule's terms once it was asked for; `even` that nobody who has money runs out by
    paying it."""

    index: int
    rate: float
    held: Floats
    error: float
    lower: float
    exact: Fraction | None = None
    even: bool = False


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
        steady: Steady | None = None,
        strict: bool = False,
    ) -> None:
        """`steady` is the beginning that a smaller share has proved common. With `stop_above` the run is given up
        once it costs more; with `watch` once that item is bought or can no longer be. With `guide` bounds are made
        sharp enough to prove, where it is so, what all shares since that run buy; if `strict`, else it is given up."""
        self.field = fld
        self.ties = ties
        self.stop_above = stop_above
        self.guide = guide
        self.strict = strict
        self.watch = watch
        self.run = Run(endowment)
        self.purses: Purses | None = None
        self.held: Floats = np.full(fld.size, float(endowment))
        self.money = fld.n * float(endowment)
        self.drift = 2 * U * self.money
        self.rates = list(fld.start)
        self.gone: set[int] = set()
        self.payments: list[tuple[Floats, float, float]] = []
        self.clean = True  # in the rounds checked so far a computed purse is 0 exactly where the true one is
        self.second: list[float] | None = [] if fld.base else None  # bounds of the steady rounds while they last
        if steady is not None:
            self._begin(steady)
        top, bottom = endowment.as_integer_ratio()
        voters, costs, factor = fld.voters, fld.costs, fld.factor
        self.heap = [
            (self.rates[i] * factor[i] * (1 - 8 * U), i)
            for i in fld.eligible
            if voters[i] * top >= costs[i] * bottom and i not in self.gone
        ]
        heapq.heapify(self.heap)

    def _begin(self, steady: Steady) -> None:
        """Start after the rounds that are common to this share and a smaller one."""
        run = self.run
        run.order, run.rates = list(steady.order), list(steady.rates)
        run.upper, run.second = list(steady.upper), list(steady.second)
        run.peers = [frozenset()] * len(steady.order)
        run.spent, run.decisions = steady.spent, len(steady.order)
        self.held -= steady.paid
        self.drift += steady.drift + 2 * U * self.money
        self.second = list(steady.second)
        for index in steady.order:
            self.gone |= {index} | self.field.conflicts.of.get(index, set())

    def _keep_steady(self, bid: Bid | None) -> None:
        """Before a purchase: note that the steady rounds go on, or keep them as they are."""
        run = self.run
        if bid is not None and self.second is not None:
            bound = self.field.least_base(self.gone | {bid.index})
            margin = bid.rate * CLOSE + 2 * bid.error + 8 * U * self.money
            if run.upper[-1] < bound and float(bid.held.min()) > bid.rate + margin:
                self.second.append(bound)
                return
        if self.second is not None:
            rounds = len(self.second)
            paid = float(run.endowment) - self.held
            run.steady = Steady(
                tuple(run.order[:rounds]),
                tuple(run.rates[:rounds]),
                tuple(run.upper[:rounds]),
                tuple(self.second),
                paid,
                self.drift + 2 * U * self.money,
                run.spent,
            )
            self.second = None

    def go(self) -> Run:
        """Buy until nothing more can be bought."""
        run = self.run
        while True:
            winner = self._round()
            self._keep_steady(winner)
            if winner is None:
                return run
            self._pay(winner)
            if self.watch is not None and self.watch in self.gone:
                return run
            if self.stop_above is not None and run.spent > self.stop_above:
                run.over = True
                return run
            if self.strict and self.guide is not None and not same_round(self.guide, run, len(run.order) - 1):
                run.strayed = True
                return run

    def _round(self) -> Bid | None:
        """The item bought in this round, certain; None when nothing can be bought."""
        seen: list[Bid] = []
        best, limit = self._scan(seen)
        if best is None:
            return None
        if best.exact is None and not self._pays(best, best.rate * CLOSE):
            self._make_exact(best)
            limit = self._widen(float(best.exact or 0) * (1 + 4 * U), limit, seen)
        self.run.decisions += 1
        winner, peers = self._certain(best, seen, limit)
        for bid in seen:
            if bid is not winner:
                heapq.heappush(self.heap, (bid.lower, bid.index))
        if self.guide is not None:
            self._sharpen(winner.index, self.guide)
        self.run.second.append(self._second(peers))
        self.run.peers.append(peers)
        return winner

    def _scan(self, seen: list[Bid]) -> tuple[Bid | None, float]:
        """Look at items while their bounds allow them to win; the least rate seen and the bound that settles it."""
        heap, gone, factor = self.heap, self.gone, self.field.factor
        best: Bid | None = None
        limit = INF
        while heap and heap[0][0] <= limit:
            index = heapq.heappop(heap)[1]
            if index in gone:
                continue
            waiting = len(heap)
            bid = self._bid(index, limit)
            if bid is None:
                if index == self.watch and len(heap) == waiting:
                    return None, INF
                continue
            seen.append(bid)
            reach = bid.rate * factor[index] * (1 + CLOSE)
            if best is None or reach < limit:
                best, limit = bid, reach
        return best, limit

    def _widen(self, limit: float, looked: float, seen: list[Bid]) -> float:
        """The winner's exact rate as the limit; where it is above what was looked at, look on up to it."""
        while limit > looked and self.heap and self.heap[0][0] <= limit:
            index = heapq.heappop(self.heap)[1]
            bid = None if index in self.gone else self._bid(index, INF)
            if bid is not None:
                seen.append(bid)
        return limit

    def _sharpen(self, winner: int, guide: Run) -> None:
        """Look again at items whose bound is too loose to prove what the shares since the guide's run buy here."""
        turn = len(self.run.order)
        if turn >= len(guide.order) or guide.order[turn] != winner:
            return
        heap, wanted = self.heap, guide.upper[turn]
        peers = {index for index, _, _ in guide.peers[turn]}
        aside = []
        while heap and heap[0][0] <= wanted:
            bound, index = heapq.heappop(heap)
            if index in peers:
                aside.append((bound, index))
            elif index not in self.gone:
                bid = self._bid(index, wanted)
                if bid is not None:
                    aside.append((bid.lower, index))
                    break
        for pair in aside:
            heapq.heappush(heap, pair)

    def _second(self, peers: frozenset[Peer]) -> float:
        """A proved bound that the rate of every item left but the peers reaches."""
        heap = self.heap
        while heap and heap[0][1] in self.gone:
            heapq.heappop(heap)
        if peers:
            known = {index for index, _, _ in peers}
            return min((bound for bound, index in heap if index not in known), default=INF)
        return heap[0][0] if heap else INF

    def _bid(self, index: int, limit: float) -> Bid | None:
        """The rate at which an item's supporters can pay for it now; None when they cannot, or when it surely loses
        against `limit`: then it is back in the heap with a better bound."""
        fld = self.field
        heavy = fld.part(index)[1]
        held = fld.held_per_point(self.held, index)
        cost, rounding = float(fld.costs[index]), fld.rounding[index]
        rate = self.rates[index]
        if limit < INF:
            tried = limit / fld.factor[index] * (1 + 8 * U)
            gap = cost - dot(heavy, np.minimum(held, tried))
            if gap > self.drift + 4 * rounding:
                self._lost(index, held, tried, (gap, limit))
                return None
        while True:
            gap = cost - dot(heavy, np.minimum(held, rate))
            if gap <= 2 * rounding:
                break
            slope = slope_at(heavy, held, rate)
            if slope == 0.0:
                return None if gap > self.drift + 4 * rounding else self._bid_exactly(index, held)
            rate += gap / slope
        self.rates[index] = rate
        error = self.drift + rounding + abs(gap)
        return Bid(index, rate, held, error, (rate - error) * fld.factor[index] * (1 - 4 * U))

    def _lost(self, index: int, held: Floats, tried: float, missed: tuple[float, float]) -> None:
        """Put an item back whose rate is surely above `tried`, with the bound that one step of Newton's method
        gives."""
        gap, limit = missed
        slope = slope_at(self.field.part(index)[1], held, tried)
        if slope > 0.0:
            rate = tried + gap / slope - self.drift - 2 * self.field.rounding[index]
            self.rates[index] = max(self.rates[index], rate)
            above = limit * (1 + 2 * U)
            heapq.heappush(self.heap, (max(rate * self.field.factor[index] * (1 - 4 * U), above), index))

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

    def _certain(self, best: Bid, seen: list[Bid], limit: float) -> tuple[Bid, frozenset[Peer]]:
        """The winner and its peers: by proved bounds where they do not overlap, by rationals where they do."""
        rivals = [bid for bid in seen if bid is not best and bid.lower <= limit]
        rivals = [bid for bid in rivals if self._sharper(bid) <= limit]
        if not rivals:
            self.run.upper.append(limit)
            return best, frozenset()
        self._make_exact(best, *rivals)
        exact = [(bid.exact or Fraction(0), bid) for bid in (best, *rivals)]
        least = min(rate for rate, _ in exact)
        level = [bid for rate, bid in exact if rate == least]
        winner = level[0]
        if len(level) > 1:
            tie = self.ties.settle(sorted(bid.index for bid in level), "shares")
            self.run.ties.append(tie)
            winner = next(bid for bid in level if self.field.items[bid.index].id == tie.chosen)
        self.run.upper.append(float(least) * (1 + 4 * U))
        peers = (self._peer(winner, bid) for _, bid in exact if bid is not winner)
        return winner, frozenset(peer for peer in peers if peer is not None)

    def _peer(self, winner: Bid, rival: Bid) -> Peer | None:
        """The rival as a peer: with both exact rates where nobody who has money runs out by either, without where both
        are named by the same voters with the same points and cost the same; else None."""
        if winner.even and rival.even:
            return rival.index, winner.exact, rival.exact
        fld = self.field
        one, other = fld.part(winner.index), fld.part(rival.index)
        if fld.costs[winner.index] != fld.costs[rival.index] or not np.array_equal(one[0], other[0]):
            return None
        alike = one[2] is None or (other[2] is not None and np.array_equal(one[2], other[2]))
        return (rival.index, None, None) if alike else None

    def _pays(self, bid: Bid, more: float) -> bool:
        """True when at a rate higher by `more` the supporters surely cover the cost."""
        rest = bid.held - bid.rate
        needed = 2 * bid.error
        if more >= needed and float(np.maximum.reduce(rest)) >= more:
            return True
        extra = np.minimum(np.maximum(rest, 0.0), more)
        return dot(self.field.part(bid.index)[1], extra) >= needed

    def _sharper(self, bid: Bid) -> float:
        """A better proved bound below the bid's rate, from the true slope there."""
        if bid.exact is None:
            slope = max(slope_at(self.field.part(bid.index)[1], bid.held, bid.rate), 1.0)
            bid.lower = (bid.rate - bid.error / slope) * self.field.factor[bid.index] * (1 - 4 * U)
        return bid.lower

    def _make_exact(self, *bids: Bid) -> None:
        """Give each bid its exact rate: at once where nobody runs out by it, else from the exact purses."""
        self.run.redone += 1
        for bid in bids:
            if bid.exact is None:
                rate = self._even(bid) or self._exact().rate(bid.index, self.field.costs[bid.index])
                if rate is None:
                    raise ArithmeticError("a certain bid turned out not to be payable")
                bid.exact = self._scaled(bid.index, rate)
                bid.lower = float(bid.exact) * (1 - 4 * U)

    def _even(self, bid: Bid) -> Fraction | None:
        """The exact rate where each supporter either surely has nothing or surely has more than it; else None."""
        holds = bid.held > 0.0
        if not self._zeros_are_true() or not holds.any():
            return None
        points = int(dot(self.field.part(bid.index)[1], holds.astype(np.float64)))
        even = Fraction(self.field.costs[bid.index], points)
        least = float(bid.held.min(where=holds, initial=INF))
        if least <= float(even) * (1 + 8 * U) + self.drift + 4 * U * self.money:
            return None
        bid.even = True
        return even

    def _zeros_are_true(self) -> bool:
        """True when no payment so far was so close to a whole purse that rounding could hide a rest, or make one."""
        for held, rate, error in self.payments:
            self.clean = self.clean and float(np.abs(held - rate).min()) > 2 * error + 8 * U * self.money
        self.payments.clear()
        return self.clean

    def _pay(self, bid: Bid) -> None:
        """Supporters pay; conflicts of the item leave; the proved bound grows by this round's rounding."""
        run, fld = self.run, self.field
        groups, _, scores = fld.part(bid.index)
        rest = bid.held - bid.rate
        np.maximum(rest, 0.0, out=rest)
        if scores is not None:
            rest *= scores
        self.held[groups] = rest
        if self.clean:
            self.payments.append((bid.held, bid.rate, bid.error))
        self.drift = bid.error + fld.rounding[bid.index] + 4 * U * self.money
        run.margin = self.drift
        run.order.append(bid.index)
        run.rates.append(bid.rate)
        run.spent += fld.costs[bid.index]
        self.gone.add(bid.index)
        if fld.conflicts.of:
            self.gone |= fld.conflicts.of.get(bid.index, set())


def run_shares(
    fld: Field,
    endowment: Fraction,
    ties: TieOrder,
    stop_above: int | None = None,
    guide: Run | None = None,
    steady: Steady | None = None,
    strict: bool = False,
) -> Run:
    """One run of equal shares at one share per voter; exact in its decisions."""
    return Runner(fld, endowment, ties, stop_above, guide, steady=steady, strict=strict).go()

"""Add1: raise everyone's share step by step until the purchases cost more than the budget.

No bisection: a share may cost too much and a larger one fit again (Lodz 2022: 127 too much, 128 to 134 fit). Shares may
only be skipped between two runs that are proved to buy the same (`shares.sandwiched`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from app.counting.field import Field
from app.counting.outcome import Increments
from app.counting.rule import Rule
from app.counting.runs import Run, sandwiched
from app.counting.shares import run_shares
from app.counting.ties import Tie, TieOrder

Progress = Callable[[int, Fraction], None]
WATCH_FROM = 3  # jumps at least this long are given up at the first round that breaks the proof


@dataclass
class Climb:
    """The state of one Add1: counts made, increments skipped, and the ties met on the way."""

    runs: int = 0
    skipped: int = 0
    decisions: int = 0
    redone: int = 0
    margin: float = 0.0
    ties: list[tuple[Fraction, Tie]] = field(default_factory=list)
    tried: dict[int, Run] = field(default_factory=dict)

    def keep(self, run: Run) -> None:
        """Add what one run decided to the record."""
        self.decisions += run.decisions
        self.redone += run.redone
        self.margin = max(self.margin, run.margin)
        self.ties += [(run.endowment, tie) for tie in run.ties]


def first_share(rule: Rule, budget: int, n: int) -> Fraction:
    """The share in the first run: B/n for plain shares, floor(B/n) in whole currency units for Add1."""
    if n == 0:
        return Fraction(0)
    if rule.completion == "none" or rule.start == "exact":
        return Fraction(budget, n)
    return Fraction(budget // (n * rule.unit) * rule.unit)


def climb(
    fld: Field, budget: int, ties: TieOrder, skip: bool = True, progress: Progress | None = None
) -> tuple[Run, Increments, Climb]:
    """The last run that fits the budget, how it was reached, and the record; `skip=False` tries every share."""
    rule = fld.rule
    start = first_share(rule, budget, fld.n)
    step = Fraction(rule.step * rule.unit)
    state = Climb()

    def attempt(place: int, base: Run | None = None, jump: int = 1) -> Run:
        """The run at one increment, to be compared with a base; remembered unless it was given up half way."""
        run = state.tried.pop(place, None)
        if run is None:
            state.runs += 1
            guide = base if jump > 1 else None
            steady = None if base is None else base.steady
            run = run_shares(fld, start + place * step, ties, budget, guide, steady, jump >= WATCH_FROM)
            if progress is not None:
                progress(state.runs, run.endowment)
        if not run.strayed:
            state.tried[place] = run
        return run

    place, jump, held = 0, 1, False
    run = attempt(0)
    state.keep(run)
    stopped = "over-budget" if run.over else stop_reason(fld, run, budget)
    while not stopped:
        ahead = attempt(place + jump, run, jump)
        if jump > 1 and not sandwiched(run, ahead):
            jump, held = jump // 2, True
            continue
        state.keep(ahead)
        if ahead.over:
            stopped = "over-budget"
            break
        state.skipped += jump - 1
        alike = skip and ahead.order == run.order
        place, run = place + jump, ahead
        jump = (jump if held else jump * 2) if alike else 1
        held = False
        stopped = stop_reason(fld, run, budget)
        state.tried = {key: one for key, one in state.tried.items() if key > place}
    made = Increments(str(start), str(step), place, stopped, state.runs, state.skipped)
    return run, made, state


def stop_reason(fld: Field, run: Run, budget: int) -> str:
    """all-funded, exhaustive or nothing: whether a higher share is worth trying."""
    funded = set(run.order)
    blocked: set[int] = set()
    for index in run.order:
        blocked |= fld.conflicts.of.get(index, set())
    rest = [i for i in fld.eligible if i not in funded and i not in blocked]
    if not rest:
        return "all-funded"
    if fld.rule.completion == "add1-exhaustive" and all(run.spent + fld.costs[i] > budget for i in rest):
        return "exhaustive"
    return ""

"""The greedy rules: most support first, in exact numbers, from totals alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

from app.counting.items import Item, Number
from app.counting.outcome import Step
from app.counting.profile import Totals
from app.counting.rule import Rule
from app.counting.ties import Tie, TieOrder


@dataclass
class Ledger:
    """Who has been funded so far and what is left of the budget."""

    left: int
    funded: list[int] = field(default_factory=list)
    awards: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)


class Conflicts:
    """Which items may not be funded together."""

    def __init__(self, items: Sequence[Item], groups: Iterable[Sequence[str]]) -> None:
        place = {item.id: index for index, item in enumerate(items)}
        self.of: dict[int, set[int]] = {}
        for group in groups:
            members = {place[one] for one in group if one in place}
            for one in members:
                self.of.setdefault(one, set()).update(members - {one})

    def blocker(self, index: int, funded: Sequence[int]) -> int | None:
        """The funded item that excludes this one, if any."""
        others = self.of.get(index)
        return next((one for one in funded if one in others), None) if others else None


def worth(rule: Rule, item: Item, support: Number) -> Number:
    """What the greedy rules rank by: support, or support per unit of cost."""
    return Fraction(support) / item.cost if rule.name == "greedy-density" else support


def ranking(totals: Totals, rule: Rule, order: TieOrder, eligible: Iterable[int]) -> list[list[int]]:
    """Eligible items from most to least support; items that are level stand in one list, in tie order."""
    value = {i: worth(rule, totals.items[i], totals.support[i]) for i in eligible}
    ranked = sorted(value, key=lambda i: (-value[i], order.place[i]))
    return [list(level) for _, level in groupby(ranked, key=lambda i: value[i])]


def run_greedy(
    totals: Totals, rule: Rule, order: TieOrder, ledger: Ledger, eligible: Iterable[int], phase: str = "greedy"
) -> None:
    """Fund items in order of support into the ledger, with a step for each and a record of each tie."""
    conflicts = Conflicts(totals.items, rule.exclusive)
    stopped: int | None = None
    for level in ranking(totals, rule, order, eligible):
        if len(level) > 1:
            ledger.ties.append(order.settle(level, phase, whole=True))
        for index in level:
            if stopped is not None:
                _note(totals, ledger, index, ("skipped", phase, "stopped"), because=stopped)
            elif _consider(totals, rule, ledger, conflicts, index, phase):
                stopped = index


def _note(
    totals: Totals, ledger: Ledger, index: int, what: tuple[str, str, str], amount: int = 0, because: int | None = None
) -> None:
    action, phase, reason = what
    name = None if because is None else totals.items[because].id
    ledger.steps.append(Step(totals.items[index].id, action, phase, reason, amount, ledger.left, beaten_by=name))


def _consider(totals: Totals, rule: Rule, ledger: Ledger, conflicts: Conflicts, index: int, phase: str) -> bool:
    """Fund, part-fund or skip one item; True when the rule stops here."""
    item = totals.items[index]
    blocker = conflicts.blocker(index, ledger.funded)
    if blocker is not None:
        _note(totals, ledger, index, ("skipped", phase, "conflict"), because=blocker)
        return False
    if item.cost <= ledger.left:
        _fund(totals, ledger, index, ("funded", phase, "fits"), item.cost)
        return False
    if rule.complete_at is not None and ledger.left >= rule.complete_at * item.cost:
        _fund(totals, ledger, index, ("completed", phase, "completed"), item.cost)
    elif rule.part_awards and item.min_viable is not None and ledger.left >= item.min_viable:
        _fund(totals, ledger, index, ("part", phase, "part"), ledger.left)
    elif rule.name == "greedy-stop":
        _note(totals, ledger, index, ("stopped", phase, "does-not-fit"))
    else:
        _note(totals, ledger, index, ("skipped", phase, "does-not-fit"))
    return rule.name == "greedy-stop"


def _fund(totals: Totals, ledger: Ledger, index: int, what: tuple[str, str, str], amount: int) -> None:
    ledger.left = max(ledger.left - amount, 0)
    ledger.funded.append(index)
    ledger.awards.append(amount)
    _note(totals, ledger, index, what, amount)

"""Counts as text for a person at a terminal: tables and sentences in English."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.counting.compare import Row
from app.counting.explain import Explanation
from app.counting.fairness import Fairness
from app.counting.items import Item
from app.counting.outcome import Outcome
from app.counting.pabulib.file import File


class Money:
    """Amounts of a file as text, in the file's own unit and currency."""

    def __init__(self, file: File) -> None:
        self.scale = file.scale
        self.currency = file.meta.get("currency", "")

    def number(self, minor: float) -> int | float:
        """An amount in the file's unit: whole where it is whole."""
        if isinstance(minor, int) and minor % self.scale == 0:
            return minor // self.scale
        return minor / self.scale

    def __call__(self, minor: float) -> str:
        value = self.number(minor)
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
        return f"{text} {self.currency}".strip()


def table(heads: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[int] = ()) -> str:
    """Columns as wide as their content; `numbers` are set to the right."""
    cells = [list(heads), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(heads))]
    lines = []
    for row in cells:
        parts = [
            cell.rjust(width) if column in numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(parts).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def outcome_text(outcome: Outcome, items: Sequence[Item], money: Money) -> str:
    """Winners, what was passed over, ties, increments and how exact it was."""
    names = {item.id: item.name[:50] for item in items}
    how = {step.item: step for step in outcome.rounds}
    rows = [
        (
            place + 1,
            one,
            money(outcome.awards[one]),
            _number(outcome.totals[one]),
            _how(how[one].action, how[one].phase),
            names[one],
        )
        for place, one in enumerate(outcome.winners)
    ]
    parts = [table(("", "item", "amount", "votes", "how", "name"), rows, (0, 2, 3)), ""]
    parts.append(
        f"Spent {money(outcome.spent)} of {money(outcome.budget)}, {money(outcome.left)} left, {outcome.n:,} voters."
    )
    if outcome.outside:
        parts.append(f"{money(outcome.outside)} of it comes from outside the budget.")
    if outcome.increments is not None:
        made = outcome.increments
        parts.append(
            f"Add1: {made.made} increments, then {made.stopped}; {made.runs} counts made, {made.skipped} proved "
            f"needless."
        )
    for tie in outcome.ties:
        effect = "it decided who is funded" if tie.mattered else "it did not change who is funded"
        parts.append(
            f"Tie between {', '.join(tie.items)}: {tie.chosen} first by {tie.decided_by or 'no rule'}; {effect}."
        )
    if outcome.reserve:
        parts.append(f"Reserve: {', '.join(outcome.reserve[:10])}{', ...' if len(outcome.reserve) > 10 else ''}")
    parts.append(f"Exact: {outcome.exactness.note}.")
    return "\n".join(parts)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{float(value):,.2f}"


def _how(action: str, phase: str) -> str:
    return {"shares": "shares", "fill": "left over"}.get(phase, action)


def compare_text(rows: Sequence[Row], money: Money) -> str:
    """Rule against rule."""
    lines = [
        (
            row.label,
            len(row.outcome.winners),
            money(row.outcome.spent),
            f"{row.reach:.1%}",
            "yes" if row.fairness.is_fair else f"no: {len(row.fairness.left_out)} items",
        )
        for row in rows
    ]
    funded = [set(row.outcome.winners) for row in rows]
    both = set.intersection(*funded) if funded else set()
    parts = [table(("rule", "funded", "spent", "voters reached", "fair to every group"), lines, (1, 2, 3)), ""]
    parts.append(f"All rules fund {len(both)} of the same items.")
    for row, ids in zip(rows, funded, strict=True):
        parts.append(
            f"{row.label} also funds: {', '.join(one for one in row.outcome.winners if one in ids - both) or 'none'}"
        )
    return "\n".join(parts)


def fairness_text(result: Fairness, money: Money) -> str:
    """The fairness certificate in words."""
    reach = f"{result.with_a_choice:,} of {result.voters:,} voters have at least one funded choice."
    if result.is_fair:
        return f"Fair: {result.checked} unfunded items were tried, and no group was entitled to one of them.\n{reach}"
    worth = money if result.utility == "cost" else str
    lines = [
        f"{one.voters:,} supporters of {one.item}, which costs {money(one.cost)}, were entitled together to "
        f"{money(int(one.entitled))}; what was funded for any of them is worth at most {worth(one.most)}."
        for one in result.left_out
    ]
    return "\n".join(["Not fair to these groups:", *lines, reach])


def explanation_text(one: Explanation, money: Money) -> str:
    """An explanation in English sentences, in the order of docs/counting.md."""
    lines = [f"{one.item}: {_verdict(one, money)}"]
    if one.payers is not None:
        lines.append(
            f"  {one.payers:,} voters paid for it, at most {money(one.most_paid or 0)} each; {one.emptied or 0:,} had "
            f"nothing left."
        )
    if one.spent_on:
        total = sum(amount for _, amount in one.spent_on) + (one.held or 0)
        told = ", ".join(f"{money(amount)} ({amount / total:.0%}) to {name}" for name, amount in one.spent_on[:3])
        lines.append(f"  Its supporters' shares went: {told}; {money(one.held or 0)} is unused.")
    if one.contest is not None:
        lines.append(
            f"  In round {one.contest.round} its {one.voters:,} supporters counted as {one.contest.support:,.1f}, "
            f"those of {one.contest.rival} as {one.contest.rival_support:,.1f}."
        )
    if one.enough is not None:
        lines.append(f"  {_enough(one, money)}")
    return "\n".join(lines)


def _verdict(one: Explanation, money: Money) -> str:
    """The verdict with its reason."""
    if one.place is not None:
        kind = {"part": "part funded", "completed": "funded, with money from outside"}.get(one.verdict, "funded")
        return f"{kind} in place {one.place} with {money(one.award)}, {_number(one.support)} votes."
    left = money(one.left or 0)
    reasons = {
        "shares-short": f"its {one.voters:,} supporters had {money(one.held or 0)} left, it costs {money(one.cost)}.",
        "does-not-fit": f"when its turn came {left} was left, it costs {money(one.cost)}.",
        "stopped": f"the count had stopped at {one.because_of}.",
        "conflict": f"it cannot be funded together with {one.because_of}.",
        "below-threshold": f"{_number(one.support)} votes, the minimum is {_number(one.threshold or 0)}.",
        "no-support": "nobody voted for it.",
    }
    return f"not funded: {reasons.get(one.reason, one.reason)}"


def _enough(one: Explanation, money: Money) -> str:
    """What would have been enough."""
    enough = one.enough
    if enough is None or (enough.voters is None and enough.cut is None):
        return "No number of voters and no lower cost would have been enough."
    kind = "The least that would have been enough" if enough.least else "This would have been enough"
    parts = []
    if enough.voters is not None:
        parts.append(f"{enough.voters:,} more voters naming only it")
    if enough.cut is not None:
        parts.append(f"a cost lower by {money(enough.cut)}")
    return f"{kind}: {', or '.join(parts)}."

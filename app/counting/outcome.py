"""What a count says: winners in order, every step with its reason, ties, increments, and how exact it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from app.counting.items import Number, number_text
from app.counting.rule import Rule
from app.counting.ties import Tie


@dataclass(frozen=True, slots=True)
class Step:
    """One decision about one item.

    `action` is funded, part, completed, skipped or stopped; `phase` greedy, shares or fill; `reason` one of fits,
    shares, does-not-fit, conflict, part, completed, stopped. `amount` is what it gets, `left` what is left after it.
    `rate` is the most anyone pays for one vote or point (equal shares), a float for display, exact in `trace`.
    """

    item: str
    action: str
    phase: str
    reason: str
    amount: int
    left: int
    rate: float | None = None
    beaten_by: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        out: dict[str, Any] = {
            "item": self.item,
            "action": self.action,
            "phase": self.phase,
            "reason": self.reason,
            "amount": self.amount,
            "left": self.left,
        }
        if self.rate is not None:
            out["rate"] = self.rate
        if self.beaten_by is not None:
            out["because_of"] = self.beaten_by
        return out


@dataclass(frozen=True)
class Increments:
    """How Add1 went: the first share, the step, how many increments stood, why it stopped, counts made and skipped.

    `stopped` is over-budget, all-funded, exhaustive or none; amounts are minor units as exact text."""

    start: str
    step: str
    made: int
    stopped: str
    runs: int
    skipped: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        return dict(self.__dict__)


@dataclass(frozen=True)
class Exactness:
    """How the decisions were reached: `certified` by proved float bounds, or `exact` by rationals; never by luck.

    `margin` is the largest proved bound on the money any rounding could have moved, in minor units."""

    decisions: int
    redone_exactly: int
    margin: float

    @property
    def note(self) -> str:
        """One English line for the record."""
        if not self.decisions:
            return "every decision was made in whole numbers"
        if not self.redone_exactly:
            return f"all {self.decisions} decisions were certain: no rounding could have changed one"
        return f"{self.redone_exactly} of {self.decisions} decisions were too close for floats and were redone exactly"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "decisions": self.decisions,
            "redone_exactly": self.redone_exactly,
            "margin": self.margin,
            "note": self.note,
        }


@dataclass(frozen=True)
class Outcome:
    """The result of one count. `winners` are ids in the order funded; `awards` what each gets; all money minor units.

    `spent` is the money given; `outside` the part of it above the budget (complete_at). `endowment` is the share of
    each voter in the run that decided (equal shares)."""

    rule: Rule
    budget: int
    n: int
    winners: tuple[str, ...]
    awards: dict[str, int]
    spent: int
    rounds: tuple[Step, ...]
    ties: tuple[Tie, ...] = ()
    increments: Increments | None = None
    reserve: tuple[str, ...] = ()
    totals: dict[str, Number] = field(default_factory=dict)
    voters: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    exactness: Exactness = Exactness(0, 0, 0.0)
    endowment: Fraction | None = None
    fill_from: int = 0

    @property
    def left(self) -> int:
        """Money not given; never negative."""
        return max(self.budget - self.spent, 0)

    @property
    def outside(self) -> int:
        """Money needed from outside the budget (the 80 % rule)."""
        return max(self.spent - self.budget, 0)

    @property
    def shares_winners(self) -> tuple[str, ...]:
        """The winners bought with voters' shares, without those of the greedy fill."""
        return self.winners[: self.fill_from] if self.rule.is_shares else ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data; money in minor units, exact numbers as text."""
        return {
            "rule": self.rule.to_dict(),
            "rule_hash": self.rule.hash(),
            "budget": self.budget,
            "n": self.n,
            "winners": list(self.winners),
            "awards": self.awards,
            "spent": self.spent,
            "left": self.left,
            "outside": self.outside,
            "rounds": [step.to_dict() for step in self.rounds],
            "ties": [tie.to_dict() for tie in self.ties],
            "increments": None if self.increments is None else self.increments.to_dict(),
            "reserve": list(self.reserve),
            "totals": {key: number_text(value) for key, value in self.totals.items()},
            "voters": self.voters,
            "refused": self.refused,
            "exactness": self.exactness.to_dict(),
            "endowment": None if self.endowment is None else str(self.endowment),
            "fill_from": self.fill_from,
        }

"""Rule against rule on the same ballots: what each funds, spends, and for how many voters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.counting.engine import count
from app.counting.fairness import Fairness, fairness
from app.counting.outcome import Outcome
from app.counting.profile import Profile
from app.counting.rule import Rule


@dataclass(frozen=True)
class Row:
    """One rule's outcome beside the others."""

    label: str
    outcome: Outcome
    fairness: Fairness
    by_area: dict[str, int]
    by_theme: dict[str, int]

    @property
    def reach(self) -> float:
        """Share of voters with at least one funded choice."""
        return self.fairness.with_a_choice / self.fairness.voters if self.fairness.voters else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "label": self.label,
            "winners": list(self.outcome.winners),
            "spent": self.outcome.spent,
            "left": self.outcome.left,
            "voters_with_a_funded_choice_ratio": round(self.reach, 6),
            "fairness": self.fairness.to_dict(),
            "by_area": self.by_area,
            "by_theme": self.by_theme,
        }


def usual_rules(rule: Rule) -> dict[str, Rule]:
    """Greedy and equal shares with either utility, with the ties, threshold, unit and conflicts of a rule."""
    same: dict[str, Any] = {
        "ties": rule.ties,
        "threshold": rule.threshold,
        "threshold_share": rule.threshold_share,
        "unit": rule.unit,
        "exclusive": rule.exclusive,
        "step": rule.step,
        "blanks": rule.blanks,
        "quorum": rule.quorum,
        "least_voters": rule.least_voters,
    }
    shares: dict[str, Any] = same | {"completion": "add1", "fill": "greedy"}
    return {
        "greedy": Rule("greedy", **same),
        "equal-shares cost": Rule("equal-shares", utility="cost", **shares),
        "equal-shares count": Rule("equal-shares", utility="count", **shares),
    }


def compare(
    profile: Profile,
    rules: Mapping[str, Rule],
    budget: int,
    lot_order: Sequence[int | str] | None = None,
    known: Mapping[str, Outcome] | None = None,
) -> list[Row]:
    """One row for each rule; outcomes already counted may be handed in as `known`."""
    rows = []
    for label, rule in rules.items():
        outcome = (known or {}).get(label) or count(profile, rule, budget, lot_order, weigh_ties=False)
        money = {item.id: outcome.awards.get(item.id, 0) for item in profile.items}
        rows.append(
            Row(
                label,
                outcome,
                fairness(profile, outcome),
                _sums(profile, money, "area"),
                _sums(profile, money, "theme"),
            )
        )
    return rows


def _sums(profile: Profile, money: Mapping[str, int], kind: str) -> dict[str, int]:
    """Money by area or theme of the items."""
    out: dict[str, int] = {}
    for item in profile.items:
        name = getattr(item, kind)
        if name:
            out[name] = out.get(name, 0) + money[item.id]
    return out

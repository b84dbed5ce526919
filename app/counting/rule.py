"""A rule set as data: which rule counts, how it completes, how ties are broken; with a hash that never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import Any

GREEDY = ("greedy", "greedy-stop", "greedy-threshold", "greedy-density")
NAMES = (*GREEDY, "equal-shares")
UTILITIES = ("cost", "count")
COMPLETIONS = ("none", "add1", "add1-exhaustive")
STARTS = ("floor", "exact")
FILLS = ("none", "greedy")
TIES = ("cheaper", "votes", "fewer-votes", "lot", "id")
LATER = ("quorum", "least_voters")


@dataclass(frozen=True, slots=True)
class Rule:
    """How ballots become winners.

    `unit` is the minor units in one unit of the currency (100 for GBP): Add1 starts at floor(B/n) in whole units and
    adds `step` whole units. `start="exact"` starts Add1 at B/n itself. `threshold` is the least support (votes or
    points), `threshold_share` the least share of the ballots; both are applied before any money is given out.
    `complete_at` funds an item that no longer fits when at least that share of its cost is left, the rest from outside.
    `quorum` is the least ballots for anything to be funded, `least_voters` the least voters an item must have been
    marked by, so that a mean of few is not compared with a mean of many (E08).
    """

    name: str = "greedy"
    utility: str = "cost"
    completion: str = "none"
    step: int = 1
    start: str = "floor"
    fill: str = "none"
    ties: tuple[str, ...] = ("cheaper", "votes", "id")
    complete_at: Fraction | None = None
    exclusive: tuple[tuple[str, ...], ...] = ()
    threshold: int | None = None
    threshold_share: Fraction | None = None
    part_awards: bool = False
    reserve_len: int | None = None
    unit: int = 1
    blanks: bool = True
    quorum: int | None = None
    least_voters: int | None = None

    def __post_init__(self) -> None:
        faults = list(_faults(self))
        if faults:
            raise ValueError("; ".join(faults))

    @classmethod
    def live(cls, **changes: Any) -> Rule:
        """The defaults of a live round: equal shares by cost, Add1 and greedy fill, ties by lot, blanks not in n."""
        base = cls(
            "equal-shares", completion="add1", fill="greedy", ties=("cheaper", "votes", "lot"), unit=100, blanks=False
        )
        rule = replace(base, **changes)
        if "id" in rule.ties:
            raise ValueError("a live round may not break ties by id")
        return rule

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Rule:
        """The rule behind `to_dict`; unknown keys are refused. Raises ValueError."""
        unknown = set(data) - {f.name for f in fields(cls)}
        if unknown:
            raise ValueError(f"unknown rule option: {', '.join(sorted(unknown))}")
        values: dict[str, Any] = dict(data)
        for key in ("complete_at", "threshold_share"):
            if values.get(key) is not None:
                values[key] = Fraction(str(values[key]))
        if "ties" in values:
            values["ties"] = tuple(values["ties"])
        if "exclusive" in values:
            values["exclusive"] = tuple(tuple(group) for group in values["exclusive"])
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data, every option written out; shares as text such as `4/5`. Options that came later stand there
        only where they are used, so that older rule sets keep their hash."""
        out: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)}
        out = {name: value for name, value in out.items() if value is not None or name not in LATER}
        for key in ("complete_at", "threshold_share"):
            out[key] = None if out[key] is None else str(out[key])
        out["ties"] = list(self.ties)
        out["exclusive"] = [list(group) for group in self.exclusive]
        return out

    def hash(self) -> str:
        """SHA-256 of the rule's canonical JSON: the same rule set has the same hash in every release."""
        text = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_shares(self) -> bool:
        """True for equal shares, which needs the ballots; every other rule needs only totals."""
        return self.name == "equal-shares"


def _faults(rule: Rule) -> list[str]:
    """What is wrong with the options, in words."""
    faults = [
        f"{label} {value!r} is not one of {', '.join(known)}"
        for label, value, known in (
            ("rule", rule.name, NAMES),
            ("utility", rule.utility, UTILITIES),
            ("completion", rule.completion, COMPLETIONS),
            ("start", rule.start, STARTS),
            ("fill", rule.fill, FILLS),
        )
        if value not in known
    ]
    faults += [f"tie rule {t!r} is not one of {', '.join(TIES)}" for t in rule.ties if t not in TIES]
    if len(set(rule.ties)) != len(rule.ties):
        faults.append("a tie rule is listed twice")
    faults += [
        f"{label} must be a whole number above 0"
        for label, value in (("step", rule.step), ("unit", rule.unit))
        if value < 1
    ]
    faults += _money_faults(rule)
    if rule.is_shares and (rule.complete_at is not None or rule.part_awards):
        faults.append("equal shares does not go with complete_at or part awards")
    if not rule.is_shares and (rule.completion != "none" or rule.fill != "none"):
        faults.append(f"{rule.name} has no completion or fill")
    return faults


def _money_faults(rule: Rule) -> list[str]:
    faults = []
    if rule.complete_at is not None and not 0 < rule.complete_at <= 1:
        faults.append("complete_at must be above 0 and at most 1")
    if rule.threshold is not None and rule.threshold < 0:
        faults.append("threshold must not be negative")
    if rule.threshold_share is not None and not 0 <= rule.threshold_share <= 1:
        faults.append("threshold_share must be between 0 and 1")
    if rule.name == "greedy-threshold" and rule.threshold is None and rule.threshold_share is None:
        faults.append("greedy-threshold needs a threshold")
    faults += [f"{name} must be above 0" for name in LATER if (value := getattr(rule, name)) is not None and value < 1]
    if rule.reserve_len is not None and rule.reserve_len < 0:
        faults.append("reserve_len must not be negative")
    return faults

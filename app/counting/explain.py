"""Why each item was funded or not: codes and exact numbers, from which pages and the command line make sentences."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from app.counting.engine import eligibility
from app.counting.enough import Enough, Search
from app.counting.field import Field, dot
from app.counting.items import Number, number_text
from app.counting.outcome import Outcome, Step
from app.counting.profile import Floats, Profile, Totals


@dataclass(frozen=True)
class Contest:
    """An item against the one that beat it, when it could last have been paid for: effective support is the cost over
    the most anyone would pay per point, so a supporter who can pay only a part counts as a part."""

    round: int
    rival: str
    support: float
    rival_support: float

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "round": self.round,
            "rival": self.rival,
            "effective_support": round(self.support, 3),
            "rival_effective_support": round(self.rival_support, 3),
        }


@dataclass(frozen=True)
class Explanation:
    """Everything said about one item.

    `verdict` is funded, part, completed, not-funded or refused. `reason` is shares, fill, fits, part or completed for
    the funded; shares-short (supporters' shares left are below the cost), does-not-fit, stopped, conflict,
    below-threshold, few-voters, no-quorum or no-support for the rest. Money is in minor units: `held` is what its
    supporters still have together when the shares are spent, `spent_on` where the rest went (most first), `unused` the
    part of `held` nobody could use. For the funded, `payers` paid, `most_paid` the most anyone paid, `emptied` how many
    had nothing left after it. `covered` is the share of its cost its supporters could cover at the end.
    """

    item: str
    verdict: str
    reason: str
    cost: int
    support: Number
    voters: int
    place: int | None = None
    award: int = 0
    because_of: str | None = None
    left: int | None = None
    threshold: Number | None = None
    held: float | None = None
    covered: float | None = None
    spent_on: tuple[tuple[str, float], ...] = ()
    contest: Contest | None = None
    payers: int | None = None
    most_paid: float | None = None
    emptied: int | None = None
    enough: Enough | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data; parts that do not apply are left out."""
        out: dict[str, Any] = {
            "item": self.item,
            "verdict": self.verdict,
            "reason": self.reason,
            "cost": self.cost,
            "support": number_text(self.support),
            "voters": self.voters,
        }
        for key in ("place", "because_of", "left", "held", "covered", "payers", "most_paid", "emptied"):
            if getattr(self, key) is not None:
                out[key] = getattr(self, key)
        if self.award:
            out["award"] = self.award
        if self.threshold is not None:
            out["threshold"] = number_text(self.threshold)
        if self.spent_on:
            out["spent_on"] = [{"item": one, "amount": round(amount, 2)} for one, amount in self.spent_on]
        out.update({key: part.to_dict() for key, part in (("contest", self.contest), ("enough", self.enough)) if part})
        return out


@dataclass
class Flows:
    """Where the shares of each item's supporters went in the run that decided."""

    to: list[list[tuple[str, float]]]
    held: list[float]
    contest: list[Contest | None]
    payers: dict[str, int] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)
    emptied: dict[str, int] = field(default_factory=dict)


def explain(
    profile: Profile | Totals,
    outcome: Outcome,
    *,
    lot_order: Sequence[int | str] | None = None,
    what_if: bool = True,
    only: Container[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Explanation]:
    """One explanation for each item, in ballot order. `what_if=False` leaves out what would have been enough, which
    takes recounts; with a completion it takes many, so it belongs in the background. `only` picks items."""
    totals = Totals.of(profile)
    flows = trace(profile, outcome) if isinstance(profile, Profile) and outcome.rule.is_shares else None
    search = Search(profile, outcome, lot_order) if what_if else None
    steps = {step.item: step for step in outcome.rounds}
    out = []
    for index, item in enumerate(totals.items):
        if only is not None and item.id not in only:
            continue
        if progress is not None:
            progress(index, len(totals.items))
        basis = _basis(totals, outcome, index, steps.get(item.id))
        if flows is not None:
            basis |= _shares_part(flows, outcome, index, item.id, item.cost)
        if search is not None and item.id not in outcome.awards:
            basis["enough"] = search.enough(index)
        out.append(Explanation(**basis))
    return out


def _basis(totals: Totals, outcome: Outcome, index: int, step: Step | None) -> dict[str, Any]:
    """Verdict, reason and the plain numbers."""
    item = totals.items[index]
    out: dict[str, Any] = {
        "item": item.id,
        "cost": item.cost,
        "support": totals.support[index],
        "voters": totals.voters[index],
    }
    if item.id in outcome.awards and step is not None:
        verdict = step.action
        reason = "fill" if step.phase == "fill" else step.reason
        place = outcome.winners.index(item.id) + 1
        return out | {"verdict": verdict, "reason": reason, "place": place, "award": step.amount}
    if item.id in outcome.refused:
        least: Number = outcome.rule.threshold or 0
        if outcome.rule.threshold_share is not None:
            least = max(least, outcome.rule.threshold_share * totals.n)
        if outcome.refused[item.id] != "below-threshold":
            least = (outcome.rule.quorum if outcome.refused[item.id] == "no-quorum" else outcome.rule.least_voters) or 0
        return out | {"verdict": "refused", "reason": outcome.refused[item.id], "threshold": least}
    if step is not None:
        reason = "does-not-fit" if step.reason == "does-not-fit" else step.reason
        return out | {"verdict": "not-funded", "reason": reason, "left": step.left, "because_of": step.beaten_by}
    reason = "shares-short" if totals.voters[index] else "no-support"
    return out | {"verdict": "not-funded", "reason": reason}


def _shares_part(flows: Flows, outcome: Outcome, index: int, item: str, cost: int) -> dict[str, Any]:
    """The numbers of equal shares."""
    if item in flows.payers:
        return {"payers": flows.payers[item], "most_paid": flows.most[item], "emptied": flows.emptied[item]}
    return {
        "held": flows.held[index],
        "covered": flows.held[index] / cost,
        "spent_on": tuple(flows.to[index]),
        "contest": flows.contest[index],
    }


def trace(profile: Profile, outcome: Outcome) -> Flows:
    """Walk the deciding run again (floats, for display) and add up who paid for what."""
    eligible, _ = eligibility(Totals.of(profile), outcome.rule)
    fld = Field(profile, outcome.rule, eligible)
    place = {item.id: index for index, item in enumerate(profile.items)}
    owner = np.repeat(np.arange(len(profile.items)), np.diff(profile.indptr))
    ballots = profile.weighted_marks.astype(np.float64)
    count = len(profile.items)
    held = np.full(len(profile.weights), float(outcome.endowment or 0))
    flows = Flows([[] for _ in range(count)], [], [None] * count)
    steps = [step for step in outcome.rounds if step.phase == "shares"]
    for turn, step in enumerate(steps):
        index, rate = place[step.item], step.rate or 0.0
        _contests(fld, held, flows, turn + 1, (index, rate), set(outcome.shares_winners[: turn + 1]))
        groups, _, scores = fld.part(index)
        payment = np.minimum(held[groups], rate if scores is None else rate * scores)
        paid = np.zeros(len(held))
        paid[groups] = payment
        held = held - paid
        flows.payers[step.item] = int(profile.weights[groups][payment > 0].sum())
        flows.most[step.item] = float(payment.max(initial=0.0))
        flows.emptied[step.item] = int(profile.weights[groups][(payment > 0) & (held[groups] <= 1e-9)].sum())
        sums = np.bincount(owner, weights=paid[profile.groups] * ballots, minlength=count)
        for one in np.flatnonzero(sums > 0).tolist():
            flows.to[one].append((step.item, float(sums[one])))
    flows.held = np.bincount(owner, weights=held[profile.groups] * ballots, minlength=count).tolist()
    for row in flows.to:
        row.sort(key=lambda part: -part[1])
    return flows


def _contests(fld: Field, held: Floats, flows: Flows, turn: int, winner: tuple[int, float], gone: set[str]) -> None:
    """Remember this round for every item whose supporters could still pay for it."""
    index, rate = winner
    rival = fld.items[index].id
    strength = fld.costs[index] / rate if rate else float("inf")
    for one in fld.eligible:
        if fld.items[one].id in gone or (flows.contest[one] is None and turn > 1):
            continue
        own = _rate(fld, held, one)
        if own is not None:
            flows.contest[one] = Contest(turn, rival, fld.costs[one] / own, strength)


def _rate(fld: Field, held: Floats, index: int) -> float | None:
    """The most one point would pay for an item now (for display), None when its supporters cannot pay."""
    heavy, cost = fld.part(index)[1], float(fld.costs[index])
    per_point = fld.held_per_point(held, index)
    rate = fld.start[index]
    for _ in range(200):
        gap = cost - dot(heavy, np.minimum(per_point, rate))
        if gap <= 1e-9 * cost:
            return rate
        slope = dot(heavy, (per_point > rate).astype(np.float64))
        if slope == 0.0:
            return None
        rate += gap / slope
    return rate

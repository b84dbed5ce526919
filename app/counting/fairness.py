"""The fairness certificate: is there a group entitled to an item that it did not get? Exact, in whole numbers.

For equal shares no such group exists, which is a theorem (EJR+ up to any item): a group S of supporters of an unfunded
item p is left out if for each member i: (value to i of what was funded, and of p) x n <= budget x (points of S for p),
value being points x cost, or for utility `count` points x the cost of p.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from app.counting.greedy import Conflicts
from app.counting.outcome import Outcome
from app.counting.profile import Ints, Profile


@dataclass(frozen=True)
class LeftOut:
    """A group that could have paid for an item from its own shares and got less: `voters` of them, entitled together to
    `entitled` (minor units), while the item costs `cost` and none of them got more than `most` (value in minor
    units)."""

    item: str
    voters: int
    entitled: Fraction
    cost: int
    most: int

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data; amounts in minor units."""
        return {
            "item": self.item,
            "voters": self.voters,
            "entitled": int(self.entitled),
            "cost": self.cost,
            "most": self.most,
        }


@dataclass(frozen=True)
class Fairness:
    """What the check found: `left_out` is empty when the outcome is fair to every group; `checked` items were tried."""

    utility: str
    checked: int
    left_out: tuple[LeftOut, ...]
    with_a_choice: int
    voters: int

    @property
    def is_fair(self) -> bool:
        """True when no group is left out."""
        return not self.left_out

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON data."""
        return {
            "utility": self.utility,
            "fair": self.is_fair,
            "checked": self.checked,
            "left_out": [one.to_dict() for one in self.left_out],
            "voters_with_a_funded_choice": self.with_a_choice,
            "voters": self.voters,
        }


def fairness(profile: Profile, outcome: Outcome, utility: str | None = None) -> Fairness:
    """The certificate for an outcome of any rule; `utility` is the outcome's own unless given.

    Items that could not be funded (below a threshold, in conflict with a winner) are not tried. Shares are B/n, or the
    shares of the deciding run where Add1 stayed below B/n.
    """
    utility = utility or outcome.rule.utility
    place = {item.id: index for index, item in enumerate(profile.items)}
    funded = [place[one] for one in outcome.winners]
    conflicts = Conflicts(profile.items, outcome.rule.exclusive)
    worth = _worth(profile, funded, utility)
    share = Fraction(outcome.budget, max(profile.n, 1))
    if outcome.endowment is not None:
        share = min(share, outcome.endowment)
    tried = [
        i
        for i, item in enumerate(profile.items)
        if i not in set(funded)
        and item.id not in outcome.refused
        and profile.voters[i]
        and conflicts.blocker(i, funded) is None
    ]
    found = [one for i in tried if (one := _left_out(profile, worth, share, utility, i)) is not None]
    happy = int(profile.weights[_worth(profile, funded, "count") > 0].sum())
    return Fairness(utility, len(tried), tuple(found), happy, profile.n)


def _whole(profile: Profile) -> type:
    """int64 where sums of points x cost surely fit, else Python's own integers."""
    most = sum(item.cost for item in profile.items) * (
        1 if profile.scores is None else int(profile.scores.max(initial=1))
    )
    return np.int64 if most < 2**62 else object


def _worth(profile: Profile, funded: list[int], utility: str) -> Ints:
    """What each group of ballots got: points x cost, or points, of the funded items."""
    worth: Ints = np.zeros(len(profile.weights), dtype=_whole(profile))
    for index in funded:
        part = profile.marks_of(index)
        points = 1 if profile.scores is None else profile.scores[part]
        worth[profile.groups[part]] += points * (profile.items[index].cost if utility == "cost" else 1)
    return worth


def _left_out(profile: Profile, worth: Ints, share: Fraction, utility: str, index: int) -> LeftOut | None:
    """The largest group of an item's supporters that could have paid for it and got less, if there is one.

    The best group of any size is the supporters with least value, so each prefix is tried; floats only pick whom to
    try.
    """
    part = profile.marks_of(index)
    groups = profile.groups[part]
    cost = profile.items[index].cost
    own = np.ones(len(groups), dtype=np.int64) if profile.scores is None else profile.scores[part]
    gain = own.astype(worth.dtype) * (cost if utility == "cost" else 1)
    value = worth[groups] + gain
    order = np.argsort(value, kind="stable")
    value, gain, ballots = value[order], gain[order], profile.weights[groups][order]
    points = np.cumsum(ballots * own[order])
    factor = share.denominator * (1 if utility == "cost" else cost)
    likely = value.astype(np.float64) * float(factor) <= float(share.numerator) * points * (1 + 1e-9)
    for at in np.flatnonzero(likely)[::-1].tolist():
        if int(value[at]) * factor <= share.numerator * int(points[at]):
            voters = int(ballots[: at + 1].sum())
            most = int((value - gain)[: at + 1].max())
            return LeftOut(profile.items[index].id, voters, share * voters, cost, most)
    return None

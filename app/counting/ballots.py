"""From marked ballots to what a rule counts: checks by ballot type, incomplete papers, boosts, own items,
electorates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.counting.items import Item, Number
from app.counting.profile import Profile, Totals

TYPES = ("approve", "budget", "points", "score", "rank")
INCOMPLETE = ("reject", "mean", "zero")
OWN = ("allowed", "excluded", "barred")


@dataclass(frozen=True, slots=True)
class Ballot:
    """One opened ballot: item id -> 1 (approve, budget), points, score, or place from 1 (rank).

    `boost` names the item given a boost vote, `own` the voter's own items."""

    choices: Mapping[str, int]
    boost: str | None = None
    own: tuple[str, ...] = ()


@dataclass(frozen=True)
class BallotForm:
    """What a valid ballot is, and what its marks are worth (domain.md iii.9).

    `rank_points` are the points of each place (3, 2, 1); empty means Borda: as many points for the first place as there
    are items, one fewer for each next. `incomplete` and `own` are chosen before voting. With `mean`, and with own items
    `excluded`, items are compared by the mean of those who scored them, which needs totals, not equal shares.
    """

    type: str = "approve"
    min_choices: int = 0
    max_choices: int | None = None
    spend: int | None = None
    total_points: int | None = None
    max_points: int | None = None
    lowest: int = 0
    highest: int = 5
    incomplete: str = "zero"
    rank_points: tuple[int, ...] = ()
    boost_items: frozenset[str] = frozenset()
    own: str = "allowed"
    blanks: bool = False

    def __post_init__(self) -> None:
        for value, known in ((self.type, TYPES), (self.incomplete, INCOMPLETE), (self.own, OWN)):
            if value not in known:
                raise ValueError(f"{value!r} is not one of {', '.join(known)}")
        if self.type == "budget" and self.spend is None:
            raise ValueError("a budget ballot needs the sum that may be spent")

    @property
    def by_mean(self) -> bool:
        """True when items are compared by mean score."""
        return self.type == "score" and (self.incomplete == "mean" or self.own == "excluded")


@dataclass
class Prepared:
    """Ballots ready to count. `profile` is None where only means can be compared; `totals` always holds.

    `rejected` counts refused ballots by reason, `boosts` the boost votes of each item, which `totals` contain."""

    totals: Totals
    profile: Profile | None
    valid: int = 0
    blank: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    boosts: dict[str, int] = field(default_factory=dict)
    plain: dict[str, Number] = field(default_factory=dict)

    @property
    def countable(self) -> Profile | Totals:
        """What to hand to `count`."""
        return self.totals if self.profile is None else self.profile


def prepare(items: Sequence[Item], ballots: Iterable[Ballot], form: BallotForm) -> Prepared:
    """Valid ballots with their marks valued; refused ones counted by reason. Raises ValueError for an unknown item."""
    known = {item.id: item for item in items}
    kept: list[dict[str, int]] = []
    rejected: dict[str, int] = {}
    boosts = dict.fromkeys(form.boost_items & known.keys(), 0)
    blank = 0
    for ballot in ballots:
        for name in ballot.choices:
            if name not in known:
                raise ValueError(f"a ballot names {name!r}, which is not an item")
        if not ballot.choices:
            blank += 1
            continue
        reason = refusal(ballot, form, known)
        if reason:
            rejected[reason] = rejected.get(reason, 0) + 1
            continue
        marks = _marks(ballot, form, len(items))
        if ballot.boost in boosts:
            boosts[ballot.boost] += 1
        kept.append(marks)
    out = _by_mean(items, kept, boosts) if form.by_mean else _by_sum(items, kept, boosts, blank if form.blanks else 0)
    out.valid, out.blank, out.rejected = len(kept), blank, rejected
    return out


def refusal(ballot: Ballot, form: BallotForm, items: Mapping[str, Item]) -> str:
    """Why a ballot cannot be counted, or nothing: too-few-choices, too-many-choices, over-the-budget, too-many-points,
    out-of-range, not-all-scored, places-not-in-order, boost-not-allowed."""
    choices = ballot.choices
    if len(choices) < form.min_choices:
        return "too-few-choices"
    if form.max_choices is not None and len(choices) > form.max_choices:
        return "too-many-choices"
    if ballot.boost is not None and ballot.boost not in form.boost_items:
        return "boost-not-allowed"
    values = list(choices.values())
    if form.type in ("approve", "budget"):
        if any(value != 1 for value in values):
            return "out-of-range"
        spent = sum(items[name].cost for name in choices)
        return "over-the-budget" if form.type == "budget" and spent > (form.spend or 0) else ""
    if form.type == "points":
        return _points_refusal(values, form)
    if form.type == "rank":
        return "" if sorted(values) == list(range(1, len(values) + 1)) else "places-not-in-order"
    if any(not form.lowest <= value <= form.highest for value in values):
        return "out-of-range"
    missing = set(items) - set(choices) - (set(ballot.own) if form.own != "allowed" else set())
    return "not-all-scored" if form.incomplete == "reject" and missing else ""


def _points_refusal(values: Sequence[int], form: BallotForm) -> str:
    if any(value < 0 or (form.max_points is not None and value > form.max_points) for value in values):
        return "out-of-range"
    return "too-many-points" if form.total_points is not None and sum(values) > form.total_points else ""


def _marks(ballot: Ballot, form: BallotForm, items: int) -> dict[str, int]:
    """What each line of a valid ballot is worth, without lines for the voter's own items unless they are allowed."""
    marks = dict(ballot.choices)
    if form.type == "rank":
        points = form.rank_points or tuple(range(items, 0, -1))
        marks = {name: points[place - 1] for name, place in marks.items() if place <= len(points)}
    if form.own != "allowed":
        marks = {name: value for name, value in marks.items() if name not in ballot.own}
    return marks


def _by_sum(items: Sequence[Item], kept: Sequence[dict[str, int]], boosts: dict[str, int], blank: int) -> Prepared:
    """Sums; boost votes are shown apart and added to the totals, which then stand for the ballots."""
    profile = Profile.from_ballots(items, kept, blank=blank)
    plain: dict[str, Number] = {item.id: one for item, one in zip(items, profile.support, strict=True)}
    if not any(boosts.values()):
        return Prepared(Totals.of(profile), profile, boosts=boosts, plain=plain)
    support = [plain[item.id] + boosts.get(item.id, 0) for item in items]
    return Prepared(Totals(profile.items, profile.n, support, profile.voters), None, boosts=boosts, plain=plain)


def _by_mean(items: Sequence[Item], kept: Sequence[dict[str, int]], boosts: dict[str, int]) -> Prepared:
    """Mean score of those who scored an item, exact."""
    sums, voters = dict.fromkeys((item.id for item in items), 0), dict.fromkeys((item.id for item in items), 0)
    for marks in kept:
        for name, value in marks.items():
            sums[name] += value
            voters[name] += 1
    plain: dict[str, Number] = {name: Fraction(sums[name], voters[name]) if voters[name] else 0 for name in sums}
    support = [plain[item.id] + boosts.get(item.id, 0) for item in items]
    totals = Totals(tuple(items), len(kept), support, [voters[item.id] for item in items])
    return Prepared(totals, None, boosts=boosts, plain=plain)


@dataclass(frozen=True)
class Blend:
    """Electorates put together by weight: `weights` are those used, `empty` the electorates without a vote, whose
    weight went to the others in proportion (and is printed)."""

    totals: Totals
    weights: dict[str, Fraction]
    empty: tuple[str, ...]


def weighted(electorates: Mapping[str, tuple[Profile | Totals, int | Fraction]]) -> Blend:
    """Shares first, then weights (domain.md iii.9, rule 4): each electorate's result as shares of its own total.

    Support is in hundredths of the whole, so that 80 % of 60 % plus 20 % of 10 % is 50. Raises ValueError when no
    electorate has a vote or the items differ."""
    totals = {name: Totals.of(part) for name, (part, _) in electorates.items()}
    ids = {tuple(item.id for item in part.items) for part in totals.values()}
    if len(ids) != 1:
        raise ValueError("electorates must vote on the same items in the same order")
    sums = {name: sum((Fraction(one) for one in part.support), Fraction(0)) for name, part in totals.items()}
    voting = {name: Fraction(electorates[name][1]) for name in totals if sums[name]}
    whole = sum(voting.values(), Fraction(0))
    if not whole:
        raise ValueError("no electorate with a weight has cast a vote")
    used = {name: weight / whole for name, weight in voting.items()}
    items = next(iter(totals.values())).items
    support: list[Number] = [
        sum((100 * used[name] * Fraction(totals[name].support[i]) / sums[name] for name in used), Fraction(0))
        for i in range(len(items))
    ]
    voters = [sum(part.voters[i] for part in totals.values()) for i in range(len(items))]
    blend = Totals(items, sum(part.n for part in totals.values()), support, voters)
    return Blend(blend, used, tuple(name for name in totals if name not in used))

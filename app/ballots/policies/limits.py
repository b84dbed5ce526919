"""What is wrong with a vote: the limits of a round's rule set, for choosing, casting, keying and opening alike."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.core import money
from app.core.i18n import _, ngettext
from app.rounds.models import BOOST, BallotType, Incomplete, OwnProject, RoundPot, RuleSet

from ..models import Rejection

NOBODYS: frozenset[int] = frozenset()
TICKED = (BallotType.APPROVE, BallotType.BUDGET)


class Costed(Protocol):
    """An item as far as limits look at it."""

    @property
    def number(self) -> int: ...
    @property
    def round_pot_id(self) -> uuid.UUID: ...
    @property
    def cost_pence(self) -> int: ...
    @property
    def is_withdrawn(self) -> bool: ...
    @property
    def is_boosted(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What a valid vote in a round keeps to, ready for many votes: item number -> pot and cost; pot -> money.

    needed: the numbers that a complete score has in each pot. boosted: numbers that may get a boost vote.
    """

    ballot_type: BallotType
    least: int
    most: int | None
    points_total: int | None = None
    per_item_max: int | None = None
    lowest: int = 1
    highest: int = 5
    incomplete: Incomplete = Incomplete.REJECT
    own_project: OwnProject = OwnProject.ALLOWED
    boost_votes: int = 0
    pot_of: dict[int, uuid.UUID] = field(default_factory=dict)
    cost_of: dict[int, int] = field(default_factory=dict)
    money_of: dict[uuid.UUID, int] = field(default_factory=dict)
    needed: dict[uuid.UUID, frozenset[int]] = field(default_factory=dict)
    boosted: frozenset[int] = frozenset()

    @classmethod
    def of(cls, rules: RuleSet, pots: Sequence[RoundPot], items: Iterable[Costed]) -> Limits:
        """The limits for a voter who may choose in these pots among these items, withdrawn ones included."""
        known = list(items)
        live = [item for item in known if not item.is_withdrawn]
        return cls(
            rules.ballot_type,
            rules.min_choices,
            rules.max_choices,
            points_total=rules.points_total,
            per_item_max=rules.per_item_max,
            lowest=rules.scale_min,
            highest=rules.scale_max,
            incomplete=rules.incomplete,
            own_project=rules.own_project,
            boost_votes=rules.boost_votes,
            pot_of={item.number: item.round_pot_id for item in known},
            cost_of={item.number: item.cost_pence for item in known},
            money_of={pot.id: pot.amount_pence for pot in pots},
            needed={pot.id: frozenset(item.number for item in live if item.round_pot_id == pot.id) for pot in pots},
            boosted=frozenset(item.number for item in known if item.is_boosted),
        )


def split(chosen: Mapping[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """A vote as its choices and its boost votes, both by item number (E05)."""
    marks = {number: value for number, value in chosen.items() if number < BOOST}
    return marks, {number - BOOST: value for number, value in chosen.items() if number >= BOOST}


def fault(limits: Limits, chosen: Mapping[int, int], own: Collection[int] = NOBODYS) -> Rejection | None:
    """What is wrong with this vote (item number -> value, boost votes under `number | BOOST`), None when it is valid.

    The limits hold in each pot where the voter chose at all (E03). own: numbers of the voter's own projects (E09).
    """
    marks, boosts = split(chosen)
    if limits.ballot_type is BallotType.POINTS:
        marks = {number: value for number, value in marks.items() if value}
    if any(number not in limits.pot_of for number in (*marks, *boosts)):
        return Rejection.NOT_IN_ROUND
    if limits.own_project is OwnProject.BARRED and (marks.keys() | boosts.keys()) & set(own):
        return Rejection.OWN_PROJECT
    found = _boost_fault(limits, boosts)
    if found is not None:
        return found
    if not marks:
        return _empty_fault(limits)
    by_pot = _by_pot(limits, marks)
    return next(filter(None, (_pot_fault(limits, pot, mine, own) for pot, mine in by_pot.items())), None)


def lines(limits: Limits, chosen: Mapping[int, int], own: Collection[int] = NOBODYS) -> dict[int, tuple[int, int]]:
    """A valid vote as lines of a ballot: item number -> (value, boost). Items without points are no line.

    Lines for the voter's own projects are left out where the rule set excludes them: who they belong to is known only
    as long as the envelope is closed (E09).
    """
    marks, boosts = split(chosen)
    if limits.ballot_type is not BallotType.SCORE:
        marks = {number: value for number, value in marks.items() if value}
    found = {number: (marks.get(number, 0), boosts.get(number, 0)) for number in sorted(marks.keys() | boosts.keys())}
    if limits.own_project is OwnProject.EXCLUDED:
        found = {number: line for number, line in found.items() if number not in own}
    return found


def missing(limits: Limits, chosen: Mapping[int, int], own: Collection[int] = NOBODYS) -> set[int]:
    """The numbers that a complete score still needs: in the pots begun, in all of them when nothing is scored (E06)."""
    if limits.ballot_type is not BallotType.SCORE:
        return set()
    marks, _boosts = split(chosen)
    begun = {limits.pot_of[number] for number in marks if number in limits.pot_of} or set(limits.needed)
    asked = {number for pot in begun for number in limits.needed.get(pot, NOBODYS)}
    return asked - marks.keys() - (set(own) if limits.own_project is not OwnProject.ALLOWED else set())


def _by_pot(limits: Limits, marks: Mapping[int, int]) -> dict[uuid.UUID, dict[int, int]]:
    by_pot: dict[uuid.UUID, dict[int, int]] = {}
    for number, value in marks.items():
        by_pot.setdefault(limits.pot_of[number], {})[number] = value
    return by_pot


def _empty_fault(limits: Limits) -> Rejection | None:
    if limits.ballot_type is BallotType.SCORE and limits.incomplete is Incomplete.REJECT:
        return Rejection.NOT_ALL_SCORED
    return Rejection.TOO_FEW if limits.least else None


def _boost_fault(limits: Limits, boosts: Mapping[int, int]) -> Rejection | None:
    if len(boosts) > limits.boost_votes:
        return Rejection.TOO_MANY_BOOSTS
    if any(value != 1 for value in boosts.values()):
        return Rejection.TWICE
    return Rejection.NOT_BOOSTABLE if boosts.keys() - limits.boosted else None


def _pot_fault(limits: Limits, pot: uuid.UUID, marks: Mapping[int, int], own: Collection[int]) -> Rejection | None:
    match limits.ballot_type:
        case BallotType.SCORE:
            return _score_fault(limits, marks, own)
        case BallotType.POINTS:
            return _points_fault(limits, marks) or _number_fault(limits, marks)
        case BallotType.RANK:
            is_whole = sorted(marks.values()) == list(range(1, len(marks) + 1))
            return _number_fault(limits, marks) or (None if is_whole else Rejection.GAP_IN_RANKS)
        case _:
            return _ticked_fault(limits, pot, marks)


def _ticked_fault(limits: Limits, pot: uuid.UUID, marks: Mapping[int, int]) -> Rejection | None:
    """E04: a project counts once, however often it was marked."""
    if any(value != 1 for value in marks.values()):
        return Rejection.TWICE if max(marks.values()) > 1 else Rejection.OFF_SCALE
    if limits.ballot_type is BallotType.BUDGET and sum(limits.cost_of[n] for n in marks) > limits.money_of[pot]:
        return _number_fault(limits, marks) or Rejection.OVER_BUDGET
    return _number_fault(limits, marks)


def _number_fault(limits: Limits, marks: Mapping[int, int]) -> Rejection | None:
    if len(marks) < limits.least:
        return Rejection.TOO_FEW
    return Rejection.TOO_MANY if limits.most is not None and len(marks) > limits.most else None


def _score_fault(limits: Limits, marks: Mapping[int, int], own: Collection[int]) -> Rejection | None:
    """E06 and E07: a score of 0 is a score where 0 is on the scale; an item without one is a gap."""
    if any(not limits.lowest <= value <= limits.highest for value in marks.values()):
        return Rejection.OFF_SCALE
    is_short = limits.incomplete is Incomplete.REJECT and missing(limits, marks, own)
    return Rejection.NOT_ALL_SCORED if is_short else None


def _points_fault(limits: Limits, marks: Mapping[int, int]) -> Rejection | None:
    if limits.per_item_max is not None and max(marks.values()) > limits.per_item_max:
        return Rejection.OVER_ITEM
    is_over = limits.points_total is not None and sum(marks.values()) > limits.points_total
    return Rejection.OVER_POINTS if is_over else None


def fault_in_words(
    limits: Limits, chosen: Mapping[int, int], found: Rejection, currency: str, own: Collection[int] = NOBODYS
) -> str:
    """What the voter must change, with the amount or number that is too much."""
    marks, boosts = split(chosen)
    match found:
        case Rejection.TOO_FEW:
            return str(ngettext("Choose at least %(num)s project", "Choose at least %(num)s projects", limits.least))
        case Rejection.TOO_MANY if limits.most is not None:
            over = max(len(mine) for mine in _by_pot(limits, marks).values()) - limits.most
            most = ngettext("You can choose %(num)s project", "You can choose %(num)s projects", limits.most)
            return f"{most}. " + str(ngettext("Take %(num)s off", "Take %(num)s off", over))
        case Rejection.OVER_BUDGET:
            over = max(_overspent(limits, marks))
            return str(_("Your choices cost %(money)s too much. Take something off", money=money.show(over, currency)))
        case Rejection.NOT_ALL_SCORED:
            short = len(missing(limits, chosen, own))
            text = ngettext("%(num)s project has no score yet", "%(num)s projects have no score yet", short)
            return f"{text}. " + str(_("Give every project a score"))
        case _:
            return _mark_in_words(limits, marks, found) or _boost_in_words(limits, boosts, found)


def _mark_in_words(limits: Limits, marks: Mapping[int, int], found: Rejection) -> str:
    match found:
        case Rejection.OFF_SCALE:
            text = _("Each score is from %(least)s to %(most)s", least=limits.lowest, most=limits.highest)
        case Rejection.OVER_POINTS if limits.points_total is not None:
            most = max(sum(mine.values()) for mine in _by_pot(limits, marks).values())
            text = ngettext(
                "You have given %(num)s point too many. Take some back",
                "You have given %(num)s points too many. Take some back",
                most - limits.points_total,
            )
        case Rejection.OVER_ITEM if limits.per_item_max is not None:
            text = ngettext(
                "You can give one project at most %(num)s point",
                "You can give one project at most %(num)s points",
                limits.per_item_max,
            )
        case Rejection.GAP_IN_RANKS:
            text = _("Give each place once: 1 for your first choice, then 2, and so on without a gap")
        case Rejection.TWICE:
            text = _("A project can be chosen only once")
        case Rejection.OWN_PROJECT:
            text = _("You cannot vote for a project of your own group. Take it off")
        case _:
            return ""
    return str(text)


def _boost_in_words(limits: Limits, boosts: Mapping[int, int], found: Rejection) -> str:
    if found is Rejection.TOO_MANY_BOOSTS and not limits.boost_votes:
        return str(_("There are no boost votes in this round"))
    if found is Rejection.TOO_MANY_BOOSTS:
        most = ngettext("You have %(num)s boost vote", "You have %(num)s boost votes", limits.boost_votes)
        return f"{most}. " + str(ngettext("Take %(num)s off", "Take %(num)s off", len(boosts) - limits.boost_votes))
    if found is Rejection.NOT_BOOSTABLE:
        return str(_("A boost vote is only for projects marked for it"))
    return str(_("Something you chose is not on this ballot"))


def _overspent(limits: Limits, marks: Mapping[int, int]) -> list[int]:
    by_pot = _by_pot(limits, marks)
    return [sum(limits.cost_of[n] for n in mine) - limits.money_of[pot] for pot, mine in by_pot.items()]

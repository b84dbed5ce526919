"""What is a valid vote, for every type of ballot: E03 to E09, with the reason that is counted and the words shown."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pytest

from app.ballots.models import Rejection
from app.ballots.policies import Limits, fault, fault_in_words, lines, missing
from app.rounds.models import (
    BOOST,
    BallotType,
    Incomplete,
    OwnProject,
    RoundPot,
    RuleSet,
)

A, B = uuid.UUID(int=1), uuid.UUID(int=2)
R = Rejection


@dataclass(frozen=True)
class Line:
    number: int
    round_pot_id: uuid.UUID
    cost_pence: int = 100_00
    is_withdrawn: bool = False
    is_boosted: bool = False


ITEMS = (Line(1, A), Line(2, A), Line(3, A, 200_00, is_boosted=True), Line(4, B), Line(5, B, is_withdrawn=True))


def limits(kind: BallotType, **changed: object) -> Limits:
    rules = RuleSet(
        ballot_type=kind,
        min_choices=1,
        max_choices=2,
        scale_min=1,
        scale_max=5,
        incomplete=Incomplete.REJECT,
        own_project=OwnProject.ALLOWED,
        boost_votes=0,
    )
    for name, value in changed.items():
        setattr(rules, name, value)
    return Limits.of(rules, [RoundPot(id=A, amount_pence=250_00), RoundPot(id=B, amount_pence=100_00)], ITEMS)


APPROVE, BUDGET, POINTS, SCORE, RANK = BallotType
MEAN, ZERO = {"incomplete": Incomplete.MEAN}, {"incomplete": Incomplete.ZERO, "scale_min": 0}
TEN = {"points_total": 10, "per_item_max": 6, "max_choices": None}
BOOSTED = {"boost_votes": 1}
EXACTLY = {"min_choices": 2, "max_choices": 2}


@pytest.mark.parametrize(
    ("kind", "changed", "chosen", "found"),
    [
        (APPROVE, {}, {1: 1}, None),
        (APPROVE, {}, {1: 1, 2: 1, 4: 1}, None),  # the limits hold in each pot
        (APPROVE, {}, {1: 1, 2: 1, 3: 1}, R.TOO_MANY),
        (APPROVE, {}, {}, R.TOO_FEW),
        (APPROVE, {"min_choices": 0}, {}, None),
        (APPROVE, EXACTLY, {1: 1}, R.TOO_FEW),  # E04: exactly two is not up to two
        (APPROVE, EXACTLY, {1: 1, 2: 1}, None),
        (APPROVE, {}, {1: 2}, R.TWICE),  # E04
        (APPROVE, {}, {9: 1}, R.NOT_IN_ROUND),
        (APPROVE, {}, {5: 1}, None),  # E03: cast before it was withdrawn
        (BUDGET, {"max_choices": None}, {1: 1, 2: 1}, None),
        (BUDGET, {"max_choices": None}, {1: 1, 3: 1}, R.OVER_BUDGET),
        (POINTS, TEN, {1: 6, 2: 4}, None),
        (POINTS, TEN, {1: 6, 2: 5}, R.OVER_POINTS),
        (POINTS, TEN, {1: 7}, R.OVER_ITEM),
        (POINTS, TEN, {1: 6, 2: 4, 4: 6}, None),
        (POINTS, TEN, {1: 0, 2: 0}, R.TOO_FEW),
        (SCORE, {}, {1: 1, 2: 5, 3: 3}, None),
        (SCORE, {}, {1: 1, 2: 5}, R.NOT_ALL_SCORED),  # E06
        (SCORE, {}, {}, R.NOT_ALL_SCORED),
        (SCORE, {}, {4: 3}, None),  # E03: the withdrawn number 5 is not asked for; pot A may be left out
        (SCORE, {}, {4: 3, 5: 3}, None),
        (SCORE, {}, {1: 0, 2: 5, 3: 3}, R.OFF_SCALE),  # E07
        (SCORE, {"scale_min": 0}, {1: 0, 2: 5, 3: 3}, None),  # E07
        (SCORE, {}, {1: 6, 2: 5, 3: 3}, R.OFF_SCALE),
        (SCORE, MEAN, {2: 5}, None),  # E08
        (SCORE, ZERO, {2: 0}, None),
        (SCORE, MEAN, {}, R.TOO_FEW),
        (RANK, {}, {1: 2, 3: 1}, None),
        (RANK, {}, {1: 1, 4: 1}, None),
        (RANK, {}, {1: 1, 2: 3}, R.GAP_IN_RANKS),
        (RANK, {}, {1: 1, 2: 1}, R.GAP_IN_RANKS),
        (RANK, {}, {1: 1, 2: 2, 3: 3}, R.TOO_MANY),
        (APPROVE, BOOSTED, {1: 1, 3 | BOOST: 1}, None),
        (APPROVE, BOOSTED, {3: 1, 3 | BOOST: 1}, None),  # E05: may repeat a choice
        (APPROVE, BOOSTED, {1: 1, 2 | BOOST: 1}, R.NOT_BOOSTABLE),
        (APPROVE, {"boost_votes": 0}, {1: 1, 3 | BOOST: 1}, R.TOO_MANY_BOOSTS),
        (APPROVE, BOOSTED, {1: 1, 3 | BOOST: 2}, R.TWICE),
        (APPROVE, BOOSTED, {1: 1, 9 | BOOST: 1}, R.NOT_IN_ROUND),
        (APPROVE, BOOSTED, {3 | BOOST: 1}, R.TOO_FEW),
    ],
)
def test_valid_or_why_not(
    kind: BallotType, changed: dict[str, object], chosen: dict[int, int], found: Rejection | None
) -> None:
    assert fault(limits(kind, **changed), chosen) is found


def test_own_projects_are_a_matter_of_each_item() -> None:
    """E09: barred refuses the line, excluded leaves it out of what is counted, allowed counts it."""
    for rule, expected in ((OwnProject.BARRED, R.OWN_PROJECT), (OwnProject.EXCLUDED, None), (OwnProject.ALLOWED, None)):
        assert fault(limits(APPROVE, own_project=rule), {1: 1, 2: 1}, own={2}) is expected
        assert fault(limits(APPROVE, own_project=rule), {1: 1}, own={2}) is None
    excluded = limits(SCORE, own_project=OwnProject.EXCLUDED)
    assert fault(excluded, {1: 4, 3: 5}, own={2}) is None, "an own project need not be scored"
    assert lines(excluded, {1: 4, 2: 5, 3: 5}, own={2}) == {1: (4, 0), 3: (5, 0)}
    assert lines(limits(SCORE), {1: 4, 2: 5, 3: 5}, own={2}) == {1: (4, 0), 2: (5, 0), 3: (5, 0)}


def test_a_vote_becomes_lines() -> None:
    assert lines(limits(APPROVE, boost_votes=1), {1: 1, 3 | BOOST: 1}) == {1: (1, 0), 3: (0, 1)}
    assert lines(limits(APPROVE, boost_votes=1), {3: 1, 3 | BOOST: 1}) == {3: (1, 1)}
    assert lines(limits(POINTS, **TEN), {1: 0, 2: 3}) == {2: (3, 0)}
    assert lines(limits(SCORE, **ZERO), {1: 0}) == {1: (0, 0)}, "0 is a score (E07)"


def test_what_a_complete_score_still_needs() -> None:
    assert missing(limits(SCORE), {1: 3}) == {2, 3}
    assert missing(limits(SCORE), {}) == {1, 2, 3, 4}
    assert missing(limits(SCORE, own_project=OwnProject.BARRED), {1: 3}, own={3}) == {2}


@pytest.mark.parametrize(
    ("kind", "changed", "chosen", "words"),
    [
        (APPROVE, {}, {1: 1, 2: 1, 3: 1}, "You can choose 2 projects. Take 1 off"),
        (APPROVE, {}, {}, "Choose at least 1 project"),
        (BUDGET, {"max_choices": None}, {1: 1, 3: 1}, "Your choices cost £50 too much. Take something off"),
        (POINTS, TEN, {1: 6, 2: 6}, "You have given 2 points too many. Take some back"),
        (POINTS, TEN, {1: 7}, "You can give one project at most 6 points"),
        (SCORE, {}, {1: 3}, "2 projects have no score yet. Give every project a score"),
        (SCORE, {}, {1: 9, 2: 1, 3: 1}, "Each score is from 1 to 5"),
        (RANK, {}, {1: 2}, "Give each place once: 1 for your first choice, then 2, and so on without a gap"),
        (APPROVE, BOOSTED, {1: 1, 2 | BOOST: 1}, "A boost vote is only for projects marked for it"),
        (APPROVE, {}, {1: 1, 3 | BOOST: 1}, "There are no boost votes in this round"),
        (APPROVE, {}, {1: 2}, "A project can be chosen only once"),
        (APPROVE, {}, {77: 1}, "Something you chose is not on this ballot"),
    ],
)
@pytest.mark.slow
def test_told_in_words(
    client: object, kind: BallotType, changed: dict[str, object], chosen: dict[int, int], words: str
) -> None:
    asked = limits(kind, **changed)
    found = fault(asked, chosen)
    assert found is not None
    assert fault_in_words(asked, chosen, found, "GBP") == words

"""Explanations: verdicts and reasons, where shares went, and what would have been enough, proved by recounts."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from app.counting import Item, Profile, Rule, compare, count, explain, usual_rules
from app.counting.enough import least, some
from tests.counting.elections import Small, rules, small

pytestmark = [pytest.mark.pure, pytest.mark.slow]

ITEMS = [
    Item("hall", 60, area="North"),
    Item("pond", 30, area="South"),
    Item("path", 50, area="North"),
    Item("sign", 5),
]
BALLOTS = [{"hall": 1, "pond": 1}] * 4 + [{"hall": 1}] * 3 + [{"path": 1}] * 3 + [{"pond": 1}]
PROFILE = Profile.from_ballots(ITEMS, BALLOTS)


def told(rule: Rule, budget: int = 110) -> dict[str, dict[str, object]]:
    outcome = count(PROFILE, rule, budget)
    return {one.item: one.to_dict() for one in explain(PROFILE, outcome)}


def test_equal_shares_say_who_paid_and_where_shares_went() -> None:
    all_of = told(Rule("equal-shares"))
    hall, path = all_of["hall"], all_of["path"]
    assert (hall["verdict"], hall["reason"], hall["place"], hall["payers"]) == ("funded", "shares", 1, 7)
    assert hall["most_paid"] == pytest.approx(60 / 7)
    assert (path["verdict"], path["reason"], path["held"], path["covered"]) == ("not-funded", "shares-short", 30, 0.6)
    assert path["enough"] == {"voters": 4, "points": 1, "cost_cut": 20, "least": True}
    assert all_of["sign"]["reason"] == "no-support"
    pond = all_of["pond"]
    assert pond["verdict"] == "not-funded"
    assert pond["spent_on"] == [{"item": "hall", "amount": 34.29}]
    assert pond["contest"] == {"round": 1, "rival": "hall", "effective_support": 5.0, "rival_effective_support": 7.0}


def test_greedy_says_what_was_left_and_what_was_missing() -> None:
    all_of = told(Rule("greedy"), 100)
    assert all_of["path"]["reason"] == "does-not-fit"
    assert all_of["path"]["left"] == 10
    assert all_of["path"]["enough"] == {"voters": 4, "points": 1, "cost_cut": 40, "least": True}
    stopped = told(Rule("greedy-stop"), 80)
    assert (stopped["sign"]["reason"], stopped["sign"]["because_of"]) == ("stopped", "pond")
    below = told(Rule("greedy-threshold", threshold=4))
    assert (below["path"]["verdict"], below["path"]["reason"], below["path"]["threshold"]) == (
        "refused",
        "below-threshold",
        "4",
    )
    clash = told(Rule("greedy", exclusive=(("hall", "pond"),)))
    assert (clash["pond"]["reason"], clash["pond"]["because_of"]) == ("conflict", "hall")


def test_the_fill_is_told_apart_from_shares() -> None:
    all_of = told(Rule("equal-shares", fill="greedy"))
    assert (all_of["hall"]["reason"], all_of["pond"]["reason"]) == ("shares", "fill")
    assert "payers" not in all_of["pond"]


@settings(max_examples=80, deadline=None)
@given(small(), rules())
def test_what_would_have_been_enough_is_enough_and_one_less_is_not(election: Small, rule: Rule) -> None:
    assume(not rule.exclusive)
    profile = election.profile
    outcome = count(profile, rule, election.budget, election.lot)
    for index, one in enumerate(explain(profile, outcome, lot_order=election.lot)):
        if one.enough is None:
            assert one.item in outcome.winners
            continue

        def wins(changed: Profile, item: str = one.item) -> bool:
            return item in count(changed, rule, election.budget, election.lot, weigh_ties=False).winners

        points, voters, cut = one.enough.points, one.enough.voters, one.enough.cut
        proved = not rule.is_shares or (rule.completion == "none" and rule.fill == "none")
        assert one.enough.least is proved
        if voters is not None:
            assert wins(profile.with_voters(index, voters, points))
            assert not proved or voters == 1 or not wins(profile.with_voters(index, voters - 1, points))
        if cut is not None:
            assert wins(profile.with_cost(index, one.cost - cut))
            assert not proved or cut == 1 or not wins(profile.with_cost(index, one.cost - cut + 1))


def test_the_search_asks_both_neighbours() -> None:
    for answer in (1, 2, 7, 40, 99, 100):
        for guess in (1, 5, 40, 100):
            asked: set[int] = set()

            def wins(number: int, answer: int = answer, asked: set[int] = asked) -> bool:
                asked.add(number)
                return number >= answer

            assert least(wins, guess, 100) == answer
            assert {answer, answer - 1} - {0} <= asked
            near = some(lambda number, answer=answer: number >= answer, guess, 100)  # type: ignore[misc]
            assert near is not None
            assert near >= answer
    assert least(lambda number: False, 3, 50) is None
    assert some(lambda number: False, 3, 50) is None


def test_rules_are_compared_with_money_by_area() -> None:
    rows = compare(PROFILE, usual_rules(Rule()), 110)
    assert [row.label for row in rows] == ["greedy", "equal-shares cost", "equal-shares count"]
    greedy = rows[0]
    assert greedy.outcome.winners == ("hall", "pond", "sign")
    assert greedy.by_area == {"North": 60, "South": 30}
    assert greedy.reach == pytest.approx(8 / 11)
    assert all(row.to_dict()["fairness"] for row in rows)

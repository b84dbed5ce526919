"""Every rule on examples worked by hand: greedy variants, part awards, conflicts, ties, reserve, disqualification."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from app.counting import Item, LotNeeded, Profile, Rule, Totals, Unresolved, count, lot_order, recount

pytestmark = pytest.mark.pure

POT = 10_500
ITEMS = (Item("P1", 4000), Item("P2", 5000), Item("P3", 2500), Item("P4", 3000, min_viable=1500), Item("P5", 1000))
TOTALS = Totals(ITEMS, 600, [410, 395, 360, 340, 300], [410, 395, 360, 340, 300])


def test_stop_at_the_first_that_does_not_fit() -> None:
    outcome = count(TOTALS, Rule("greedy-stop"), POT)
    assert (outcome.winners, outcome.left) == (("P1", "P2"), 1500)
    assert [(step.item, step.action, step.reason) for step in outcome.rounds] == [
        ("P1", "funded", "fits"),
        ("P2", "funded", "fits"),
        ("P3", "stopped", "does-not-fit"),
        ("P4", "skipped", "stopped"),
        ("P5", "skipped", "stopped"),
    ]


def test_skip_what_does_not_fit() -> None:
    outcome = count(TOTALS, Rule("greedy"), POT)
    assert (outcome.winners, outcome.left, outcome.reserve) == (("P1", "P2", "P5"), 500, ("P3", "P4"))


def test_part_award_from_the_smallest_useful_part() -> None:
    outcome = count(TOTALS, Rule("greedy", part_awards=True), POT)
    assert outcome.awards == {"P1": 4000, "P2": 5000, "P4": 1500}
    assert (outcome.left, outcome.winners) == (0, ("P1", "P2", "P4"))


def test_the_80_percent_rule_takes_the_rest_from_outside() -> None:
    rule = Rule("greedy-stop", complete_at=Fraction(4, 5))
    items = [Item("a", 700), Item("b", 370), Item("c", 10)]
    totals = Totals(tuple(items), 9, [3, 2, 1], [3, 2, 1])
    outcome = count(totals, rule, 1000)
    assert (outcome.winners, outcome.spent, outcome.outside, outcome.left) == (("a", "b"), 1070, 70, 0)
    assert count(totals, rule, 995).winners == ("a",)


def test_threshold_by_votes_and_by_share() -> None:
    outcome = count(TOTALS, Rule("greedy-threshold", threshold=350), POT)
    assert (outcome.winners, outcome.refused) == (("P1", "P2"), {"P4": "below-threshold", "P5": "below-threshold"})
    shared = count(TOTALS, Rule("greedy-threshold", threshold_share=Fraction(6, 10)), POT)
    assert set(shared.refused) == {"P4", "P5"}
    assert count(TOTALS, Rule("greedy-threshold", threshold_share=Fraction(1, 2)), POT).refused == {}


def test_density_ranks_by_votes_per_cost() -> None:
    assert count(TOTALS, Rule("greedy-density"), POT).winners == ("P5", "P3", "P4", "P1")


def test_of_a_group_only_one_is_funded() -> None:
    outcome = count(TOTALS, Rule("greedy", exclusive=(("P1", "P2"),)), POT)
    assert outcome.winners == ("P1", "P3", "P4", "P5")
    step = next(step for step in outcome.rounds if step.item == "P2")
    assert (step.reason, step.beaten_by) == ("conflict", "P1")
    assert "P2" not in outcome.reserve


def test_a_tie_at_the_edge_is_recorded_and_mattered() -> None:
    items = (Item("x", 50, 1), Item("y", 50, 2), Item("z", 10, 3))
    totals = Totals(items, 4, [2, 2, 1], [2, 2, 1])
    rule = Rule("greedy", ties=("cheaper", "votes", "lot"))
    assert count(totals, rule, 60, [2, 1, 3]).winners == ("y", "z")
    tie = count(totals, rule, 60, [2, 1, 3]).ties[0]
    assert (tie.items, tie.chosen, tie.decided_by, tie.mattered) == (("y", "x"), "y", "lot", True)
    with pytest.raises(LotNeeded) as caught:
        count(totals, rule, 60)
    assert set(caught.value.items) == {"x", "y"}
    assert count(totals, rule, 110).ties[0].mattered is False
    with pytest.raises(Unresolved):
        count(totals, Rule("greedy", ties=("cheaper",)), 60)


def test_the_lot_is_the_order_of_published_hashes() -> None:
    assert lot_order("dice 4 2 6", [1, 2, 3, 4]) == lot_order("dice 4 2 6", [4, 3, 2, 1])
    assert lot_order("dice 4 2 6", [1, 2, 3, 4]) == [4, 2, 3, 1]
    assert lot_order("a", range(20)) != lot_order("b", range(20))


def test_a_blank_ballot_lowers_everyones_share() -> None:
    items = [Item("A", 90)]
    rule = Rule("equal-shares")
    assert count(Profile.from_ballots(items, [{"A": 1}] * 9), rule, 90).winners == ("A",)
    assert count(Profile.from_ballots(items, [{"A": 1}] * 9, blank=1), rule, 90).winners == ()


def test_disqualification_keeps_every_voter() -> None:
    items = [Item("a", 40), Item("b", 40), Item("c", 40)]
    profile = Profile.from_ballots(items, [{"a": 1}] * 5 + [{"b": 1, "c": 1}] * 4 + [{"c": 1}] * 3)
    assert count(profile, Rule("greedy"), 80).winners == ("c", "a")
    again = recount(profile, Rule("greedy"), 80, ["c"])
    assert (again.winners, again.n) == (("a", "b"), 12)
    with pytest.raises(ValueError, match="not an item"):
        recount(profile, Rule("greedy"), 80, ["zz"])


def test_add1_may_not_be_searched_by_bisection() -> None:
    """A share that costs too much can be followed by one that fits: a search that jumps over it finds another
    result."""
    items, ballots, budget = trap()
    profile = Profile.from_ballots(items, ballots)
    rule = Rule("equal-shares", completion="add1")
    outcome = count(profile, rule, budget)
    assert outcome.increments is not None
    fits = [runs_within(profile, rule, budget, share) for share in range(budget // profile.n, budget + 1)]
    first_over = fits.index(False)
    assert any(fits[first_over:])
    assert outcome.increments.made == first_over - 1
    low, high = 0, len(fits)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits[middle] else (low, middle)
    assert low != outcome.increments.made


def runs_within(profile: Profile, rule: Rule, budget: int, share: int) -> bool:
    plain = replace(rule, completion="none")
    return count(profile, plain, share * profile.n, weigh_ties=False).spent <= budget


def trap() -> tuple[list[Item], list[dict[str, int]], int]:
    from tests.counting.traps import BISECTION

    items, ballots, budget = BISECTION
    return [Item(one, cost) for one, cost in items.items()], [dict.fromkeys(ballot, 1) for ballot in ballots], budget


def test_a_rule_is_data_with_a_stable_hash() -> None:
    rule = Rule.live(threshold=20)
    assert Rule.from_dict(rule.to_dict()) == rule
    assert rule.hash() == Rule.from_dict(rule.to_dict()).hash() != Rule.live().hash()
    assert Rule().hash() == "b7a1b936bd0cbc52edefd4df9468ea7bfb9ed70cf8b2b03335d7d70bbe19d2d9"
    with pytest.raises(ValueError, match="unknown rule option"):
        Rule.from_dict({"colour": "red"})
    with pytest.raises(ValueError, match="not one of"):
        Rule("fastest")
    with pytest.raises(ValueError, match="may not break ties by id"):
        Rule.live(ties=("cheaper", "id"))
    with pytest.raises(ValueError, match="needs a threshold"):
        Rule("greedy-threshold")

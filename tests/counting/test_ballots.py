"""Ballot types, incomplete papers, boosts, own items, weighted electorates and pots: the worked examples and
refusals."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from app.counting import Ballot, BallotForm, Item, Pot, Profile, Rule, Totals, count, count_pots, prepare, weighted

pytestmark = pytest.mark.pure

AB = [Item("A", 10), Item("B", 10)]


def test_late_arrivals_sum_and_mean_choose_differently() -> None:
    """domain.md iii.19: A scored 4 by 30 people, B scored 5 by 20 of them."""
    ballots = [Ballot({"A": 4, "B": 5})] * 20 + [Ballot({"A": 4})] * 10
    by_sum = prepare(AB, ballots, BallotForm("score", incomplete="zero"))
    by_mean = prepare(AB, ballots, BallotForm("score", incomplete="mean"))
    strict = prepare(AB, ballots, BallotForm("score", incomplete="reject"))
    assert by_sum.totals.support == [120, 100]
    assert by_mean.totals.support == [4, 5]
    assert (strict.totals.support, strict.rejected) == ([80, 100], {"not-all-scored": 10})
    assert count(by_sum.countable, Rule("greedy"), 10).winners == ("A",)
    assert count(by_mean.countable, Rule("greedy"), 10).winners == ("B",)
    with pytest.raises(ValueError, match="needs the ballots"):
        count(by_mean.countable, Rule("equal-shares"), 10)


def test_weighted_hybrid_takes_shares_first() -> None:
    """domain.md iii.19: 80/20, residents 600/300/100 and a panel 2/3/15."""
    items = tuple(Item(one, 10) for one in "XYZ")
    residents = Totals(items, 1000, [600, 300, 100], [600, 300, 100])
    panel = Totals(items, 20, [2, 3, 15], [2, 3, 15])
    blend = weighted({"residents": (residents, 80), "panel": (panel, 20)})
    assert blend.totals.support == [50, 27, 23]
    nobody = Totals(items, 0, [0, 0, 0], [0, 0, 0])
    alone = weighted({"residents": (residents, 80), "panel": (nobody, 20)})
    assert (alone.totals.support, alone.empty) == ([60, 30, 10], ("panel",))
    with pytest.raises(ValueError, match="no electorate"):
        weighted({"panel": (nobody, 20)})


def test_rank_by_places_and_by_borda() -> None:
    items = [Item(one, 10) for one in "abcd"]
    ballots = [Ballot({"a": 1, "b": 2, "c": 3}), Ballot({"d": 1, "b": 2}), Ballot({"a": 1, "b": 3})]
    places = prepare(items, ballots, BallotForm("rank", rank_points=(3, 2, 1)))
    assert places.totals.support == [3, 4, 1, 3]
    assert places.rejected == {"places-not-in-order": 1}
    assert prepare(items, ballots, BallotForm("rank")).totals.support == [4, 6, 2, 4]


def test_boosts_are_apart_and_added_and_only_for_the_list() -> None:
    form = BallotForm("approve", boost_items=frozenset({"B"}))
    ready = prepare(
        AB, [Ballot({"A": 1})] * 2 + [Ballot({"B": 1}, boost="B")] * 2 + [Ballot({"A": 1}, boost="A")], form
    )
    assert (ready.plain, ready.boosts, ready.totals.support) == ({"A": 2, "B": 2}, {"B": 2}, [2, 4])
    assert ready.rejected == {"boost-not-allowed": 1}


def test_own_items_excluded_compare_by_mean_barred_lose_the_line() -> None:
    ballots = [Ballot({"A": 5, "B": 1}, own=("A",)), Ballot({"A": 2, "B": 3}), Ballot({"A": 3, "B": 3})]
    assert prepare(AB, ballots, BallotForm("score", own="allowed")).totals.support == [10, 7]
    assert prepare(AB, ballots, BallotForm("score", own="excluded")).totals.support == [Fraction(5, 2), Fraction(7, 3)]
    assert prepare(AB, ballots, BallotForm("score", own="barred")).totals.support == [5, 7]


@pytest.mark.parametrize(
    ("form", "choices", "reason"),
    [
        (BallotForm("approve", min_choices=2), {"A": 1}, "too-few-choices"),
        (BallotForm("approve", max_choices=1), {"A": 1, "B": 1}, "too-many-choices"),
        (BallotForm("approve"), {"A": 2}, "out-of-range"),
        (BallotForm("budget", spend=15), {"A": 1, "B": 1}, "over-the-budget"),
        (BallotForm("points", total_points=5), {"A": 4, "B": 2}, "too-many-points"),
        (BallotForm("points", max_points=3), {"A": 4}, "out-of-range"),
        (BallotForm("score", highest=5), {"A": 6}, "out-of-range"),
    ],
)
def test_refusals(form: BallotForm, choices: dict[str, int], reason: str) -> None:
    assert prepare(AB, [Ballot(choices)], form).rejected == {reason: 1}


def test_blank_ballots_count_only_where_the_rule_says() -> None:
    ballots = [Ballot({"A": 1}), Ballot({})]
    assert prepare(AB, ballots, BallotForm()).totals.n == 1
    assert prepare(AB, ballots, BallotForm(blanks=True)).totals.n == 2
    assert prepare(AB, ballots, BallotForm()).blank == 1
    with pytest.raises(ValueError, match="not an item"):
        prepare(AB, [Ballot({"C": 1})], BallotForm())


def test_arrays_come_from_chunks_in_any_order() -> None:
    items = [Item(str(one), 10) for one in range(4)]
    chunks = [([7, 3], [1, 0], None), (np.array([3, 9, 9]), np.array([2, 0, 2]), None), ([7], [3], None)]
    profile = Profile.from_rows(items, chunks, blank=2)
    assert (profile.n, profile.support) == (5, [2, 1, 2, 1])
    assert profile.multiset() == [(((0, 1), (2, 1)), 2), (((1, 1), (3, 1)), 1), ((), 2)]
    with pytest.raises(ValueError, match="same item twice"):
        Profile.from_rows(items, [([1, 1], [2, 2], None)])
    with pytest.raises(ValueError, match="negative"):
        Profile.from_rows(items, [([1], [2], [-1])])
    with pytest.raises(ValueError, match="does not exist"):
        Profile.from_rows(items, [([1], [4], None)])


def test_fingerprints_that_collide_do_not_merge_ballots(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.counting import profile as module

    monkeypatch.setattr(module, "_mix", lambda values: values * 0)
    items = [Item(str(one), 10) for one in range(3)]
    profile = Profile.from_rows(items, [([0, 1, 1, 2, 3], [0, 1, 2, 0, 2], None)])
    assert profile.multiset() == [(((0, 1),), 2), (((1, 1), (2, 1)), 1), (((2, 1),), 1)]


def test_areas_first_and_what_is_left_goes_upward() -> None:
    def pot(name: str, cost: int, budget: int, upward: str | None) -> Pot:
        items = [Item(f"{name}1", cost), Item(f"{name}2", 100)]
        return Pot(
            name, Profile.from_ballots(items, [{f"{name}1": 1}, {f"{name}2": 1, f"{name}1": 1}]), Rule(), budget, upward
        )

    outcomes = count_pots([pot("city", 120, 90, None), pot("north", 70, 100, "city"), pot("south", 95, 100, "city")])
    assert outcomes["city"].received == 35
    assert outcomes["city"].outcome.winners == ("city1",)
    with pytest.raises(ValueError, match="circle"):
        count_pots([pot("a", 1, 1, "b"), pot("b", 1, 1, "a")])
    with pytest.raises(ValueError, match="not a pot"):
        count_pots([pot("a", 1, 1, "zz")])

"""Properties of every rule on random small elections, against a second way to count."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.counting import Item, Profile, Rule, count, fairness
from app.counting.certificate import exact_rates
from tests.counting import oracle
from tests.counting.elections import Small, rules, share_rules, small

pytestmark = [pytest.mark.pure, pytest.mark.slow]
MANY = settings(max_examples=60, deadline=None)


def counted(election: Small, rule: Rule, **changes: object) -> tuple[str, ...]:
    profile = changes.get("profile", election.profile)
    assert isinstance(profile, Profile)
    budget = changes.get("budget", election.budget)
    assert isinstance(budget, int)
    return count(profile, rule, budget, election.lot, weigh_ties=False).winners


@settings(max_examples=150, deadline=None)
@given(small(), rules())
def test_winners_and_order_are_those_of_the_plain_way(election: Small, rule: Rule) -> None:
    lot = [str(one) for one in election.lot]
    assert list(counted(election, rule)) == oracle.winners(election.items, election.ballots, rule, election.budget, lot)


@MANY
@given(small(), share_rules())
def test_exact_rates_are_those_of_the_plain_way(election: Small, rule: Rule) -> None:
    rule = replace(rule, completion="none", fill="none", threshold=None)
    outcome = count(election.profile, rule, election.budget, election.lot)
    share = Fraction(election.budget, len(election.ballots))
    _, rates = oracle.equal_shares(election.items, election.ballots, rule, share, [str(one) for one in election.lot])
    assert exact_rates(election.profile, outcome) == rates


@MANY
@given(small(), share_rules())
def test_skipping_shares_changes_nothing(election: Small, rule: Rule) -> None:
    rule = replace(rule, completion="add1")
    quick = count(election.profile, rule, election.budget, election.lot, weigh_ties=False)
    every = count(election.profile, rule, election.budget, election.lot, weigh_ties=False, skip=False)
    assert quick.winners == every.winners
    assert quick.increments is not None
    assert every.increments is not None
    assert (quick.increments.made, quick.increments.stopped) == (every.increments.made, every.increments.stopped)


@MANY
@given(small(), rules())
def test_spends_at_most_the_budget(election: Small, rule: Rule) -> None:
    outcome = count(election.profile, replace(rule, complete_at=None), election.budget, election.lot)
    assert outcome.spent == sum(outcome.awards.values()) <= election.budget
    assert len(set(outcome.winners)) == len(outcome.winners)
    assert not set(outcome.reserve) & set(outcome.winners)


@MANY
@given(small(), rules(), st.randoms(use_true_random=False))
def test_order_of_ballots_and_grouping_are_irrelevant(election: Small, rule: Rule, rng: object) -> None:
    shuffled = list(election.ballots)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    apart = [
        ([index], [place], [value])
        for index, ballot in enumerate(shuffled)
        for place, item in enumerate(election.items)
        for value in [ballot.get(item.id, 0)]
        if value
    ]
    blank = sum(not ballot for ballot in shuffled)
    profile = Profile.from_rows(election.items, apart, blank=blank)
    assert counted(election, rule, profile=profile) == counted(election, rule)
    assert profile.multiset() == election.profile.multiset()


@MANY
@given(small(), rules(), st.integers(2, 4))
def test_more_of_everything_changes_nothing(election: Small, rule: Rule, times: int) -> None:
    assume(rule.completion == "none")
    rule = replace(rule, threshold=None, name="greedy" if rule.name == "greedy-threshold" else rule.name)
    more = Profile.from_ballots(election.items, election.ballots * times)
    assert counted(election, rule, profile=more) == counted(election, rule)
    dearer = [replace(item, cost=item.cost * times) for item in election.items]
    rich = Profile.from_ballots(dearer, election.ballots)
    assert counted(election, rule, profile=rich, budget=election.budget * times) == counted(election, rule)


@MANY
@given(small(), rules(), st.integers(0, 5))
def test_an_unfunded_item_leaves_without_a_trace(election: Small, rule: Rule, which: int) -> None:
    assume(rule.completion == "none" and rule.name != "greedy-stop")
    winners = counted(election, rule)
    losers = [item.id for item in election.items if item.id not in winners]
    assume(losers)
    gone = losers[which % len(losers)]
    assert counted(election, rule, profile=election.profile.without([gone])) == winners


@MANY
@given(small(points=False), share_rules())
def test_shares_leave_no_group_out(election: Small, rule: Rule) -> None:
    assume(not rule.exclusive)
    outcome = count(election.profile, rule, election.budget, election.lot)
    assert fairness(election.profile, outcome).is_fair


@MANY
@given(small(), share_rules())
def test_shares_leave_no_group_out_with_points(election: Small, rule: Rule) -> None:
    assume(not rule.exclusive)
    outcome = count(election.profile, rule, election.budget, election.lot)
    assert fairness(election.profile, outcome).is_fair


def test_greedy_can_leave_a_group_out() -> None:
    items = [Item("big", 90), Item("small", 30)]
    ballots = [{"big": 1}] * 6 + [{"small": 1}] * 4
    outcome = count(Profile.from_ballots(items, ballots), Rule("greedy"), 90)
    result = fairness(Profile.from_ballots(items, ballots), outcome)
    assert [(one.item, one.voters, one.entitled) for one in result.left_out] == [("small", 4, 36)]


@settings(max_examples=150, deadline=None)
@given(small(most_items=8), share_rules())
def test_a_tie_matters_exactly_when_a_whole_count_the_other_way_says_so(election: Small, rule: Rule) -> None:
    """Where only the fill can change, ties are weighed in a short way."""
    outcome = count(election.profile, rule, election.budget, election.lot)
    for tie in outcome.ties:
        others = [
            count(election.profile, rule, election.budget, election.lot, prefer=[one], weigh_ties=False)
            for one in tie.items
            if one != tie.chosen
        ]
        assert tie.mattered == any(set(other.winners) != set(outcome.winners) for other in others)

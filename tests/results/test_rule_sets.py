"""Each preset from the lock to a certificate that anyone can recount, and the worked examples of domain.md iii.19."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from app.core import clock
from app.core.access import Actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.results.models import Verdict
from app.rounds import commands, queries
from app.rounds.commands import RuleChoices, VoterChoices
from app.rounds.models import (
    BOOST,
    BallotType,
    Electorate,
    Incomplete,
    Leftover,
    OwnProject,
    RankMethod,
    Round,
    RoundPot,
)
from tests.ballots.factories import make_ward
from tests.results.factories import count_it, publish_it
from tests.results.rule_sets import by_number, documents, make_round, open_with, support
from tests.rounds.factories import CLOSES, lock, make_draft, make_officers
from tests.support.browser import Visitor

pytestmark = pytest.mark.usefixtures("session")
MOST_FIRST = {"rule": "greedy", "completion": "none", "fill": "none", "ties": ("votes", "cheaper", "lot")}
SCORES = RuleChoices(ballot_type=BallotType.SCORE, max_choices=None, **MOST_FIRST)  # type: ignore[arg-type]
COSTS = (300_000, 200_000, 100_000)


def test_decision_day_adds_up_scores_and_rejects_a_gap() -> None:
    """E06: a paper with a project left out counts for nothing, not as 1."""
    round_, first, _second = make_round(preset="decision-day", costs=COSTS, amount=400_000)
    rejected = open_with(round_, [{1: 5, 2: 3, 3: 1}, {1: 4, 2: 5, 3: 1}, {1: 1, 2: 5, 3: 2}, {1: 5, 2: 5}])
    made = count_it(round_, first)

    told = by_number(round_, made)
    assert rejected == 1
    assert {n: (support(r), r.voters, r.verdict) for n, r in told.items()} == {
        1: ("10", 3, Verdict.RESERVE),
        2: ("13", 3, Verdict.FUNDED),
        3: ("4", 3, Verdict.FUNDED),
    }
    assert told[1].detail["tally"]["measure"] == "scores"
    assert made.refused == {"not-all-scored": 1}
    assert documents(made)[0]["n"] == 3


def test_online_shows_boost_votes_apart_and_then_adds_them() -> None:
    """E05."""
    round_, first, _second = make_round(preset="online", costs=COSTS, amount=300_000, boosted=[3])
    open_with(round_, [{1: 1}, {1: 1, 2: 1}, {1: 1, 3 | BOOST: 1}, {2: 1, 3: 1, 3 | BOOST: 1}, {2: 1, 3 | BOOST: 1}])
    made = count_it(round_, first)

    told = by_number(round_, made)
    assert {n: support(r) for n, r in told.items()} == {1: "3", 2: "3", 3: "4"}
    part = told[3].detail["tally"]["parts"][""]
    assert (part["plain"], part["boosts"], part["voters"]) == ("1", 3, 1)
    assert [n for n, r in told.items() if r.verdict is Verdict.FUNDED] == [2, 3]
    assert documents(made)[0]["totals"]["3"]["support"] == "4"


@pytest.mark.slow
def test_budget_counts_baskets_by_equal_shares() -> None:
    round_, first, _second = make_round(preset="budget", costs=COSTS, amount=300_000)
    rejected = open_with(round_, [{2: 1, 3: 1}] * 3 + [{1: 1}] + [{1: 1, 2: 1}])
    made = count_it(round_, first)

    assert rejected == 1, "500 for a pot of 300"
    assert [n for n, r in by_number(round_, made).items() if r.verdict is Verdict.FUNDED] == [2, 3]
    assert documents(made)[0]["form"] == "ballots"


def test_points_are_added_up() -> None:
    round_, first, _second = make_round(preset="points", costs=COSTS, amount=300_000)
    rejected = open_with(round_, [{1: 5, 2: 5}, {1: 5, 3: 4}, {3: 5, 2: 0}, {1: 6}, {1: 5, 2: 5, 3: 1}])
    made = count_it(round_, first)

    told = by_number(round_, made)
    assert rejected == 2
    assert {n: (support(r), r.voters) for n, r in told.items()} == {1: ("10", 2), 2: ("5", 1), 3: ("9", 2)}
    assert documents(made)[0]["n"] == 3


def test_places_are_worth_three_two_one_or_as_many_as_there_are_projects() -> None:
    """E34: a project without a place gets 0; Borda counts the projects as they were locked."""
    votes = [{1: 1, 2: 2, 3: 3}, {2: 1}, {3: 1, 2: 2}]
    round_, first, _second = make_round(preset="rank", costs=(*COSTS, 50_000), amount=300_000)
    open_with(round_, votes)
    made = count_it(round_, first)
    assert {n: support(r) for n, r in by_number(round_, made).items()} == {1: "3", 2: "7", 3: "4", 4: "0"}
    documents(made)

    borda = RuleChoices(ballot_type=BallotType.RANK, max_choices=None, **MOST_FIRST)  # type: ignore[arg-type]
    round_, first, _second = make_round(rules=borda, costs=(*COSTS, 50_000), amount=300_000)
    assert round_.rules.rank_method is RankMethod.BORDA
    item = queries.item_by_number(round_.id, 4)
    with clock.at(CLOSES), unit_of_work():
        commands.withdraw_item(item.id, reason="The hall closed", actor=first, now=CLOSES)
    open_with(round_, votes)
    made = count_it(round_, first)
    assert {n: r.detail.get("support") for n, r in by_number(round_, made).items()} == {
        1: "4",
        2: "10",
        3: "6",
        4: None,
    }
    documents(made)


def test_late_arrivals_are_compared_by_mean_if_that_was_chosen_before() -> None:
    """E08 and domain.md iii.19: the sum ranks A first, the mean B; a mean of too few does not count."""
    votes = [{1: 4}] * 30 + [{2: 5}] * 20 + [{3: 5}]
    for changed, expected, first_won in (
        ({"incomplete": Incomplete.ZERO}, {1: "120", 2: "100", 3: "5"}, 1),
        ({"incomplete": Incomplete.MEAN, "least_scorers": 10}, {1: "4", 2: "5", 3: "5"}, 2),
    ):
        rules = RuleChoices(ballot_type=BallotType.SCORE, max_choices=None, **MOST_FIRST, **changed)  # type: ignore[arg-type]
        round_, first, _second = make_round(rules=rules, costs=(100_000, 100_000, 100_000), amount=100_000)
        open_with(round_, votes)
        made = count_it(round_, first)
        told = by_number(round_, made)
        assert {n: support(r) for n, r in told.items()} == expected
        assert [n for n, r in told.items() if r.verdict is Verdict.FUNDED] == [first_won]
        documents(made)
    assert told[3].reason == "few-voters"


def test_own_projects_left_out_are_compared_by_mean() -> None:
    """E09: the rule is per item; two voters' own project is judged by the others alone."""
    rules = RuleChoices(
        ballot_type=BallotType.SCORE,
        max_choices=None,
        own_project=OwnProject.EXCLUDED,
        **MOST_FIRST,  # type: ignore[arg-type]
    )
    round_, first, _second = make_round(rules=rules, costs=COSTS[:2], amount=300_000)
    delegates = [({1: 5, 2: 1}, Electorate.OPEN, {1})] * 2
    open_with(round_, [*delegates, {1: 3, 2: 4}, {1: 2, 2: 4}])
    made = count_it(round_, first)

    assert {n: support(r) for n, r in by_number(round_, made).items()} == {1: "5/2", 2: "5/2"}
    assert {n: r.voters for n, r in by_number(round_, made).items()} == {1: 2, 2: 4}
    documents(made)


def test_zero_is_a_score_and_counts_in_the_mean() -> None:
    """E07."""
    rules = RuleChoices(
        ballot_type=BallotType.SCORE,
        max_choices=None,
        scale_min=0,
        incomplete=Incomplete.MEAN,
        least_scorers=1,
        **MOST_FIRST,  # type: ignore[arg-type]
    )
    round_, first, _second = make_round(rules=rules, costs=COSTS[:2], amount=300_000)
    open_with(round_, [{1: 0, 2: 3}, {1: 4}])
    told = by_number(round_, made := count_it(round_, first))
    assert {n: (support(r), r.voters) for n, r in told.items()} == {1: ("2", 2), 2: ("3", 1)}
    assert documents(made)[0]["n"] == 2


WEIGHED = VoterChoices(electorates={Electorate.REGISTERED: 80, Electorate.PANEL: 20})
POINTS = RuleChoices(
    ballot_type=BallotType.POINTS,
    max_choices=None,
    points_total=600,
    **MOST_FIRST,  # type: ignore[arg-type]
)


def test_weighted_voters_by_shares_first() -> None:
    """E33 and domain.md iii.19: X 50, Y 27, Z 23 of 100; pooling would have made it 602, 303 and 115."""
    round_, first, _second = make_round(rules=POINTS, voters=WEIGHED, costs=COSTS, amount=300_000)
    residents = [({1: 600}, Electorate.REGISTERED), ({2: 300, 3: 100}, Electorate.REGISTERED)]
    panel = [({1: 2, 2: 3, 3: 15}, Electorate.PANEL)]
    open_with(round_, residents + panel)
    made = count_it(round_, first)

    told = by_number(round_, made)
    assert {n: support(r) for n, r in told.items()} == {1: "50", 2: "27", 3: "23"}
    parts = told[1].detail["tally"]["parts"]
    assert (parts["registered"]["percent"], parts["panel"]["percent"]) == ("60", "10")
    (outcome,) = made.outcome.values()
    assert [(e["electorate"], e["weight"], e["is_empty"]) for e in outcome["electorates"]] == [
        ("panel", "1/5", False),
        ("registered", "4/5", False),
    ]
    documents(made)


def test_the_weight_of_an_empty_body_goes_to_the_others_and_is_told() -> None:
    round_, first, _second = make_round(rules=POINTS, voters=WEIGHED, costs=COSTS, amount=300_000)
    open_with(round_, [({1: 450, 2: 150}, Electorate.REGISTERED)])
    made = count_it(round_, first)

    assert {n: support(r) for n, r in by_number(round_, made).items()} == {1: "75", 2: "25", 3: "0"}
    (outcome,) = made.outcome.values()
    assert [(e["electorate"], e["is_empty"]) for e in outcome["electorates"]] == [
        ("panel", True),
        ("registered", False),
    ]
    documents(made)


def test_ballots_without_a_weight_are_never_counted_silently() -> None:
    round_, first, _second = make_round(rules=POINTS, voters=WEIGHED, costs=COSTS, amount=300_000)
    open_with(round_, [({1: 10}, Electorate.REGISTERED), ({1: 10}, Electorate.OPEN)])
    with pytest.raises(DomainError, match="without a weight"):
        count_it(round_, first)


@pytest.mark.slow
def test_nobody_votes_under_any_rule_set() -> None:
    """E36."""
    for preset in commands.PRESETS:
        round_, first, _second = make_round(preset=preset, costs=COSTS, amount=300_000, boosted=[3])
        open_with(round_, [])
        made = count_it(round_, first)
        assert {r.verdict for r in made.items} == {Verdict.NOT_FUNDED}
        documents(made)
    round_, first, _second = make_round(rules=POINTS, voters=WEIGHED, costs=COSTS, amount=300_000)
    open_with(round_, [])
    documents(count_it(round_, first))


def test_a_quorum_comes_before_any_money() -> None:
    rules = RuleChoices(quorum=3, **MOST_FIRST)  # type: ignore[arg-type]
    round_, first, _second = make_round(rules=rules, costs=COSTS, amount=300_000)
    open_with(round_, [{1: 1}, {1: 1, 2: 1}])
    made = count_it(round_, first)

    told = by_number(round_, made)
    assert {r.verdict for r in told.values()} == {Verdict.NOT_FUNDED}
    assert (told[1].reason, told[1].detail["threshold"]) == ("no-quorum", "3")
    assert documents(made)[0]["spent"] == 0


@pytest.mark.parametrize(
    ("changed", "awards", "left"),
    [
        ({"rule": "greedy-stop"}, {1: 4000, 2: 5000}, 1500),
        ({"rule": "greedy"}, {1: 4000, 2: 5000, 5: 1000}, 500),
        ({"rule": "greedy", "part_awards": True}, {1: 4000, 2: 5000, 4: 1500}, 0),
    ],
)
@pytest.mark.slow
def test_allocation_of_the_worked_example(changed: dict[str, object], awards: dict[int, int], left: int) -> None:
    """domain.md iii.19 and E29: a part award is never more than what is left, never less than what is of use."""
    rules = RuleChoices(
        ballot_type=BallotType.POINTS,
        max_choices=None,
        points_total=600,
        **(MOST_FIRST | changed),  # type: ignore[arg-type]
    )
    costs = (400_000, 500_000, 250_000, 300_000, 100_000)
    round_, first, _second = make_round(rules=rules, costs=costs, amount=1_050_000)
    with unit_of_work():
        queries.item_by_number(round_.id, 4).min_viable_pence = 150_000
    open_with(round_, [{1: 410}, {2: 395}, {3: 360}, {4: 340}, {5: 300}])
    made = count_it(round_, first)

    told = by_number(round_, made)
    assert {n: r.amount_pence // 100 for n, r in told.items() if r.amount_pence} == awards
    (outcome,) = made.outcome.values()
    assert outcome["left"] == left * 100
    documents(made)


def test_the_eighty_per_cent_rule_takes_the_rest_from_other_money() -> None:
    rules = RuleChoices(complete_at="4/5", **MOST_FIRST)  # type: ignore[arg-type]
    round_, first, _second = make_round(rules=rules, costs=(100_000, 250_000), amount=300_000)
    open_with(round_, [{1: 1}, {1: 1}, {2: 1}])
    made = count_it(round_, first)
    told = by_number(round_, made)
    assert (told[2].reason, told[2].amount_pence) == ("completed", 250_000)
    documents(made)


def two_pots(leftover: Leftover, groups: Sequence[Sequence[int]] = ()) -> tuple[Round, Actor]:
    """A round with items 1 and 2 in the first pot and 3 in the second."""
    rules = RuleChoices(leftover=leftover, **MOST_FIRST)  # type: ignore[arg-type]
    first, second = make_officers()
    round_ = make_draft(first, costs=(200_000, 250_000, 150_000), amount=300_000, rules=rules)
    with unit_of_work():
        fresh = queries.round_by_id(round_.id)
        fresh.pots.append(RoundPot(name="Second pot", amount_pence=100_000, position=1))
    with unit_of_work():
        other = next(pot for pot in queries.pots(round_.id) if pot.name == "Second pot")
        queries.item_by_number(round_.id, 3).round_pot_id = other.id
        commands.set_marks(round_.id, [], groups, actor=first)
    return lock(round_, first, second), first


@pytest.mark.slow
def test_what_a_pot_leaves_goes_to_the_next_only_if_the_rules_say_so() -> None:
    votes = [{1: 1, 3: 1}, {1: 1, 3: 1}, {2: 1}]
    for leftover, funded in ((Leftover.BACK, [1]), (Leftover.NEXT_POT, [1, 3])):
        round_, first = two_pots(leftover)
        open_with(round_, votes)
        made = count_it(round_, first)
        assert sorted(n for n, r in by_number(round_, made).items() if r.amount_pence) == funded
        documents(made)
    received = {outcome["received"]: outcome["budget"] for outcome in made.outcome.values()}
    assert received == {0: 300_000, 100_000: 200_000}


def test_what_areas_leave_goes_up_to_the_pot_for_everyone() -> None:
    """E14: each area's pot has its own n; what is left is counted with the pot for everyone, which comes last."""
    first, second = make_officers()
    rules = RuleChoices(leftover=Leftover.UP, **MOST_FIRST)  # type: ignore[arg-type]
    round_ = make_draft(first, costs=(150_000, 200_000, 100_000), amount=100_000, rules=rules)
    wards = [make_ward(), make_ward()]
    with unit_of_work():
        fresh = queries.round_by_id(round_.id)
        for place, ward in enumerate(wards, start=1):
            name = f"Area pot {place}"
            fresh.pots.append(RoundPot(name=name, amount_pence=150_000, position=place, area_id=ward.id))
    with unit_of_work():
        pots = {pot.name: pot.id for pot in queries.pots(round_.id)}
        queries.item_by_number(round_.id, 2).round_pot_id = pots["Area pot 1"]
        queries.item_by_number(round_.id, 3).round_pot_id = pots["Area pot 2"]
    lock(round_, first, second)
    open_with(round_, [{1: 1, 2: 1}, {1: 1, 2: 1}, {3: 1}])
    made = count_it(round_, first)
    told = by_number(round_, made)
    assert [n for n, r in told.items() if r.amount_pence] == [1, 3], (
        "150 of the first area and 50 of the second went up"
    )
    assert sorted((o["n"], o["budget"], o["leftover_to"] != "") for o in made.outcome.values()) == [
        (1, 150_000, True),
        (2, 150_000, True),
        (2, 300_000, False),
    ]
    documents(made)


def test_the_same_idea_in_two_pots_wins_once() -> None:
    """E43: the win in the second pot passes on; a proposal itself stands in one pot only, by the database."""
    round_, first = two_pots(Leftover.NEXT_POT, [[1, 3]])
    open_with(round_, [{1: 1, 3: 1}, {1: 1, 3: 1}, {2: 1}])
    made = count_it(round_, first)
    told = by_number(round_, made)
    assert (told[1].verdict, told[3].verdict, told[3].reason) == (Verdict.FUNDED, Verdict.NOT_FUNDED, "won-elsewhere")
    assert told[3].detail["because_of"] == "1"
    documents(made)


def test_of_projects_that_exclude_each_other_one_wins() -> None:
    round_, first, _second = make_round(
        rules=RuleChoices(**MOST_FIRST),  # type: ignore[arg-type]
        costs=(100_000, 100_000, 100_000),
        amount=300_000,
        groups=[[1, 2]],
    )
    open_with(round_, [{1: 1, 2: 1}, {1: 1, 3: 1}])
    made = count_it(round_, first)
    told = by_number(round_, made)
    assert [n for n, r in told.items() if r.amount_pence] == [1, 3]
    assert told[2].reason == "conflict"
    documents(made)


def test_ballots_that_chose_only_what_was_withdrawn_are_not_in_a_pots_n() -> None:
    """E03: their lines are void and they stay valid ballots."""
    round_, first, _second = make_round(rules=RuleChoices(**MOST_FIRST), costs=COSTS, amount=300_000)  # type: ignore[arg-type]
    item = queries.item_by_number(round_.id, 1)
    with clock.at(CLOSES), unit_of_work():
        commands.withdraw_item(item.id, reason="The hall closed", actor=first, now=CLOSES)
    open_with(round_, [{1: 1}, {1: 1, 2: 1}, {3: 1}])
    made = count_it(round_, first)
    (outcome,) = made.outcome.values()
    assert (outcome["n"], made.ballots) == (2, 3)
    documents(made)


def test_means_are_exact_fractions() -> None:
    rules = RuleChoices(
        ballot_type=BallotType.SCORE,
        max_choices=None,
        incomplete=Incomplete.MEAN,
        least_scorers=1,
        **MOST_FIRST,  # type: ignore[arg-type]
    )
    round_, first, _second = make_round(rules=rules, costs=COSTS[:1], amount=300_000)
    open_with(round_, [{1: 5}, {1: 4}, {1: 4}])
    assert Fraction(support(by_number(round_, count_it(round_, first))[1])) == Fraction(13, 3)


MANY = 60


@pytest.mark.parametrize(
    ("preset", "votes", "words"),
    [
        ("decision-day", [{1: 5, 2: 3, 3: 1}] * MANY, ("Its scores add up to 300, from 60 voters.", "Scores added up")),
        (
            "online",
            [{1: 1, 3 | BOOST: 1}] * MANY,
            ("0 without boost votes and 60 boost votes: 60 together.", "Boost votes", "Together"),
        ),
        ("points", [{1: 5, 2: 4}] * MANY, ("300 points from 60 voters.",)),
        ("rank", [{1: 1, 2: 2}] * MANY, ("180 points for its places, from 60 voters.", "Points for places")),
    ],
)
@pytest.mark.slow
def test_the_result_says_in_words_what_was_counted(
    visitor: Visitor, preset: str, votes: list[dict[int, int]], words: tuple[str, ...]
) -> None:
    round_, first, second = make_round(preset=preset, costs=COSTS, amount=300_000, boosted=[3])
    open_with(round_, votes)
    publish_it(count_it(round_, first), first, second)
    page = visitor.open(f"/rounds/{round_.slug}/results")
    assert page.status == 200
    for text in words:
        assert text in page.text


def test_weights_are_printed_with_the_result(visitor: Visitor) -> None:
    round_, first, second = make_round(rules=POINTS, voters=WEIGHED, costs=COSTS, amount=300_000)
    open_with(round_, [({1: 450, 2: 150}, Electorate.REGISTERED)] * MANY)
    publish_it(count_it(round_, first), first, second)
    page = visitor.open(f"/rounds/{round_.slug}/results")
    assert "A panel of residents: nobody voted, so their weight went to the others." in page.text
    assert "People who registered beforehand: 60 ballots, with a weight of 100 per cent." in page.text
    assert "People who registered beforehand gave it 75 per cent of their votes." in page.text
    assert visitor.open(f"/rounds/{round_.slug}").status == 200


def test_a_small_pot_tells_nothing_of_scores_or_boosts(visitor: Visitor) -> None:
    round_, first, second = make_round(preset="online", costs=COSTS, amount=300_000, boosted=[3])
    open_with(round_, [{1: 1, 3 | BOOST: 1}] * 3)
    publish_it(count_it(round_, first), first, second)
    page = visitor.open(f"/rounds/{round_.slug}/results")
    assert "boost votes:" not in page.text
    assert "Together" not in page.text

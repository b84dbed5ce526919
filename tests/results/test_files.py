"""Files of a result: a Pabulib file only where it gives the result again, and a table with what decided, exactly."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest

from app.core import clock
from app.core.db import db, unit_of_work
from app.counting.pabulib import read_text
from app.results.models import Count
from app.rounds import queries
from app.rounds.commands import RuleChoices, withdraw_item
from app.rounds.models import BallotType, Incomplete, RankMethod, Round
from tests.results.factories import count_it, publish_it
from tests.results.rule_sets import Vote, by_number, make_round, open_with, support
from tests.results.test_rule_sets import COSTS, MOST_FIRST, POINTS, WEIGHED
from tests.rounds.factories import CLOSES
from tests.support.browser import Page, Visitor

pytestmark = pytest.mark.usefixtures("session")
VOTES: Sequence[Vote] = [{1: 1, 2: 2, 3: 3}] * 20 + [{2: 1, 1: 2}] * 20 + [{3: 1}] * 11


def publish(votes: Sequence[object], **given: object) -> tuple[Round, Count]:
    """A public result."""
    round_, first, second = make_round(costs=COSTS, amount=300_000, **given)  # type: ignore[arg-type]
    assert open_with(round_, votes) == 0  # type: ignore[arg-type]
    made = count_it(round_, first)
    publish_it(made, first, second)
    db.session.refresh(made)
    return round_, made


def rules(kind: BallotType, **given: object) -> RuleChoices:
    return RuleChoices(ballot_type=kind, max_choices=None, **MOST_FIRST, **given)  # type: ignore[arg-type]


def results(visitor: Visitor, round_: Round) -> Page:
    return visitor.open(f"/rounds/{round_.slug}/results")


def votes_in_table(visitor: Visitor, round_: Round) -> dict[int, str]:
    text = visitor.client.get(f"/rounds/{round_.slug}/results.csv").text
    return {int(row["number"]): row["votes"] for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize("method", list(RankMethod))
@pytest.mark.slow
def test_the_file_of_places_adds_up_to_the_result(visitor: Visitor, method: RankMethod) -> None:
    choices = rules(BallotType.RANK, rank_method=method)
    if method is RankMethod.THREE_TWO_ONE:
        choices = RuleChoices(ballot_type=BallotType.RANK, rank_method=method, max_choices=3, **MOST_FIRST)  # type: ignore[arg-type]
    round_, made = publish(VOTES, rules=choices)
    assert "Ballots as a Pabulib file" in results(visitor, round_).links()
    file = read_text(visitor.client.get(f"/rounds/{round_.slug}/results/1/election.pb").text)
    read = dict(zip((item.id for item in file.items), file.profile.support, strict=True))
    assert read == {str(n): int(support(r)) for n, r in by_number(round_, made).items()}


@pytest.mark.parametrize(
    ("given", "votes", "why"),
    [
        (
            {"preset": "online", "boosted": [3]},
            [{1: 1, 2: 1}] * 40 + [{2: 1, 3 | 0x8000: 1}] * 11,
            "there are boost votes",
        ),
        (
            {"rules": rules(BallotType.SCORE, incomplete=Incomplete.MEAN, least_scorers=1)},
            [{1: 5, 2: 4}] * 40 + [{2: 5, 3: 1}] * 11,
            "means of scores decided",
        ),
        (
            {"rules": POINTS, "voters": WEIGHED},
            [({1: 400, 2: 200}, "registered")] * 50 + [({2: 1, 3: 2}, "panel")] * 50,  # a smaller body hides its votes
            "the votes are weighted",
        ),
    ],
)
@pytest.mark.slow
def test_no_file_that_nobody_could_count_again_and_why(
    visitor: Visitor, given: dict[str, object], votes: Sequence[object], why: str
) -> None:
    round_, made = publish(votes, **given)
    page = results(visitor, round_)
    assert "Ballots as a Pabulib file" not in page.links()
    assert why in page.text and "Certificate" in page.links()
    assert visitor.open(f"/rounds/{round_.slug}/results/1/election.pb").status == 404
    assert votes_in_table(visitor, round_) == {n: support(r) for n, r in by_number(round_, made).items()}


def test_no_file_of_places_when_something_was_withdrawn(visitor: Visitor) -> None:
    """E34: the others keep the points of their places, which a list with a gap in it cannot say."""
    round_, first, second = make_round(costs=COSTS, amount=300_000, rules=rules(BallotType.RANK))
    with clock.at(CLOSES), unit_of_work():
        item = queries.item_by_number(round_.id, 2)
        withdraw_item(item.id, reason="The hall closed", actor=first, now=CLOSES)
    open_with(round_, VOTES)
    publish_it(count_it(round_, first), first, second)
    assert "what each place was worth" in results(visitor, round_).text


def test_the_table_says_a_mean_exactly(visitor: Visitor) -> None:
    choices = rules(BallotType.SCORE, incomplete=Incomplete.MEAN, least_scorers=1)
    round_, _made = publish([{1: 5}] * 17 + [{1: 4}] * 34 + [{2: 3}], rules=choices)
    assert votes_in_table(visitor, round_) == {1: "13/3", 2: "3", 3: "0"}

"""What operators type: few keys, every kind of ballot, and nothing that cannot stand on a paper (issue 4, Build 7)."""

from __future__ import annotations

import pytest

from app.ballots.models import Rejection
from app.ballots.paper.keying import Layout, in_words, read
from app.ballots.paper.orders import in_set, letters
from app.core.errors import DomainError
from app.rounds.models import BOOST, BallotType

pytestmark = [pytest.mark.usefixtures("session")]
TWELVE = range(1, 13)


def layout(kind: BallotType, numbers: range = TWELVE, **given: object) -> Layout:
    orders = {"A": list(numbers), "B": list(numbers)[::-1]}
    return Layout(kind, orders, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "typed", "expected", "given"),
    [
        (BallotType.APPROVE, "030712", {3: 1, 7: 1, 12: 1}, {}),
        (BallotType.APPROVE, "3 7,12", {3: 1, 7: 1, 12: 1}, {}),
        (BallotType.BUDGET, "0102", {1: 1, 2: 1}, {}),
        (BallotType.RANK, "120103", {12: 1, 1: 2, 3: 3}, {}),
        (BallotType.APPROVE, "03+0312", {3: 1, 3 | BOOST: 1, 12 | BOOST: 1}, {"boosted": frozenset({3, 12})}),
        (BallotType.APPROVE, "+12", {12 | BOOST: 1}, {"boosted": frozenset({12})}),
    ],
)
def test_numbers(kind: BallotType, typed: str, expected: dict[int, int], given: dict[str, object]) -> None:
    assert read(layout(kind, **given), typed) == expected  # type: ignore[arg-type]


def test_scores_follow_the_order_of_the_paper_and_a_blank_is_no_score() -> None:
    five = layout(BallotType.SCORE, range(1, 6), most=5)
    assert read(five, "a5134.") == {1: 5, 2: 1, 3: 3, 4: 4}
    assert read(five, "B5134.") == {5: 5, 4: 1, 3: 3, 2: 4}
    assert read(layout(BallotType.SCORE, range(1, 4), most=10), "A0510.") == {1: 5, 2: 10}
    assert read(layout(BallotType.SCORE, range(1, 3), most=5), "A0.") == {1: 0}, "E07: 0 is a score"


def test_points_of_nothing_are_no_choice() -> None:
    three = layout(BallotType.POINTS, range(1, 4), most=10)
    assert read(three, "B10.05") == {3: 10, 1: 5}
    assert read(three, "A0010.") == {2: 10}


def test_places_of_a_rank_are_counted_in_each_pot() -> None:
    two = layout(BallotType.RANK, range(1, 5), pot_of={1: "a", 2: "a", 3: "b", 4: "b"})
    assert read(two, "2413") == {2: 1, 4: 1, 1: 2, 3: 2}


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("b", Rejection.BLANK),
        ("I", Rejection.IDENTIFIES),
        (" u ", Rejection.UNCLEAR),
        ("f", Rejection.UNOFFICIAL),
    ],
)
def test_one_letter_rejects(typed: str, reason: Rejection) -> None:
    assert read(layout(BallotType.APPROVE), typed) is reason
    assert read(layout(BallotType.SCORE, most=5), typed) is reason


@pytest.mark.parametrize("typed", ["", "3", "0313", "0303", "03x", "x", "03+01", "+"])
def test_what_cannot_stand_on_a_paper_is_a_slip_of_the_key(typed: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(layout(BallotType.APPROVE), typed)
    assert refused.value.field == "typed"


@pytest.mark.parametrize("typed", ["12345", "C12345", "A1234", "A123456", "A12 45"])
def test_scores_need_the_letter_and_every_line(typed: str) -> None:
    with pytest.raises(DomainError):
        read(layout(BallotType.SCORE, range(1, 6), most=5), typed)


@pytest.mark.parametrize("items", [5, 9, 12, 60, 99])
def test_at_most_two_keys_a_choice_and_two_more(items: int) -> None:
    """Enter is the one key that stands in no text."""
    numbers = range(1, items + 1)
    width = len(str(items))
    for kind in (BallotType.APPROVE, BallotType.BUDGET, BallotType.RANK):
        for count in (1, 3, min(items, 12)):
            text = "".join(str(n).zfill(width) for n in list(numbers)[:count])
            assert len(read(layout(kind, numbers), text)) == count
            assert len(text) + 1 <= 2 * count + 2
    for kind, most in ((BallotType.SCORE, 5), (BallotType.SCORE, 10), (BallotType.POINTS, 20)):
        text = "A" + str(most) * items
        assert len(read(layout(kind, numbers, most=most), text)) == items
        assert len(text) + 1 <= 2 * items + 2


def test_what_was_read_in_words() -> None:
    assert in_words(layout(BallotType.APPROVE), {7: 1, 3: 1, 3 | BOOST: 1}) == "3, 7 + 3"
    assert in_words(layout(BallotType.RANK), {7: 1, 3: 2}) == "1. 7, 2. 3"
    assert in_words(layout(BallotType.SCORE), {7: 1, 3: 5}) == "3: 5, 7: 1"


class Item:
    def __init__(self, number: int) -> None:
        self.number = number


def test_orders_rotate_and_numbers_stay() -> None:
    """E02, E37: every set holds every number once; the same seed gives it again; no project is always early or late."""
    items = [Item(number) for number in range(1, 13)]
    for sets in (2, 3, 4, 6):
        orders = [[i.number for i in in_set(items, 7, letter, sets)] for letter in letters(sets)]
        assert all(sorted(order) == list(range(1, 13)) for order in orders)
        assert orders == [[i.number for i in in_set(items, 7, letter, sets)] for letter in letters(sets)]
        assert len({tuple(order) for order in orders}) == sets
        assert len({order[0] for order in orders}) == sets
    assert [i.number for i in in_set(items, 8, "A", 4)] != [i.number for i in in_set(items, 7, "A", 4)]

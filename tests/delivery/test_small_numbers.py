"""What the public may see of small numbers of people."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.delivery.models import LineKind
from app.delivery.small_numbers import of_line, plain, total_of


@pytest.mark.parametrize(
    ("parts", "text", "value"),
    [
        ([], "0", 0),
        ([0, 0], "0", 0),
        ([3], "<5", None),
        ([1, 2], "<5", None),
        ([120, 94], "214", 214),
        ([43, 2], "45", None),  # 45 - 43 would give the 2 away
        ([44, 4], "50", None),
        ([40, 3, 4], "47", 47),  # two are hidden: neither can be found
        ([5, 5], "10", 10),
    ],
)
def test_a_total_hides_what_its_parts_hide(parts: list[int], text: str, value: int | None) -> None:
    total = total_of(parts)
    assert (total.text, total.value) == (text, value)


@given(st.lists(st.integers(0, 60), max_size=8))
@pytest.mark.slow
def test_one_hidden_part_is_never_the_difference_to_an_exact_total(parts: list[int]) -> None:
    hidden = [n for n in parts if 0 < n < 5]
    total = total_of(parts)
    if len(hidden) == 1:
        assert total.value is None


@pytest.mark.parametrize(
    ("kind", "quantity", "base", "is_share", "text"),
    [
        (LineKind.PARTICIPANTS, "4", None, False, "<5"),
        (LineKind.PARTICIPANTS, "0", None, False, "0"),
        (LineKind.ATTENDANCES, "17", None, False, "15"),
        (LineKind.ATTENDANCES, "18", None, False, "20"),
        (LineKind.SESSIONS, "1", None, False, "1"),
        (LineKind.HOURS, "2.50", None, False, "2.5"),
        (LineKind.READING, "62.5", 40, True, "62.5"),
        (LineKind.READING, "62.5", 9, True, "<10"),
        (LineKind.READING, "95", 40, True, "<10"),  # 2 of 40 did not agree
        (LineKind.READING, "100", 40, True, "100"),
        (LineKind.READING, "3.4", 12, False, "3.4"),
        (LineKind.READING, "14", None, False, "14"),
    ],
)
def test_a_line_of_the_public_log(kind: LineKind, quantity: str, base: int | None, is_share: bool, text: str) -> None:
    assert of_line(kind, Decimal(quantity), base, is_share=is_share).text == text


def test_numbers_are_plain() -> None:
    assert [plain(Decimal(n)) for n in ("1204.0000", "0", "2.5000", "1000.25")] == ["1,204", "0", "2.5", "1,000.25"]

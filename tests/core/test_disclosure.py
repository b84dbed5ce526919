"""Disclosure control: the worked example of `domain.md` iii.19, and no hidden cell found by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.disclosure import hidden_cells, rounded, share, shown

WORKED = [[12, 3, 25], [18, 14, 30], [16, 11, 22]]


def test_worked_example() -> None:
    """iii.19: the rectangle Ward1-A, Ward1-B, Ward3-A, Ward3-B."""
    assert hidden_cells(WORKED, 5) == {(0, 0), (0, 1), (2, 0), (2, 1)}


@given(
    st.integers(2, 5).flatmap(
        lambda w: st.lists(st.lists(st.integers(0, 30), min_size=w, max_size=w), min_size=2, max_size=6)
    )
)
def test_no_line_has_exactly_one_hidden_cell(table: list[list[int]]) -> None:
    hidden = hidden_cells(table, 5)
    assert {(r, c) for r, row in enumerate(table) for c, n in enumerate(row) if 0 < n < 5} <= hidden
    for r in range(len(table)):
        assert sum((r, c) in hidden for c in range(len(table[0]))) != 1
    for c in range(len(table[0])):
        assert sum((r, c) in hidden for r in range(len(table))) != 1


def test_small_counts_are_not_shown() -> None:
    assert [shown(n).text for n in (0, 1, 4, 5, 1234)] == ["0", "<5", "<5", "5", "1,234"]
    assert shown(0, hides_zero=True).value is None


def test_shares_hide_small_parts_and_small_complements() -> None:
    assert share(3, 22) is None
    assert share(20, 22) is None
    assert share(11, 22) == 0.5


def test_rounding_to_five() -> None:
    assert [rounded(n) for n in (0, 2, 3, 7, 8)] == [0, 0, 5, 5, 10]

"""Disclosure control: the worked example of `domain.md` iii.19, and no hidden cell found by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.core.disclosure import hidden_cells, hidden_in, hidden_rows, rounded, share, shown

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


Range = tuple[int, int]


def test_with_one_small_number_another_is_hidden() -> None:
    assert hidden_in([40, 3, 12, 0], 10) == {1, 2}
    assert hidden_in([40, 3, 4, 0], 10) == {0, 1, 2}, "3 and 4 together are small too"
    assert hidden_in([40, 30], 10) == set()
    assert hidden_in([40, 12, 0], 10, known=[True, True, True]) == {1, 2}
    assert hidden_in([40, 30, 12], 10, also={0}) == {0, 2}


def around(number: int) -> Range:
    """What somebody knows who reads it rounded to 5."""
    return max(rounded(number) - 2, 0), rounded(number) + 2


def tightened(table: list[list[Range]], totals: list[int]) -> None:
    """All that can be concluded from the shown numbers, exact totals, and that each step counts some of the last."""
    for _turn in range(100):
        before = [list(row) for row in table]
        for row in table:
            for c in range(1, len(row)):
                row[c] = (row[c][0], min(row[c][1], row[c - 1][1]))
                row[c - 1] = (max(row[c - 1][0], row[c][0]), row[c - 1][1])
        for c, total in enumerate(totals):
            lows, highs = sum(row[c][0] for row in table), sum(row[c][1] for row in table)
            for row in table:
                low, high = row[c]
                row[c] = (max(low, total - (highs - high)), min(high, total - (lows - low)))
        if table == before:
            return


@st.composite
def funnels(draw: st.DrawFn) -> list[list[int]]:
    table = []
    for _row in range(draw(st.integers(1, 6))):
        row = [draw(st.integers(0, 80))]
        for _step in range(3):
            row.append(draw(st.integers(0, row[-1])))
        table.append(row)
    return table


@given(funnels(), st.booleans())
def test_no_hidden_row_of_a_funnel_can_be_worked_out(table: list[list[int]], hides_zero: bool) -> None:
    """iii.14: the totals minus what is shown, with each step within the one before, leave ten possible values or more
    for every hidden number of which there is anything to know; and small numbers are always hidden."""
    hidden, totals = hidden_rows(table, 10, hides_zero=hides_zero), [sum(column) for column in zip(*table, strict=True)]
    assert not [row for r, row in enumerate(table) if r not in hidden and any(0 < n < 10 for n in row)]
    if hides_zero and totals[-1]:
        assert not [row for r, row in enumerate(table) if r not in hidden and not row[-1]]
    if len(hidden) == len(table):
        return  # nothing is shown but totals, and small ones are hidden too
    seen = [[(0, 1000) if r in hidden else around(n) for n in row] for r, row in enumerate(table)]
    tightened(seen, totals)
    for r in hidden:
        for c, (low, high) in enumerate(seen[r]):
            if sum(table[each][c] for each in hidden):
                assert low == 0 and high >= 10, (table, hidden, r, c)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=9), st.booleans())
def test_no_hidden_number_of_a_list_can_be_worked_out(numbers: list[int], hides_zero: bool) -> None:
    hidden = hidden_in(numbers, 10, known=[hides_zero] * len(numbers))
    assert not [n for place, n in enumerate(numbers) if place not in hidden and (0 < n < 10 or (hides_zero and not n))]
    if 0 < len(hidden) < len(numbers) and sum(numbers) >= 10:
        seen = [[(0, 1000) if place in hidden else around(n)] for place, n in enumerate(numbers)]
        tightened(seen, [sum(numbers)])
        assert all(low == 0 and high >= 10 for place in hidden for low, high in seen[place])

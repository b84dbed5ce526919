"""Disclosure control: which counts may be shown, so that nobody is found behind a small one (`domain.md` iii.14)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

PUBLIC_THRESHOLD = 5
SENSITIVE_THRESHOLD = 10
LEAST_HIDDEN = 2
Cell = tuple[int, int]  # row, column


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as the public sees it. `value` is None when it is hidden; `text` is what stands in the cell."""

    value: int | None
    text: str

    def __str__(self) -> str:
        return self.text


def shown(count: int, threshold: int = PUBLIC_THRESHOLD, *, hides_zero: bool = False) -> Shown:
    """The count, or `<5` when it is 1 to below the threshold (and when it is 0, if the group is known to exist)."""
    is_small = 0 < count < threshold or (hides_zero and count == 0)
    return Shown(None, f"<{threshold}") if is_small else Shown(count, f"{count:,}")


def share(part: int, whole: int, threshold: int = PUBLIC_THRESHOLD) -> float | None:
    """`part / whole`, or None when the part, its complement or the whole is under the threshold."""
    if whole < threshold or 0 < part < threshold or 0 < whole - part < threshold:
        return None
    return part / whole


def rounded(count: int, to: int = 5) -> int:
    """The count to the nearest `to`; halves go up."""
    return (count + to // 2) // to * to


def hidden_cells(table: Sequence[Sequence[int]], threshold: int = PUBLIC_THRESHOLD) -> set[Cell]:
    """The cells (row, column) to hide in a table whose row and column totals are published.

    Cells from 1 to below the threshold are hidden first; then, as long as a row or column has exactly one hidden cell,
    which could be found by subtraction, another is hidden in it: the smallest, preferring one whose own row or column
    already has a hidden cell (worked example of `domain.md` iii.19).
    """
    hidden = {(r, c) for r, row in enumerate(table) for c, n in enumerate(row) if 0 < n < threshold}
    while lines := _lonely(table, hidden):
        candidates = [cell for line in lines for cell in line if cell not in hidden]
        if not candidates:
            break
        hidden.add(min(candidates, key=lambda cell: _cost(table, hidden, cell)))
    return hidden


def _lonely(table: Sequence[Sequence[int]], hidden: set[Cell]) -> list[list[Cell]]:
    width = len(table[0]) if table else 0
    lines = [[(r, c) for c in range(width)] for r in range(len(table))]
    lines += [[(r, c) for r in range(len(table))] for c in range(width)]
    return [line for line in lines if sum(cell in hidden for cell in line) == 1 and len(line) > 1]


def _cost(table: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell) -> tuple[bool, bool, int]:
    row, column = cell
    closes = sum((r == row) != (c == column) for r, c in hidden)
    return (table[row][column] == 0, closes < 2, table[row][column])


def hidden_in(
    numbers: Sequence[int], threshold: int, *, known: Sequence[bool] | None = None, also: Collection[int] = ()
) -> set[int]:
    """The places to hide in a list whose total is published, so that the total minus the shown ones gives nothing away.

    Hidden are numbers from 1 to below the threshold, zeros of groups that are `known` to exist, and those in `also`;
    then the smallest others, until at least two are hidden and what is hidden is together not small either.
    """
    hidden = {place for place, n in enumerate(numbers) if 0 < n < threshold or place in also}
    if known is not None:
        hidden |= {place for place, n in enumerate(numbers) if n == 0 and known[place]}
    others = sorted((place for place in range(len(numbers)) if place not in hidden), key=lambda place: numbers[place])
    others.sort(key=lambda place: numbers[place] == 0)  # a zero that is no secret hides nothing
    while hidden and others and (len(hidden) < LEAST_HIDDEN or sum(numbers[each] for each in hidden) < threshold):
        hidden.add(others.pop(0))
    return hidden


def hidden_rows(table: Sequence[Sequence[int]], threshold: int, *, hides_zero: bool = False) -> set[int]:
    """The rows to hide whole in a table of people who get ever further, whose column totals are published.

    Each column counts some of those of the column before it, so that a shown number bounds the hidden ones of its row:
    a row with one small number is hidden in every column. Then the smallest rows are, until at least two are hidden and
    no column of them is together small. hides_zero: a 0 in the last column is as small, unless nobody got there.
    """
    is_last_secret = hides_zero and any(row[-1] for row in table)
    hidden = {
        r for r, row in enumerate(table) if any(0 < n < threshold for n in row) or (is_last_secret and not row[-1])
    }
    others = sorted(
        (r for r in range(len(table)) if r not in hidden), key=lambda r: (not any(table[r]), table[r][::-1])
    )

    def is_small() -> bool:
        sums = [sum(column) for column in zip(*(table[r] for r in hidden), strict=True)]
        return any(0 < each < threshold for each in sums) or (is_last_secret and sums[-1] < threshold)

    while hidden and others and (len(hidden) < LEAST_HIDDEN or is_small()):
        hidden.add(others.pop(0))
    return hidden


def suppressed(
    rows: Mapping[str, Mapping[str, int]], columns: Iterable[str], threshold: int = PUBLIC_THRESHOLD
) -> dict[str, dict[str, Shown]]:
    """The table with its hidden cells marked; totals may be published beside it."""
    names = list(columns)
    table = [[row.get(name, 0) for name in names] for row in rows.values()]
    hidden = hidden_cells(table, threshold)
    return {
        label: {
            name: Shown(None, "hidden" if table[r][c] >= threshold else f"<{threshold}")
            if (r, c) in hidden
            else Shown(table[r][c], f"{table[r][c]:,}")
            for c, name in enumerate(names)
        }
        for r, label in enumerate(rows)
    }

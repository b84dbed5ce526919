"""Disclosure control: which counts may be shown, so that nobody is found behind a small one (`domain.md` iii.14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

PUBLIC_THRESHOLD = 5
SENSITIVE_THRESHOLD = 10
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

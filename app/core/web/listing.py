"""Lists that go on over several pages, and lists as CSV files."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Response, request, stream_with_context

from .preferences import address_with

PAGE_SIZE = 20


def page_number() -> int:
    """The page of a list that the address asks for; the first where it makes no sense."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def page_links(total: int, page: int, size: int = PAGE_SIZE) -> dict[str, Any]:
    """What the pagination macro takes: the page before, the page after, and the numbers between."""
    last = max(1, -(-total // size))
    shown = sorted({1, last, *range(max(1, page - 2), min(last, page + 2) + 1)})
    numbers: list[tuple[int, str, bool] | None] = []
    for position, number in enumerate(shown):
        if position and number - shown[position - 1] > 1:
            numbers.append(None)
        numbers.append((number, address_with(page=number), number == page))
    return {
        "previous_url": address_with(page=page - 1) if 1 < page <= last else "",
        "next_url": address_with(page=page + 1) if page < last else "",
        "numbers": numbers if last > 1 else [],
    }


def csv_file(name: str, head: Sequence[str], rows: Iterable[Iterable[object]]) -> Response:
    """A CSV file to download, sent line by line, its cells harmless in a spreadsheet."""
    answer = Response(stream_with_context(_csv_lines(head, rows)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _csv_lines(head: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield "\ufeff"  # spreadsheets read UTF-8 only behind this mark
    for row in itertools.chain([head], rows):
        line = io.StringIO()
        csv.writer(line).writerow([_safe_cell(cell) for cell in row])
        yield line.getvalue()


def _safe_cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value

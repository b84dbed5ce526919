"""Projects as CSV for officers."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from flask import Response

from app.core.web.listing import csv_file

from .models import LineKind
from .queries import ProjectRow, Totals

HEAD = ("reference", "title", "group", "state", "theme", "amount_gbp", "starts_on", "ends_on", "hoped_for")
SUMS = (LineKind.PARTICIPANTS, LineKind.ATTENDANCES, LineKind.SESSIONS, LineKind.HOURS)
TotalsOf = Callable[[Sequence[uuid.UUID]], Mapping[uuid.UUID, Totals]]


def portfolio_csv(rows: Iterable[ProjectRow], totals_of: TotalsOf) -> Response:
    """One line a project with what it logged in its dates. For officers: small numbers are shown."""
    return csv_file("projects.csv", [*HEAD, *(kind.value for kind in SUMS)], _lines(rows, totals_of))


def _lines(rows: Iterable[ProjectRow], totals_of: TotalsOf) -> Iterator[list[str]]:
    stream = iter(rows)
    while batch := list(itertools.islice(stream, 200)):
        totals = totals_of([row.id for row in batch])
        for row in batch:
            pounds = f"{row.amount_pence // 100}.{row.amount_pence % 100:02d}"
            facts = [row.reference, row.title, row.group_name, row.state.value, row.theme, pounds]
            facts += [row.starts_on.isoformat(), row.ends_on.isoformat(), str(row.target_participants)]
            yield [*facts, *(f"{totals[row.id].of(kind).normalize():f}" for kind in SUMS)]

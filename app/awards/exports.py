"""Awards as CSV, streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from .models import AwardRow

HEAD = ["reference", "proposal", "title", "group", "pot", "amount_gbp", "state", "offered_on", "offer_ends_on"]


def awards_csv(rows: Iterable[AwardRow]) -> Iterator[str]:
    """One line an award; amounts in pounds without a symbol."""
    yield _line(HEAD)
    for row in rows:
        award = row.award
        amount = f"{award.amount_pence // 100}.{award.amount_pence % 100:02d}"
        cells = [award.reference, row.proposal.reference, row.proposal.title, row.group.name, row.pot.name, amount]
        yield _line([*cells, award.state.value, award.offered_on.isoformat(), award.offer_ends_on.isoformat()])


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell for cell in cells)
    return line.getvalue()

"""Awards as CSV."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response

from app.core.web.listing import csv_file

from .models import AwardRow

HEAD = ("reference", "proposal", "title", "group", "pot", "amount_gbp", "state", "offered_on", "offer_ends_on")


def awards_csv(rows: Iterable[AwardRow]) -> Response:
    """One line an award; amounts in pounds without a symbol."""
    return csv_file(
        "awards.csv",
        HEAD,
        (
            (
                row.award.reference,
                row.proposal.reference,
                row.proposal.title,
                row.group.name,
                row.pot.name,
                f"{row.award.amount_pence // 100}.{row.award.amount_pence % 100:02d}",
                row.award.state.value,
                row.award.offered_on.isoformat(),
                row.award.offer_ends_on.isoformat(),
            )
            for row in rows
        ),
    )

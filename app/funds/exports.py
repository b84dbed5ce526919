"""The ledger as CSV for officers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from flask import Response

from app.core.web.listing import csv_file

from .models import LedgerEntry, Pot

HEAD = ("number", "on", "pot", "what", "pounds", "for", "id", "note")


def ledger_csv(entries: Sequence[LedgerEntry], pots: Mapping[uuid.UUID, Pot]) -> Response:
    rows = [
        (
            entry.id,
            entry.on.isoformat(),
            pots[entry.pot_id].name,
            entry.kind.value,
            f"{entry.amount_pence // 100}.{entry.amount_pence % 100:02d}",
            entry.subject_type,
            str(entry.subject_id),
            entry.note,
        )
        for entry in entries
    ]
    return csv_file("ledger.csv", HEAD, rows)

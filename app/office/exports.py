"""The audit log as CSV, streamed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator

from app.core.audit import AuditEntry

HEAD = ["at", "who", "did", "kind", "id", "name", "before", "after", "reason", "request"]


def audit_csv(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Lines of a CSV file; cells that a spreadsheet would take for a formula are made harmless."""
    yield _line(HEAD)
    for e in entries:
        yield _line(
            [
                e.at.isoformat(timespec="seconds"),
                e.actor_name,
                e.verb,
                e.subject_type,
                e.subject_id,
                e.subject_name,
                _json(e.before),
                _json(e.after),
                e.reason,
                e.request_id,
            ]
        )


def _json(fields: dict[str, object] | None) -> str:
    return "" if fields is None else json.dumps(fields, ensure_ascii=False, sort_keys=True)


def safe_cell(text: object) -> object:
    """A text that begins like a formula gets an apostrophe before it."""
    return f"'{text}" if isinstance(text, str) and text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([safe_cell(cell) for cell in cells])
    return line.getvalue()

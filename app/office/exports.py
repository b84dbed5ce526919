"""The audit log as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable

from flask import Response

from app.core.audit import AuditEntry
from app.core.web.listing import csv_file

HEAD = ("at", "who", "did", "kind", "id", "name", "before", "after", "reason", "request")


def audit_csv(entries: Iterable[AuditEntry]) -> Response:
    """One line an entry."""
    return csv_file(
        "audit-log.csv",
        HEAD,
        (
            (
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
            )
            for e in entries
        ),
    )


def _json(fields: dict[str, object] | None) -> str:
    return "" if fields is None else json.dumps(fields, ensure_ascii=False, sort_keys=True)

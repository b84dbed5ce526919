"""Counting by kind, without a row that says who or when."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app.core.db import db

from ..models import HallCount, Tally


def count(day_id: uuid.UUID, kind: Tally, number: int = 1) -> None:
    """There are `number` more of this kind."""
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    table = HallCount.__table__
    db.session.execute(
        insert(table).on_conflict_do_update(
            index_elements=["day_id", "kind"], set_={"number": table.c.number + number}
        ),
        {"day_id": day_id, "kind": kind, "number": max(number, 0)},
    )

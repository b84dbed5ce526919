"""The writes of the voting path: each is one statement, made once, in the transaction that is open.

Whoever calls these holds the voter's row, and their right where it is used: nobody else writes these rows meanwhile.
Versions are left alone: they are for people who look at a row and then decide, and no such page shows these columns.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core.prepared import Prepared
from app.register.models import Channel, Entitlement, Voter

from ..models import Draft, Envelope
from ..queries import DraftRow, forget_held

DRAFTS, ENVELOPES = Draft.__table__, Envelope.__table__
VOTERS, RIGHTS = Voter.__table__, Entitlement.__table__


def _keeping(insert: Any) -> Any:
    row = insert(DRAFTS)
    return row.on_conflict_do_update(index_elements=["voter_id"], set_={"sealed": row.excluded.sealed})


def _changing(table: Any, **values: Any) -> Prepared:
    return Prepared(sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(**values))


KEEP_DRAFT = Prepared({"postgresql": _keeping(postgresql.insert), "sqlite": _keeping(sqlite.insert)})
DROP_DRAFT = Prepared(sa.delete(DRAFTS).where(DRAFTS.c.voter_id == sa.bindparam("row_id")))  # type: ignore[arg-type]
PUT_ENVELOPE = Prepared(sa.insert(ENVELOPES))  # type: ignore[arg-type]
SEAL_ANEW = _changing(ENVELOPES, sealed=sa.bindparam("sealed"), cast_on=sa.bindparam("cast_on"))
BEGIN, CAST = _changing(VOTERS, has_begun=True), _changing(VOTERS, has_begun=True, has_cast=True)
TAKE = _changing(RIGHTS, taken_by=sa.bindparam("taken_by"), taken_on=sa.bindparam("taken_on"))


def _write(statement: Prepared, **values: object) -> None:
    forget_held()
    statement.write(**values)


def put_draft(row: DraftRow) -> None:
    """This is what the voter has begun, over whatever they had."""
    _write(KEEP_DRAFT, voter_id=row.voter_id, round_id=row.round_id, sealed=row.sealed)


def drop_draft(voter_id: uuid.UUID) -> None:
    """The voter has begun nothing."""
    _write(DROP_DRAFT, row_id=voter_id)


def put_envelope(
    right_id: uuid.UUID, round_id: uuid.UUID, sealed: bytes, receipt: str, channel: Channel, today: dt.date
) -> None:
    """A first vote of this right is in the box."""
    key = {"id": uuid.uuid4(), "version": 1, "entitlement_id": right_id, "round_id": round_id}
    _write(PUT_ENVELOPE, **key, sealed=sealed, receipt=receipt, channel=channel, cast_on=today)


def seal_anew(envelope_id: uuid.UUID, sealed: bytes, today: dt.date) -> None:
    """This envelope holds another vote of the same right."""
    _write(SEAL_ANEW, row_id=envelope_id, sealed=sealed, cast_on=today)


def note_voter(voter_id: uuid.UUID, *, has_cast: bool = False) -> None:
    """The voter has begun, or cast."""
    _write(CAST if has_cast else BEGIN, row_id=voter_id)


def take(right_id: uuid.UUID, channel: Channel, today: dt.date) -> None:
    """The right is used by this channel."""
    _write(TAKE, row_id=right_id, taken_by=channel, taken_on=today)

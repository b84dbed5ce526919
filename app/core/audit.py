"""The audit log: who did what to which thing, before and after, and why. Rows are only ever added."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Mapping
from typing import Any, Protocol

import sqlalchemy as sa
from flask import g, has_request_context
from sqlalchemy.orm import Mapped, mapped_column

from .access import Actor
from .clock import now
from .db import Base, BigId, db
from .prepared import Prepared

BY_ONE = sa.text("actor_id IS NOT NULL")


class AuditEntry(Base):
    """One act. `subject_type` and `subject_id` name the thing; `before` and `after` hold allow-listed fields only."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index(None, "subject_type", "subject_id", "id"),
        sa.Index("ix_audit_entry_actor_id_id", "actor_id", "id", sqlite_where=BY_ONE, postgresql_where=BY_ONE),
        sa.Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime]
    actor_id: Mapped[uuid.UUID | None]
    actor_name: Mapped[str] = mapped_column(sa.String(200))
    verb: Mapped[str] = mapped_column(sa.String(60))
    subject_type: Mapped[str] = mapped_column(sa.String(60))
    subject_id: Mapped[str] = mapped_column(sa.String(60))
    subject_name: Mapped[str] = mapped_column(sa.String(300), default="")
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str] = mapped_column(default="")
    request_id: Mapped[str] = mapped_column(sa.String(40), default="")


class Identified(Protocol):
    """A row with a key that the log can name."""

    @property
    def id(self) -> Any: ...


def record(
    actor: Actor,
    verb: str,
    subject: Identified,
    *,
    name: object = "",
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str = "",
) -> None:
    """The act is in the log if, and only if, the open unit of work commits.

    verb: imperative, as the command ("submit_proposal"). before, after: only fields fit to be kept six years: never a
    choice, a code, a password or special-category data.
    """
    entry = {
        "at": now(),
        "actor_id": actor.id,
        "actor_name": actor.name,
        "verb": verb,
        "subject_type": getattr(subject, "__tablename__", type(subject).__name__),
        "subject_id": str(subject.id),
        "subject_name": str(name)[:300],
        "before": _plain(before),
        "after": _plain(after),
        "reason": reason,
        "request_id": g.get("request_id", "") if has_request_context() else "",
    }
    if g.get("uow_open"):
        ADD.write(**entry)
    else:
        db.session.add(AuditEntry(**entry))


ADD = Prepared(
    sa.insert(AuditEntry).inline(), names=[each.name for each in AuditEntry.__table__.c if each.name != "id"]
)


def _plain(fields: Mapping[str, object] | None) -> dict[str, Any] | None:
    return None if fields is None else {key: _jsonable(value) for key, value in fields.items()}


def _jsonable(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): _jsonable(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_jsonable(v) for v in value]
    return str(value)

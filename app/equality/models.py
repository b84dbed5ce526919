"""Equality answers in a store of their own: no key to a person, voter, ballot or proposal (`domain.md` vi.3 P1)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Entity


class EqualityWaiting(Base):
    """Answers on their way into the store: sealed, moved at a random hour of the next day, in random order.

    digest: keyed hash of the answerer's token. sealed: the answers under the server's key.
    """

    __tablename__ = "equality_waiting"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    sealed: Mapped[bytes]
    due_at: Mapped[dt.datetime]


class EqualityResponse(Base):
    """One person's answers. context: what they had just done, such as a round's address. collected_on: a date, days
    apart from the act. stopped_on: the day of the notice to stop; its answers are gone then (P2)."""

    __tablename__ = "equality_response"
    __table_args__ = (sa.Index(None, "context", "collected_on"), {"sqlite_with_rowid": False})

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    context: Mapped[str] = mapped_column(sa.String(120))
    ward_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    collected_on: Mapped[dt.date]
    stopped_on: Mapped[dt.date | None]


class EqualityAnswer(Base):
    """One answer; a question that was passed over has no row. words: what was written in."""

    __tablename__ = "equality_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    response_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("equality_response.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    value: Mapped[str] = mapped_column(sa.String(40))
    words: Mapped[str] = mapped_column(sa.String(100), default="")


class EqualityRelease(Entity):
    """The tables of one context as the steward released them: fixed, so that none can be taken from another."""

    __tablename__ = "equality_release"

    context: Mapped[str] = mapped_column(sa.String(120), unique=True)
    title: Mapped[str] = mapped_column(sa.String(140))
    released_on: Mapped[dt.date]
    tables: Mapped[list[dict[str, Any]]]

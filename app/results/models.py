"""A count of a round's ballots, what it decided about each item, and the certificates that recompute it."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Entity


class Verdict(StrEnum):
    """What a count says about one item."""

    FUNDED = "funded"
    PART_FUNDED = "part-funded"
    RESERVE = "reserve"
    NOT_FUNDED = "not-funded"
    WITHDRAWN = "withdrawn"


WINS = frozenset({Verdict.FUNDED, Verdict.PART_FUNDED})


class CertificateForm(StrEnum):
    """`open` carries what recomputes the count; `sealed` only winners, order and the hash of the open one."""

    OPEN = "open"
    SEALED = "sealed"


class Count(Entity):
    """One run of the locked rule over a round's ballots, kept with its inputs.

    number: 1 for the first count of the round. outcome: pot id -> the outcome as data. inputs_hash: SHA-256 over rules,
    items, pots and the multiset of ballots. lot_seed: the whole seed, "" when no lot was drawn. refused: reason ->
    number of refused votes. superseded_at: a later count took its place; it stays visible (E35).
    """

    __tablename__ = "round_count"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.CheckConstraint(
            "second_certifier_id IS NULL OR "
            "(first_certifier_id IS NOT NULL AND second_certifier_id <> first_certifier_id)",
            name="two_officers_certify",
        ),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"), index=True)
    number: Mapped[int]
    rules_hash: Mapped[str] = mapped_column(sa.String(64))
    inputs_hash: Mapped[str] = mapped_column(sa.String(64))
    software_version: Mapped[str] = mapped_column(sa.String(40))
    ballots: Mapped[int]
    lot_seed: Mapped[str] = mapped_column(default="")
    outcome: Mapped[dict[str, Any]]
    comparison: Mapped[dict[str, Any] | None]
    refused: Mapped[dict[str, Any]] = mapped_column(default=dict)
    counted_at: Mapped[dt.datetime]
    counted_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")
    first_certifier_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    first_certified_at: Mapped[dt.datetime | None]
    second_certifier_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    certified_at: Mapped[dt.datetime | None]
    published_at: Mapped[dt.datetime | None]
    superseded_at: Mapped[dt.datetime | None]

    items: Mapped[list[ItemResult]] = relationship(back_populates="count", cascade="all, delete-orphan")


class ItemResult(Entity):
    """What one count decided about one ballot item.

    support: votes or points. voters: ballots that name it. place: 1 for the first funded of its pot; reserve_place: 1
    for the next that would be funded. reason: a word of `presenters.REASONS`; detail: the numbers of its sentence.
    """

    __tablename__ = "item_result"
    __table_args__ = (
        sa.UniqueConstraint("count_id", "item_id"),
        sa.CheckConstraint("amount_pence >= 0", name="amount_is_not_negative"),
    )

    count_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round_count.id", ondelete="CASCADE"))
    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ballot_item.id"), index=True)
    round_pot_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round_pot.id"))
    verdict: Mapped[Verdict]
    amount_pence: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    support: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    voters: Mapped[int] = mapped_column(default=0)
    place: Mapped[int | None]
    reserve_place: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)

    count: Mapped[Count] = relationship(back_populates="items")


class Certificate(Entity):
    """The file of one pot from which anyone can recompute the result.

    body: the exact text that was hashed. is_public: open certificates of small pots go only to observers and the
    auditor.
    """

    __tablename__ = "certificate"
    __table_args__ = (sa.UniqueConstraint("count_id", "round_pot_id", "form"),)

    count_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round_count.id", ondelete="CASCADE"))
    round_pot_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round_pot.id"))
    form: Mapped[CertificateForm]
    body: Mapped[str]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    is_public: Mapped[bool]
    made_at: Mapped[dt.datetime]

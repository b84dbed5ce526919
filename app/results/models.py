"""A count of a round's ballots, what it decided about each item, the certificates that recompute it, what became of it
since: objections to it, and changes of who gets the money."""

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


class Verification(StrEnum):
    """What the independent program said about a count's certificates; nothing is certified before it confirms them."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DIFFERS = "differs"


class Count(Entity):
    """One run of the locked rule over a round's ballots, kept with its inputs.

    number: 1 for the first count of the round. outcome: pot id -> the outcome as data. inputs_hash: SHA-256 over rules,
    items, pots and the multiset of ballots. lot_seed: the whole seed, "" when no lot was drawn. refused: reason ->
    number of refused votes. superseded_at: a later count took its place; it stays visible (E35). verify_notes: what the
    independent program found different. objections_until: last London date on which anyone may object, set when it is
    published. final_at: the time for objections was over and all were decided.
    """

    __tablename__ = "round_count"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.CheckConstraint(
            "second_certifier_id IS NULL OR "
            "(first_certifier_id IS NOT NULL AND second_certifier_id <> first_certifier_id)",
            name="two_officers_certify",
        ),
        sa.CheckConstraint("(verification = 'waiting') = (verified_at IS NULL)", name="verified_at_a_moment"),
        sa.CheckConstraint("final_at IS NULL OR published_at IS NOT NULL", name="final_was_published"),
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
    verification: Mapped[Verification] = mapped_column(default=Verification.WAITING)
    verified_at: Mapped[dt.datetime | None]
    verify_notes: Mapped[list[str]] = mapped_column(default=list)
    objections_until: Mapped[dt.date | None]
    final_at: Mapped[dt.datetime | None]

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


class Grounds(StrEnum):
    """What an objection to a result can rest on."""

    COUNTING = "counting"
    RULES = "rules"
    ELIGIBILITY = "eligibility"
    PROJECT = "project"
    BALLOT = "ballot"
    CONDUCT = "conduct"
    OTHER = "other"


class ObjectionState(StrEnum):
    RECEIVED = "received"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Remedy(StrEnum):
    """What an upheld objection leads to; `none` where the result stands and something else is put right."""

    RECOUNT = "recount"
    DISQUALIFY = "disqualify"
    NONE = "none"


class Objection(Entity):
    """Somebody says that a published result is wrong (`domain.md` ii.2 ResultChallenge).

    number: 1 for the first of the round. text, name, email: for the officers only, name and email gone a year after the
    decision. answer: published. item_id: the project that is disqualified. used_at: when the recount or the
    disqualification that it led to was done. The certifiers stand here so that the database refuses them as deciders.
    """

    __tablename__ = "objection"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.CheckConstraint("(state = 'received') = (decided_at IS NULL)", name="decided_at_a_moment"),
        sa.CheckConstraint("(state = 'upheld') = (remedy IS NOT NULL)", name="upheld_with_a_remedy"),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR (decided_by_id <> first_certifier_id AND decided_by_id <> second_certifier_id)",
            name="decided_by_another",
        ),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"))
    count_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round_count.id"), index=True)
    number: Mapped[int]
    grounds: Mapped[Grounds]
    text: Mapped[str]
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    lang: Mapped[str] = mapped_column(sa.String(10), default="en")
    made_at: Mapped[dt.datetime]
    first_certifier_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    second_certifier_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[ObjectionState] = mapped_column(default=ObjectionState.RECEIVED)
    remedy: Mapped[Remedy | None]
    item_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ballot_item.id"))
    answer: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime | None]
    used_at: Mapped[dt.datetime | None]


class ChangeKind(StrEnum):
    """Why the money of a published result moved afterwards."""

    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"
    PROMOTED = "promoted"


LEAVES = frozenset(set(ChangeKind) - {ChangeKind.PROMOTED})


class ResultChange(Entity):
    """A winner that left, or a project that was promoted from the reserve list (E30, E31, E50).

    amount_pence: what came back to the pot, or what the promoted project gets. reason: published. is_done: False for a
    disqualification that waits for its second officer.
    """

    __tablename__ = "result_change"
    __table_args__ = (
        sa.UniqueConstraint("count_id", "item_id", "kind"),
        sa.CheckConstraint("amount_pence >= 0", name="amount_is_not_negative"),
        sa.CheckConstraint(
            "second_id IS NULL OR (first_id IS NOT NULL AND second_id <> first_id)", name="two_officers_disqualify"
        ),
        sa.CheckConstraint("kind <> 'disqualified' OR is_done = (second_id IS NOT NULL)", name="disqualified_by_two"),
    )

    count_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round_count.id"), index=True)
    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ballot_item.id"), index=True)
    round_pot_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round_pot.id"))
    kind: Mapped[ChangeKind]
    amount_pence: Mapped[int] = mapped_column(sa.BigInteger)
    reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[dt.datetime]
    first_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    second_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    is_done: Mapped[bool] = mapped_column(default=True)

"""Standing money, its slices, the invitations to propose for it, and the ledger that stops it being spent twice."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId, Entity
from app.core.translated import Translated


class Theme(StrEnum):
    """What a proposal is mostly about; a call may name those it is for."""

    CONVERSATIONS = "conversations"
    FOOD = "food"
    GREEN_SPACES = "green-spaces"
    SPORT = "sport"
    ARTS = "arts"
    MUSIC = "music"
    LEARNING = "learning"
    SKILLS = "skills"
    YOUNG_PEOPLE = "young-people"
    OLDER_PEOPLE = "older-people"
    WELCOME = "welcome"
    HERITAGE = "heritage"
    HEALTH = "health"


class FundState(StrEnum):
    ACTIVE = "active"
    ENDED = "ended"


class Fund(Entity):
    """Standing money. The sum of its pots never exceeds `total_pence`."""

    __tablename__ = "fund"
    __table_args__ = (
        sa.CheckConstraint("total_pence >= 0", name="total_is_not_negative"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
    )

    name: Mapped[str] = mapped_column(sa.String(140), unique=True)
    funder: Mapped[str] = mapped_column(sa.String(140), default="")
    total_pence: Mapped[int] = mapped_column(sa.BigInteger)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    rules: Mapped[str] = mapped_column(default="")
    acknowledgement: Mapped[str] = mapped_column(sa.String(300), default="")
    publishing_prefix: Mapped[str] = mapped_column(sa.String(40), default="")
    state: Mapped[FundState] = mapped_column(default=FundState.ACTIVE)


class Pot(Entity):
    """A slice of a fund, for everyone or for one area or theme. What is left of it: `queries.pot_balance`."""

    __tablename__ = "pot"
    __table_args__ = (
        sa.UniqueConstraint("fund_id", "name"),
        sa.CheckConstraint("amount_pence > 0", name="amount_is_positive"),
    )

    fund_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("fund.id"))
    name: Mapped[str] = mapped_column(sa.String(140))
    amount_pence: Mapped[int] = mapped_column(sa.BigInteger)
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    theme: Mapped[Theme | None]


class CallState(StrEnum):
    """Whether a published call is open is never kept: `policies.phase` asks the clock."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class CallQuestion(StrEnum):
    """Questions that a call may ask on top of those that every proposal answers."""

    DIVERSITY = "diversity"
    PRINCIPLES = "principles"
    MINIMUM = "minimum"
    RISKS = "risks"


class Call(Entity):
    """An invitation to propose. Open from `opens_at` up to, and not at, the second `closes_at`.

    summary, who_can_apply, offline_route: by language. first_closes_at: the close before it was ever extended.
    max_per_group: live proposals one group may have in it. starts_from_on, ends_by_on: between these the projects run.
    themes: empty for all of them. questions: those of `CallQuestion` that are asked.
    """

    __tablename__ = "call"
    __table_args__ = (
        sa.CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        sa.CheckConstraint("min_pence >= 0 AND max_pence >= min_pence", name="limits_in_order"),
        sa.CheckConstraint("max_per_group > 0", name="max_per_group_is_positive"),
        sa.Index(None, "state", "closes_at"),
    )

    fund_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("fund.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    title: Mapped[str] = mapped_column(sa.String(140))
    summary: Mapped[Translated] = mapped_column(default=Translated)
    who_can_apply: Mapped[Translated] = mapped_column(default=Translated)
    offline_route: Mapped[Translated] = mapped_column(default=Translated)
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    opens_at: Mapped[dt.datetime]
    closes_at: Mapped[dt.datetime]
    first_closes_at: Mapped[dt.datetime | None]
    min_pence: Mapped[int] = mapped_column(sa.BigInteger)
    max_pence: Mapped[int] = mapped_column(sa.BigInteger)
    max_per_group: Mapped[int] = mapped_column(default=1)
    starts_from_on: Mapped[dt.date | None]
    ends_by_on: Mapped[dt.date | None]
    themes: Mapped[list[str]] = mapped_column(default=list)
    questions: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[CallState] = mapped_column(default=CallState.DRAFT)

    def asks(self, question: CallQuestion) -> bool:
        return question.value in self.questions


class CallPot(Base):
    """A pot that a call offers."""

    __tablename__ = "call_pot"

    call_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("call.id", ondelete="CASCADE"), primary_key=True)
    pot_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pot.id"), primary_key=True, index=True)


class LedgerKind(StrEnum):
    """`committed` takes from the pot's balance; `released` and `returned` give to it; `paid` does neither."""

    COMMITTED = "committed"
    RELEASED = "released"
    PAID = "paid"
    RETURNED = "returned"


class LedgerEntry(Base):
    """One movement of a pot's money for one subject (an award). Rows are only ever added."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.CheckConstraint("amount_pence > 0", name="amount_is_positive"),
        sa.Index(None, "pot_id", "kind"),
        sa.Index(None, "subject_type", "subject_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    pot_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pot.id"))
    kind: Mapped[LedgerKind]
    amount_pence: Mapped[int] = mapped_column(sa.BigInteger)
    subject_type: Mapped[str] = mapped_column(sa.String(60))
    subject_id: Mapped[uuid.UUID]
    on: Mapped[dt.date]
    actor_id: Mapped[uuid.UUID | None]
    note: Mapped[str] = mapped_column(default="")

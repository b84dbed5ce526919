"""An award: money offered to a group, what became of the offer, and the agreement that followed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Entity
from app.funds.models import Pot
from app.groups.models import Group
from app.proposals.models import Proposal


class AwardState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class Basis(StrEnum):
    """Why the money was offered (`domain.md` ii.2 Award)."""

    FULL = "full"
    PART = "part"
    RESERVE = "reserve"


class Award(Entity):
    """One offer of money to one group for one proposal.

    amount_pence: whole pence, above 0. offer_ends_on: last London date on which it can be answered.
    """

    __tablename__ = "award"
    __table_args__ = (
        sa.CheckConstraint("amount_pence > 0", name="amount_is_positive"),
        sa.CheckConstraint("(state = 'accepted') = (accepted_at IS NOT NULL)", name="accepted_has_its_moment"),
        sa.Index(None, "state", "offer_ends_on"),
    )

    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("community_group.id"), index=True)
    pot_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pot.id"), index=True)
    round_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("round.id"), index=True)
    amount_pence: Mapped[int] = mapped_column(sa.BigInteger)
    basis: Mapped[Basis] = mapped_column(default=Basis.FULL)
    conditions: Mapped[str] = mapped_column(default="")
    state: Mapped[AwardState] = mapped_column(default=AwardState.OFFERED)
    offered_on: Mapped[dt.date]
    offer_ends_on: Mapped[dt.date]
    accepted_at: Mapped[dt.datetime | None]
    signed_name: Mapped[str | None] = mapped_column(sa.String(200))
    signed_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    declined_reason: Mapped[str] = mapped_column(default="")


class Agreement(Entity):
    """The signed terms of an award as one file. `sha256` is that of the PDF, so that a copy can be proved."""

    __tablename__ = "agreement"

    award_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("award.id"), unique=True)
    file_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_file.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    made_at: Mapped[dt.datetime]


@dataclass(frozen=True, slots=True)
class AwardRow:
    """An award with what its pages and mails name."""

    award: Award
    proposal: Proposal
    group: Group
    pot: Pot

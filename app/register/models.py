"""The register of a round: who may vote, the one right each has, and the secrets that lead to it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, BigId, Entity
from app.rounds.models import Channel as Channel
from app.rounds.models import Connection


class VoterState(StrEnum):
    ACCEPTED = "accepted"
    HELD = "held"
    REFUSED = "refused"


MAY_CAST = frozenset({VoterState.ACCEPTED, VoterState.HELD})


class HoldReason(StrEnum):
    """Why a person must look at a voter before their envelope may be opened."""

    SAME_PERSON = "same-person"
    UNKNOWN_POSTCODE = "unknown-postcode"
    OLD_POSTCODE = "old-postcode"


class RefusalReason(StrEnum):
    """Why a voter was refused, as it is published with the result (`domain.md` E19)."""

    VOTED_TWICE = "voted-twice"
    NOT_ELIGIBLE = "not-eligible"
    NOT_CONFIRMED = "not-confirmed"


class Slot(StrEnum):
    """Which right to a ballot this is; two slots only where the rule set allows one vote each way."""

    ANY = "any"
    ONLINE = "online"
    IN_PERSON = "in-person"


class CodeKind(StrEnum):
    SCREEN = "screen"
    MAIL = "mail"
    LINK = "link"
    DESK = "desk"


def _order_seed() -> int:
    return secrets.randbelow(2**31)


class Voter(Entity):
    """One row of the register. It says that somebody begun and cast, never what (`design.md` section 5).

    postcode: `AAN NAA`, None for people without a fixed address or who do not know theirs. area_id: where the vote
    counts. dedupe_key: keyed hash of name and place under the round's own secret; is_first: nobody with the same key
    came before, held by a partial unique index, so that two at once cannot both be first. order_seed: the order of the
    items on this voter's pages, kept so that a complaint can be replayed (E37). form_key: hash of the form that made
    this row, so that a form sent twice is one registration.
    """

    __tablename__ = "voter"
    __table_args__ = (
        sa.Index(None, "round_id", "dedupe_key"),
        sa.Index(
            "uq_voter_first_of_name",
            "round_id",
            "dedupe_key",
            unique=True,
            sqlite_where=sa.text("is_first"),
            postgresql_where=sa.text("is_first"),
        ),
        sa.Index(None, "round_id", "state"),
        sa.UniqueConstraint("round_id", "form_key"),
        sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refused_with_a_reason"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    postcode: Mapped[str | None] = mapped_column(sa.String(8))
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    connection: Mapped[Connection]
    age_ok: Mapped[bool]
    email: Mapped[str | None] = mapped_column(sa.String(254))
    lang: Mapped[str] = mapped_column(sa.String(3), default="en")
    state: Mapped[VoterState] = mapped_column(default=VoterState.ACCEPTED)
    hold_reason: Mapped[HoldReason | None]
    refusal: Mapped[RefusalReason | None]
    dedupe_key: Mapped[str | None] = mapped_column(sa.String(64))
    is_first: Mapped[bool] = mapped_column(default=True)
    form_key: Mapped[str | None] = mapped_column(sa.String(64))
    order_seed: Mapped[int] = mapped_column(default=_order_seed)
    registered_on: Mapped[dt.date]
    has_begun: Mapped[bool] = mapped_column(default=False)
    has_cast: Mapped[bool] = mapped_column(default=False)

    entitlements: Mapped[list[Entitlement]] = relationship(back_populates="voter")


class Entitlement(Entity):
    """One right to one ballot. taken_by: the channel that used it, None while it is free; taken_on: a London date."""

    __tablename__ = "entitlement"
    __table_args__ = (sa.UniqueConstraint("voter_id", "slot"),)

    voter_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("voter.id", ondelete="CASCADE"))
    slot: Mapped[Slot] = mapped_column(default=Slot.ANY)
    taken_by: Mapped[Channel | None]
    taken_on: Mapped[dt.date | None]

    voter: Mapped[Voter] = relationship(back_populates="entitlements")


class VoterCode(Entity):
    """A secret that leads to a voter until the close; only its keyed hash is here. A voter may have several.

    digest: `core.crypto.peppered` of the code or link token. ends_on: last London date on which it works, None for the
    close of voting.
    """

    __tablename__ = "voter_code"

    voter_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("voter.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[CodeKind]
    ends_on: Mapped[dt.date | None]
    is_revoked: Mapped[bool] = mapped_column(default=False)


class TurnoutCount(Base):
    """How many first votes came in one hour from one area by one channel. Published rounded, an hour late (E24)."""

    __tablename__ = "turnout_count"
    __table_args__ = (sa.UniqueConstraint("round_id", "area_id", "channel", "hour"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"))
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    channel: Mapped[Channel]
    hour: Mapped[dt.datetime]
    number: Mapped[int]

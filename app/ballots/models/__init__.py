"""The ballot box: keys and their shares, drafts, envelopes, and the ballots that an opening leaves behind.

No column here leads from a ballot to a voter: a ballot has a random number, no receipt, no time and no order.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId, Entity
from app.register.models import RefusalReason
from app.rounds.models import Channel
from app.rounds.models import Electorate as Electorate

from . import paper as paper


class Rejection(StrEnum):
    """Why an opened envelope or a paper is no valid ballot; counted by reason and published (`domain.md` E19)."""

    UNREADABLE = "unreadable"
    NOT_IN_ROUND = "not-in-round"
    TOO_MANY = "too-many"
    TOO_FEW = "too-few"
    OVER_BUDGET = "over-budget"
    NOT_ALL_SCORED = "not-all-scored"
    OFF_SCALE = "off-scale"
    OVER_POINTS = "over-points"
    OVER_ITEM = "over-item"
    TWICE = "twice"
    OWN_PROJECT = "own-project"
    NOT_BOOSTABLE = "not-boostable"
    TOO_MANY_BOOSTS = "too-many-boosts"
    GAP_IN_RANKS = "gap-in-ranks"
    BLANK = "blank"
    UNCLEAR = "unclear"
    IDENTIFIES = "identifies-voter"
    UNOFFICIAL = "unofficial-paper"
    LATE = "late"


class TrusteeKey(Entity):
    """The key pair of a round's trustee (`RoundTrustee`), made for that round when they chose their passphrase.

    public_key: what their share is sealed to. by_passphrase, by_recovery: the private half, sealed once under their
    passphrase and once under the code of their printed recovery sheet; both gone after the opening.
    """

    __tablename__ = "trustee_key"
    __table_args__ = (sa.UniqueConstraint("round_id", "person_id"),)

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    public_key: Mapped[bytes]
    by_passphrase: Mapped[bytes | None]
    by_recovery: Mapped[bytes | None]
    enrolled_on: Mapped[dt.date]


class OpeningKey(Entity):
    """The public half of a round's key. Votes are sealed to it; the private half exists only as shares.

    inner_length: bytes of every vote before it is sealed. needed: how many shares make the key. test_envelope: sealed
    when the key was made; is_proven once trustees have opened it, and voting cannot begin before that.
    """

    __tablename__ = "opening_key"

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"), unique=True)
    public_key: Mapped[bytes]
    inner_length: Mapped[int]
    needed: Mapped[int]
    made_on: Mapped[dt.date]
    test_envelope: Mapped[bytes | None]
    test_digest: Mapped[str] = mapped_column(sa.String(64))
    is_proven: Mapped[bool] = mapped_column(default=False)


class KeyShare(Entity):
    """One trustee's share of the private half, sealed to them and then under the round's key in KEYS_DIR."""

    __tablename__ = "key_share"
    __table_args__ = (sa.UniqueConstraint("round_id", "person_id"), sa.UniqueConstraint("round_id", "number"))

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    number: Mapped[int]
    sealed: Mapped[bytes]


class Draft(Base):
    """What a voter has ticked and not yet cast, sealed with the round's draft key, which lies outside the database."""

    __tablename__ = "draft"

    voter_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("voter.id", ondelete="CASCADE"), primary_key=True)
    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"), index=True)
    sealed: Mapped[bytes]


class Envelope(Entity):
    """A cast vote until the opening: the voter's right outside, the choices sealed inside.

    receipt: random, the same through every change. cast_on: London date only.
    """

    __tablename__ = "envelope"
    __table_args__ = (sa.UniqueConstraint("round_id", "receipt"),)

    entitlement_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("entitlement.id"), unique=True)
    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"))
    sealed: Mapped[bytes]
    receipt: Mapped[str] = mapped_column(sa.String(20))
    channel: Mapped[Channel]
    cast_on: Mapped[dt.date]


class Opening(Entity):
    """The act that turned a round's envelopes into ballots, by two trustees. is_swept: all traces are destroyed."""

    __tablename__ = "opening"
    __table_args__ = (sa.CheckConstraint("first_id <> second_id", name="two_trustees"),)

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"), unique=True)
    first_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    second_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    opened_at: Mapped[dt.datetime]
    envelopes: Mapped[int]
    is_swept: Mapped[bool] = mapped_column(default=False)


def random_key() -> int:
    """A ballot's key: 62 random bits, which say nothing about when it was made."""
    return secrets.randbits(62) + 1


class Ballot(Base):
    """One opened or keyed vote, without a voter, receipt, time or order. rejected_for: None when it counts."""

    __tablename__ = "ballot"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, default=random_key)
    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"), index=True)
    channel_class: Mapped[Channel]
    electorate: Mapped[Electorate] = mapped_column(default=Electorate.OPEN)
    rejected_for: Mapped[Rejection | None]


class Choice(Base):
    """One line of a ballot. value: 1 where items are only ticked, points, the score, or the place from 1.

    boost: 1 where the item got a boost vote; one that got only that has the value 0 (E05).
    """

    __tablename__ = "choice"
    __table_args__ = (
        sa.CheckConstraint("value >= 0", name="value_not_negative"),
        sa.CheckConstraint("boost BETWEEN 0 AND 1", name="boost_is_one_vote"),
        {"sqlite_with_rowid": False},
    )

    ballot_id: Mapped[int] = mapped_column(BigId, sa.ForeignKey("ballot.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ballot_item.id"), primary_key=True)
    value: Mapped[int]
    boost: Mapped[int] = mapped_column(default=0)


class RefusedVote(Base):
    """How many envelopes were destroyed unopened for one reason."""

    __tablename__ = "refused_vote"

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"), primary_key=True)
    reason: Mapped[RefusalReason] = mapped_column(primary_key=True)
    number: Mapped[int]


class Receipt(Base):
    """A number in the published list: a vote with this receipt was in the box. Kept apart from every ballot."""

    __tablename__ = "receipt"
    __table_args__ = ({"sqlite_with_rowid": False},)

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"), primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(sa.String(20), primary_key=True)

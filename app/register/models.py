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
from app.rounds.models import Connection, Electorate, Proof


class VoterState(StrEnum):
    ACCEPTED = "accepted"
    HELD = "held"
    REFUSED = "refused"


MAY_CAST = frozenset({VoterState.ACCEPTED, VoterState.HELD})


class HoldReason(StrEnum):
    """Why a person must look at a voter before their envelope may be opened."""

    SAME_PERSON = "same-person"
    OTHER_CHANNEL = "other-channel"
    UNKNOWN_POSTCODE = "unknown-postcode"
    OLD_POSTCODE = "old-postcode"
    NO_ADDRESS = "no-address"
    NO_PROOF = "no-proof"


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
    ASSISTED = "assisted"


def _order_seed() -> int:
    return secrets.randbelow(2**31)


BY_EMAIL, BY_SMS = sa.text("proof = 'email-code'"), sa.text("proof = 'sms-code'")
HELD, HAS_PARTNER = sa.text("state = 'held'"), sa.text("partner_id IS NOT NULL")


class Voter(Entity):
    """One row of the register. It says that somebody begun and cast, never what (`design.md` section 5).

    postcode: `AAN NAA`, None for people without a fixed address or who do not know theirs. area_id: where the vote
    counts. dedupe_key: keyed hash of name and place under the round's own secret; is_first: nobody with the same key
    came before, held by a partial unique index, so that two at once cannot both be first. ward_key: the same of name
    and ward, of somebody who gave a postcode: it meets the dedupe_key of somebody of the ward who gave none.
    order_seed: the order of the items on this voter's pages, kept so that a complaint can be replayed (E37). form_key:
    hash of the form that made this row, so that a form sent twice is one registration.

    waits_for: words of `HoldReason`, all that must be settled; hold_reason is the first of them. own_items: ballot
    numbers of projects of the voter's own (E09). proof: the best that the voter has shown. registered_by: how they came
    on the register. group_id: of a delegate (E42). reference: of a seat on a panel, or a number on an uploaded list.
    partner_id: the organisation asked to confirm a voter without an address. street: for a postcode not in the look-up.
    birth_band: years such as 1980-1984, only to tell two of one name and place apart (E11). assisted_by_id: the worker
    who read the ballot out, with second_listener or a recorded consent; here and never on a ballot (E41).
    """

    __tablename__ = "voter"
    __table_args__ = (
        sa.Index(None, "dedupe_key"),
        sa.Index(
            "uq_voter_first_of_name",
            "round_id",
            "dedupe_key",
            unique=True,
            sqlite_where=sa.text("is_first"),
            postgresql_where=sa.text("is_first"),
        ),
        sa.Index(
            "ix_voter_ward_key",
            "ward_key",
            sqlite_where=sa.text("ward_key IS NOT NULL"),
            postgresql_where=sa.text("ward_key IS NOT NULL"),
        ),
        sa.Index("ix_voter_held", "round_id", "name", "id", sqlite_where=HELD, postgresql_where=HELD),
        sa.UniqueConstraint("round_id", "form_key"),
        sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name="refused_with_a_reason"),
        sa.CheckConstraint("(proof IS NULL) = (proved_on IS NULL)", name="proved_on_a_day"),
        sa.CheckConstraint(
            "assisted_by_id IS NULL OR has_consent OR second_listener <> ''", name="assisted_with_a_witness"
        ),
        sa.Index(
            "uq_voter_delegate_of_group",
            "round_id",
            "group_id",
            unique=True,
            sqlite_where=sa.text("group_id IS NOT NULL"),
            postgresql_where=sa.text("group_id IS NOT NULL"),
        ),
        sa.Index("ix_voter_partner_id", "partner_id", sqlite_where=HAS_PARTNER, postgresql_where=HAS_PARTNER),
        sa.Index("ix_voter_shown_email", "round_id", "email", sqlite_where=BY_EMAIL, postgresql_where=BY_EMAIL),
        sa.Index("ix_voter_shown_phone", "round_id", "phone", sqlite_where=BY_SMS, postgresql_where=BY_SMS),
        {"postgresql_with": {"fillfactor": 80}},  # has_begun and has_cast find room beside the row, and touch no index
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
    ward_key: Mapped[str | None] = mapped_column(sa.String(64))
    is_first: Mapped[bool] = mapped_column(default=True)
    form_key: Mapped[str | None] = mapped_column(sa.String(64))
    order_seed: Mapped[int] = mapped_column(default=_order_seed)
    registered_on: Mapped[dt.date]
    has_begun: Mapped[bool] = mapped_column(default=False)
    has_cast: Mapped[bool] = mapped_column(default=False)
    electorate: Mapped[Electorate] = mapped_column(default=Electorate.OPEN)
    registered_by: Mapped[Channel] = mapped_column(default=Channel.ONLINE)
    own_items: Mapped[list[int]] = mapped_column(default=list)
    waits_for: Mapped[list[str]] = mapped_column(default=list)
    proof: Mapped[Proof | None]
    proved_on: Mapped[dt.date | None]
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    birth_band: Mapped[str] = mapped_column(sa.String(9), default="")
    street: Mapped[str] = mapped_column(sa.String(120), default="")
    reference: Mapped[str] = mapped_column(sa.String(40), default="")
    group_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("community_group.id"))
    partner_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("community_group.id"))
    assisted_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    has_consent: Mapped[bool] = mapped_column(default=False)
    second_listener: Mapped[str] = mapped_column(sa.String(200), default="")
    invited_on: Mapped[dt.date | None]
    reminded_on: Mapped[dt.date | None]

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


class ContactCode(Base):
    """A short code sent to a voter's address or telephone, which they type to show that it is theirs; one at a time.

    digest: `queries.contact_digest`. proof: what typing it shows. ends_on: last London date on which it works.
    """

    __tablename__ = "contact_code"

    voter_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("voter.id", ondelete="CASCADE"), primary_key=True)
    proof: Mapped[Proof]
    digest: Mapped[str] = mapped_column(sa.String(64))
    ends_on: Mapped[dt.date]


class Partner(Entity):
    """A community organisation that may confirm voters of a round whom it knows."""

    __tablename__ = "register_partner"
    __table_args__ = (sa.UniqueConstraint("round_id", "group_id"),)

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("community_group.id"))
    added_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    added_on: Mapped[dt.date]


class Reminder(Entity):
    """One wave of reminders to voters with an unfinished vote. wave: hours before the close, None at an officer's wish.

    number: how many were written to so far. is_done: everybody has been written to.
    """

    __tablename__ = "register_reminder"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "wave"),
        sa.CheckConstraint("number >= 0", name="number_is_not_negative"),
        sa.CheckConstraint("wave IS NULL OR wave > 0", name="wave_is_before_the_close"),
        sa.CheckConstraint("(wave IS NULL) = (by_id IS NOT NULL)", name="by_the_clock_or_an_officer"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    wave: Mapped[int | None]
    by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    sent_on: Mapped[dt.date]
    number: Mapped[int] = mapped_column(default=0)
    is_done: Mapped[bool] = mapped_column(default=False)

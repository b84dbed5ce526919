"""The decision day of a round: its plan, running order, stalls, cards, who is in the room, what was handed over late.

Nothing here says what anybody chose, and no row leads from a name on the register to a card of a shuffled pack.
"""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Entity
from app.core.translated import Translated
from app.rounds.models import Electorate

TALK_SECONDS = 180
MOST_CARDS = 200


class DayState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Mode(StrEnum):
    """How a project is presented."""

    LIVE = "live"
    VIDEO = "video"
    READ = "read"


class Feature(StrEnum):
    """What makes it possible for people to come, stay and follow."""

    STEP_FREE = "step-free"
    TOILET = "toilet"
    HEARING_LOOP = "hearing-loop"
    INTERPRETERS = "interpreters"
    CRECHE = "creche"
    QUIET_ROOM = "quiet-room"
    FOOD = "food"
    TRANSPORT = "transport"


class Tally(StrEnum):
    """What a decision day counts. `incomplete`: drafts with a gap under the rule `reject`, which were not cast."""

    CHECKED_IN = "checked-in"
    VISITORS = "visitors"
    CARDS = "cards"
    REPLACED = "replaced"
    PAPERS = "papers"
    CAST_AT_CLOSE = "cast-at-close"
    INCOMPLETE = "incomplete"


class HandoverKind(StrEnum):
    VOTE = "vote"
    CHECK_IN = "check-in"


class HandoverState(StrEnum):
    """What became of something handed over after the connection came back."""

    TAKEN = "taken"
    HELD = "held"
    LATE = "late"


class DecisionDay(Entity):
    """An event in a hall where projects are presented and voted on.

    features: `Feature` -> details in words. languages: of the interpreters. window_seconds: how long after talk and
    questions a pitch can still be scored. order_seed: what the running order was drawn from, empty when it was set by
    hand. stamps_needed: stalls that a visitor sees before voting, 0 for none. paper_desk_id: the desk in whose log the
    papers are that are handed out in the hall; None where there are none. closed_by_id: who closed the list.
    """

    __tablename__ = "decision_day"
    __table_args__ = (
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_is_positive"),
        sa.CheckConstraint("window_seconds >= 0", name="window_is_not_negative"),
        sa.CheckConstraint("stamps_needed >= 0", name="stamps_are_not_negative"),
        sa.CheckConstraint("(state = 'closed') = (closed_by_id IS NOT NULL)", name="closed_by_somebody"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(140))
    place: Mapped[str] = mapped_column(sa.String(140))
    address: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    capacity: Mapped[int | None]
    about: Mapped[Translated] = mapped_column(default=Translated)
    features: Mapped[dict[str, Any]] = mapped_column(default=dict)
    languages: Mapped[list[str]] = mapped_column(default=list)
    is_public: Mapped[bool] = mapped_column(default=False)
    window_seconds: Mapped[int] = mapped_column(default=60)
    stamps_needed: Mapped[int] = mapped_column(default=0)
    order_seed: Mapped[str] = mapped_column(sa.String(120), default="")
    paper_desk_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("paper_desk.id"), index=True)
    state: Mapped[DayState] = mapped_column(default=DayState.PLANNED)
    closed_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))

    slots: Mapped[list[Slot]] = relationship(
        back_populates="day", cascade="all, delete-orphan", order_by="Slot.position, Slot.id"
    )
    stalls: Mapped[list[Stall]] = relationship(
        back_populates="day", cascade="all, delete-orphan", order_by="Stall.position, Stall.name"
    )


class Slot(Entity):
    """One pitch. Its scores come in from started_at until before window_ends_at, by the server's clock.

    answered: how many have given it a score, whatever that was; nothing here adds scores up (E24).
    """

    __tablename__ = "hall_slot"
    __table_args__ = (
        sa.UniqueConstraint("day_id", "item_id"),
        sa.CheckConstraint("duration_seconds BETWEEN 10 AND 7200", name="duration_is_a_talk"),
        sa.CheckConstraint("questions_seconds BETWEEN 0 AND 7200", name="questions_are_short"),
        sa.CheckConstraint("(started_at IS NULL) = (window_ends_at IS NULL)", name="window_when_started"),
        sa.CheckConstraint("answered >= 0", name="answered_not_negative"),
    )

    day_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("decision_day.id", ondelete="CASCADE"))
    item_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ballot_item.id", ondelete="CASCADE"))
    position: Mapped[int]
    duration_seconds: Mapped[int] = mapped_column(default=TALK_SECONDS)
    questions_seconds: Mapped[int] = mapped_column(default=0)
    presenter: Mapped[str] = mapped_column(sa.String(140), default="")
    mode: Mapped[Mode] = mapped_column(default=Mode.LIVE)
    started_at: Mapped[dt.datetime | None]
    window_ends_at: Mapped[dt.datetime | None]
    answered: Mapped[int] = mapped_column(default=0)

    day: Mapped[DecisionDay] = relationship(back_populates="slots")


class Stall(Entity):
    """One table of the marketplace."""

    __tablename__ = "hall_stall"
    __table_args__ = (sa.UniqueConstraint("day_id", "name"),)

    day_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("decision_day.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(140))
    where: Mapped[str] = mapped_column(sa.String(140), default="")
    position: Mapped[int] = mapped_column(default=0)

    day: Mapped[DecisionDay] = relationship(back_populates="stalls")


class CardPack(Entity):
    """A shuffled pack of cards. electorate, area_id: whose cards. is_named: for use without a connection; the desk
    notes such a card's code with the person, so that a duplicate's vote can be held."""

    __tablename__ = "card_pack"
    __table_args__ = (
        sa.UniqueConstraint("day_id", "number"),
        sa.CheckConstraint(f"size BETWEEN 1 AND {MOST_CARDS}", name="size_can_be_carried"),
    )

    day_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("decision_day.id", ondelete="CASCADE"))
    number: Mapped[int]
    size: Mapped[int]
    electorate: Mapped[Electorate] = mapped_column(default=Electorate.OPEN)
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    is_named: Mapped[bool] = mapped_column(default=False)
    made_on: Mapped[dt.date]


class HallCard(Entity):
    """A way into the hall's vote. pack_id, digest, link: of a printed card, None for a voter with a code of their own.

    digest, link: keyed hashes of its code and of the address in its QR picture.

    voter_id: the row of the register that a card's vote hangs on, without a name; None until the card is used.
    serial: of the last sealed vote that its device handed over, so that an older one does not come on top.
    """

    __tablename__ = "hall_card"
    __table_args__ = (sa.CheckConstraint("(pack_id IS NULL) = (digest IS NULL)", name="printed_or_own"),)

    day_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("decision_day.id", ondelete="CASCADE"), index=True)
    pack_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("card_pack.id", ondelete="CASCADE"), index=True)
    digest: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    link: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    voter_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("voter.id", ondelete="CASCADE"), unique=True)
    is_revoked: Mapped[bool] = mapped_column(default=False)
    serial: Mapped[int] = mapped_column(default=0)


class Stay(Entity):
    """A voter on the register in the room: from the pitch `from_slot` (0: before the first) to `to_slot`.

    Pitches and not times, and deleted when the list is closed: who missed which talk must not lead to a ballot.
    """

    __tablename__ = "hall_stay"
    __table_args__ = (
        sa.Index(
            "uq_hall_stay_in_room",
            "day_id",
            "voter_id",
            unique=True,
            sqlite_where=sa.text("to_slot IS NULL"),
            postgresql_where=sa.text("to_slot IS NULL"),
        ),
    )

    day_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("decision_day.id", ondelete="CASCADE"))
    voter_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("voter.id", ondelete="CASCADE"), index=True)
    from_slot: Mapped[int]
    to_slot: Mapped[int | None]


class HallCount(Base):
    """How many of one kind."""

    __tablename__ = "hall_count"
    __table_args__ = (sa.CheckConstraint("number >= 0", name="number_not_negative"),)

    day_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("decision_day.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[Tally] = mapped_column(primary_key=True)
    number: Mapped[int]


class Handover(Entity):
    """Something made without a connection, taken once. key: hash of the random key that its device gave it."""

    __tablename__ = "hall_handover"
    __table_args__ = (sa.UniqueConstraint("day_id", "key"),)

    day_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("decision_day.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(sa.String(64))
    kind: Mapped[HandoverKind]
    state: Mapped[HandoverState]
    on: Mapped[dt.date]

"""What is watched: indicators with their baseline, targets and observations."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Entity


class Unit(StrEnum):
    """What the values of an indicator are. A percentage is kept as 62.5, a rate as a number for each 1,000 people."""

    COUNT = "count"
    PERCENT = "percent"
    MEAN = "mean"
    RATE = "rate"
    POUNDS = "pounds"
    HOURS = "hours"


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"


class Level(StrEnum):
    """How near to people's lives the indicator is: what was done, what changed, or the background."""

    OUTPUT = "output"
    OUTCOME = "outcome"
    CONTEXT = "context"


class Indicator(Entity):
    """Something that is counted or asked, again and again. baseline None: no baseline, never 0."""

    __tablename__ = "indicator"
    __table_args__ = (sa.CheckConstraint("baseline IS NULL OR baseline_on IS NOT NULL", name="baseline_has_a_date"),)

    code: Mapped[str] = mapped_column(sa.String(10), unique=True)
    name: Mapped[str] = mapped_column(sa.String(140))
    definition: Mapped[str] = mapped_column(default="")
    unit: Mapped[Unit]
    direction: Mapped[Direction] = mapped_column(default=Direction.UP)
    level: Mapped[Level] = mapped_column(default=Level.OUTCOME)
    baseline: Mapped[Decimal | None] = mapped_column(sa.Numeric(14, 3))
    baseline_on: Mapped[dt.date | None]
    baseline_source: Mapped[str] = mapped_column(sa.String(200), default="")
    is_retired: Mapped[bool] = mapped_column(default=False)

    targets: Mapped[list[Target]] = relationship(
        back_populates="indicator", order_by="Target.due_on, Target.number", cascade="all, delete-orphan"
    )
    observations: Mapped[list[Observation]] = relationship(
        back_populates="indicator", order_by="Observation.to_on", cascade="all, delete-orphan"
    )
    links: Mapped[list[IndicatorLink]] = relationship(back_populates="indicator", cascade="all, delete-orphan")


class IndicatorLink(Entity):
    """The indicator tells whether this action, or this objective, works."""

    __tablename__ = "indicator_link"
    __table_args__ = (
        sa.CheckConstraint("(action_id IS NULL) <> (objective_id IS NULL)", name="links_one_thing"),
        sa.UniqueConstraint("indicator_id", "action_id"),
        sa.UniqueConstraint("indicator_id", "objective_id"),
        sa.Index(None, "action_id"),
        sa.Index(None, "objective_id"),
    )

    indicator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("indicator.id"))
    action_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("action.id"))
    objective_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("objective.id"))

    indicator: Mapped[Indicator] = relationship(back_populates="links")


class Target(Entity):
    """A value to be reached by a day. Set anew, it is a row with the next `number`; the old one stays, not current."""

    __tablename__ = "target"
    __table_args__ = (
        sa.UniqueConstraint("indicator_id", "due_on", "number"),
        sa.CheckConstraint("number = 1 OR reason <> ''", name="new_value_has_a_reason"),
    )

    indicator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("indicator.id"))
    due_on: Mapped[dt.date]
    number: Mapped[int] = mapped_column(default=1)
    value: Mapped[Decimal] = mapped_column(sa.Numeric(14, 3))
    reason: Mapped[str] = mapped_column(default="")
    is_current: Mapped[bool] = mapped_column(default=True)

    indicator: Mapped[Indicator] = relationship(back_populates="targets")


class Observation(Entity):
    """What was seen in one period, for the whole district (area None) or one area.

    value is in the indicator's unit; a percentage also keeps numerator and denominator, so that areas and periods add
    up (E93). Public only once approved by another person than entered it. A correction is a new row that restates the
    old one, with a note (E91).
    """

    __tablename__ = "observation"
    __table_args__ = (
        sa.CheckConstraint("to_on >= from_on", name="period_in_order"),
        sa.CheckConstraint("approved_by_id <> entered_by_id", name="approved_by_another"),
        sa.CheckConstraint("(approved_by_id IS NULL) = (approved_on IS NULL)", name="approval_is_whole"),
        sa.CheckConstraint("numerator IS NULL OR denominator > 0", name="share_has_a_base"),
        sa.CheckConstraint("restates_id IS NULL OR note <> ''", name="restatement_has_a_note"),
        sa.Index(None, "indicator_id", "to_on"),
    )

    indicator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("indicator.id"))
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]
    value: Mapped[Decimal] = mapped_column(sa.Numeric(14, 3))
    numerator: Mapped[int | None]
    denominator: Mapped[int | None]
    source: Mapped[str] = mapped_column(sa.String(200))
    note: Mapped[str] = mapped_column(default="")
    is_suppressed: Mapped[bool] = mapped_column(default=False)
    entered_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    approved_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    approved_on: Mapped[dt.date | None]
    restates_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("observation.id"), unique=True)

    indicator: Mapped[Indicator] = relationship(back_populates="observations")

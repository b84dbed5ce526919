"""A reading of an indicator, taken by a project."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Entity


class OutcomeReading(Entity):
    """What a project measured of an indicator on a day. base: people asked; None where the indicator asks nobody."""

    __tablename__ = "outcome_reading"
    __table_args__ = (
        sa.CheckConstraint("base IS NULL OR base > 0", name="base_is_positive"),
        sa.Index(None, "indicator_id", "read_on"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"), index=True)
    indicator_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("indicator.id"))
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"), index=True)
    read_on: Mapped[dt.date]
    value: Mapped[Decimal] = mapped_column(sa.Numeric(16, 4))
    base: Mapped[int | None]
    how: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    logged_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    logged_on: Mapped[dt.date]
    is_void: Mapped[bool] = mapped_column(default=False)

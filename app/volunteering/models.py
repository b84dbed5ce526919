"""Hours that volunteers gave to a project."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Entity


class HoursState(StrEnum):
    LOGGED = "logged"
    VERIFIED = "verified"
    REJECTED = "rejected"


class HoursEntry(Entity):
    """Hours of a number of volunteers on one day; nobody is named. hours: of all together, at most 24 for each."""

    __tablename__ = "hours_entry"
    __table_args__ = (
        sa.CheckConstraint("volunteers > 0", name="somebody_helped"),
        sa.CheckConstraint("hours >= 0.25 AND hours <= 24 * volunteers", name="hours_fit_in_a_day"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"), index=True)
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"), index=True)
    given_on: Mapped[dt.date]
    volunteers: Mapped[int]
    hours: Mapped[Decimal] = mapped_column(sa.Numeric(8, 2))
    activity: Mapped[str] = mapped_column(sa.String(200), default="")
    state: Mapped[HoursState] = mapped_column(default=HoursState.LOGGED)
    logged_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    verified_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))

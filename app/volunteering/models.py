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
    """Hours of a number of volunteers on one day; nobody is named. hours: of all together, at most 24 for each.

    verified_by_id: who looked at it, somebody else than who logged it. reason: why it was rejected.
    """

    __tablename__ = "hours_entry"
    __table_args__ = (
        sa.CheckConstraint("volunteers > 0", name="somebody_helped"),
        sa.CheckConstraint("hours >= 0.25 AND hours <= 24 * volunteers", name="hours_fit_in_a_day"),
        sa.CheckConstraint("verified_by_id <> logged_by_id", name="verified_by_another"),
        sa.CheckConstraint("(state = 'logged') = (verified_by_id IS NULL)", name="verified_by_someone"),
        sa.Index(None, "project_id", "given_on"),
        sa.Index(None, "state", "project_id"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"))
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"), index=True)
    given_on: Mapped[dt.date]
    volunteers: Mapped[int]
    hours: Mapped[Decimal] = mapped_column(sa.Numeric(8, 2))
    activity: Mapped[str] = mapped_column(sa.String(200), default="")
    lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    state: Mapped[HoursState] = mapped_column(default=HoursState.LOGGED)
    logged_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    logged_on: Mapped[dt.date]
    verified_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    verified_on: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(default="")
    is_void: Mapped[bool] = mapped_column(default=False)

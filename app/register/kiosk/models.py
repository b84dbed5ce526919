"""Devices that many voters share: which one, for which round, who answers for it, and how to end it."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Entity


class Kiosk(Entity):
    """One shared device from when a worker hands it to voters until somebody takes it back.

    The device holds the id in a signed cookie under /vote. pin_hash: of the digits that the worker chose to end it.
    lang: the language in which it begins with each new voter.
    """

    __tablename__ = "kiosk"
    __table_args__ = (
        sa.Index(None, "round_id"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_it_starts"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"))
    place: Mapped[str] = mapped_column(sa.String(120))
    lang: Mapped[str] = mapped_column(sa.String(3), default="en")
    pin_hash: Mapped[str] = mapped_column(sa.String(200))
    started_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    started_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]

"""What the representation watch keeps: hourly totals of page opens, census shares with their source, alerts."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId, Entity
from app.rounds.models import Channel


class PageOpens(Base):
    """How often the first page of a vote was opened in one hour, in one way, in one language: nothing of a visitor."""

    __tablename__ = "page_opens"
    __table_args__ = (sa.CheckConstraint("number > 0", name="number_counts"),)

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"), primary_key=True)
    hour: Mapped[dt.datetime] = mapped_column(primary_key=True)
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    lang: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    number: Mapped[int]


class CensusShare(Base):
    """The share of the district's people in one option of one table, as an officer loaded it from a source.

    dimension: a field of the equality questions, "ward" or "language"; key: its option, the ward's name, or a language
    code. ratio: 0 to 1. is_sample: invented to show the pages, and marked so wherever it is shown.
    """

    __tablename__ = "census_share"
    __table_args__ = (
        sa.UniqueConstraint("dimension", "key"),
        sa.CheckConstraint("ratio >= 0 AND ratio <= 1", name="ratio_is_a_share"),
        sa.CheckConstraint("source <> ''", name="source_is_named"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    dimension: Mapped[str] = mapped_column(sa.String(30))
    key: Mapped[str] = mapped_column(sa.String(120))
    ratio: Mapped[float] = mapped_column(sa.Float())
    source: Mapped[str] = mapped_column(sa.String(300))
    source_on: Mapped[dt.date]
    is_sample: Mapped[bool] = mapped_column(default=False)


class WatchPlan(Entity):
    """When a round's watch raises an alert: a share of voters under `least_percent` of the census share."""

    __tablename__ = "watch_plan"
    __table_args__ = (sa.CheckConstraint("least_percent BETWEEN 1 AND 100", name="percent_is_a_share"),)

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"), unique=True)
    least_percent: Mapped[int] = mapped_column(default=60)


class OutreachAlert(Entity):
    """A ward or language that takes part less than its share while voting is open. note: what was done by whom."""

    __tablename__ = "outreach_alert"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "dimension", "key"),
        sa.CheckConstraint("(done_by_id IS NULL) = (done_on IS NULL)", name="done_by_somebody"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    dimension: Mapped[str] = mapped_column(sa.String(30))
    key: Mapped[str] = mapped_column(sa.String(120))
    text: Mapped[str] = mapped_column(sa.String(200))
    raised_on: Mapped[dt.date]
    done_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    done_on: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(default="")

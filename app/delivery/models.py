"""A funded project, what it logs, and what it claims to have changed in the plan."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId, Entity


class ProjectState(StrEnum):
    SET_UP = "set-up"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"
    CLOSED = "closed"


class Project(Entity):
    """Work that logs activity.

    award_id, fund_id: None for work the council pays for from its own money. min_age: 0 when anyone may come.
    target_participants: people to reach, each counted once; 0 when none was named.
    """

    __tablename__ = "project"
    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),)

    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    award_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("award.id"), unique=True)
    proposal_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("community_group.id"), index=True)
    fund_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("fund.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(140))
    summary: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    theme: Mapped[str] = mapped_column(sa.String(60), default="", index=True)
    amount_pence: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    min_age: Mapped[int] = mapped_column(default=0)
    target_participants: Mapped[int] = mapped_column(default=0)
    starts_on: Mapped[dt.date] = mapped_column(index=True)
    ends_on: Mapped[dt.date]
    state: Mapped[ProjectState] = mapped_column(default=ProjectState.ACTIVE)


class ProjectArea(Base):
    """An area that a project works in."""

    __tablename__ = "project_area"

    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    area_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("area.id"), primary_key=True, index=True)


class ProjectAction(Base):
    """An action of the plan that a project serves."""

    __tablename__ = "project_action"

    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    action_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("action.id"), primary_key=True, index=True)


class LineKind(StrEnum):
    """What one log line counts."""

    PARTICIPANTS = "participants"  # people counted once in the project
    ATTENDANCES = "attendances"  # a person at a session
    SESSIONS = "sessions"
    HOURS = "hours"  # given by volunteers
    READING = "reading"  # of an indicator
    SPEND = "spend"  # pence


class LogLine(Base):
    """One quantity that a project logged, of whatever kind; never changed, only voided (`design.md` 2, rule 4).

    base: people asked, for a reading; None elsewhere. is_out_of_window: outside the project's dates, so in no total
    (`domain.md` S0-06).
    """

    __tablename__ = "log_line"
    __table_args__ = (
        sa.CheckConstraint("quantity >= 0", name="quantity_is_not_negative"),
        sa.CheckConstraint("NOT is_void OR void_reason <> ''", name="void_has_a_reason"),
        sa.Index(None, "project_id", "kind", "id"),
        sa.Index(None, "project_id", "id"),
        sa.Index(None, "source_type", "source_id"),
        sa.Index(None, "indicator_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"))
    kind: Mapped[LineKind]
    quantity: Mapped[Decimal] = mapped_column(sa.Numeric(16, 4))
    unit: Mapped[str] = mapped_column(sa.String(20))
    base: Mapped[int | None]
    on: Mapped[dt.date]
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"), index=True)
    indicator_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("indicator.id"))
    source_type: Mapped[str] = mapped_column(sa.String(40))
    source_id: Mapped[str] = mapped_column(sa.String(40))
    is_out_of_window: Mapped[bool] = mapped_column(default=False)
    is_void: Mapped[bool] = mapped_column(default=False)
    void_reason: Mapped[str] = mapped_column(default="")
    logged_at: Mapped[dt.datetime]


class LogLineAction(Base):
    """An action that a log line counts towards. kind: the line's own, so that lines of one kind are found fast."""

    __tablename__ = "log_line_action"
    __table_args__ = (
        sa.Index(None, "action_id", "kind", "log_line_id"),
        sa.Index(None, "action_id", "log_line_id"),
    )

    log_line_id: Mapped[int] = mapped_column(sa.ForeignKey("log_line.id"), primary_key=True)
    action_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("action.id"), primary_key=True)
    kind: Mapped[LineKind]


class ProjectTotal(Base):
    """The sum of a project's lines of one kind, kept by the commands that write and void lines.

    quantity, lines: in the project's dates; outside_quantity, outside_lines: the rest. Void lines are in neither.
    `queries.totals_anew` works the same out from the lines.
    """

    __tablename__ = "project_total"

    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"), primary_key=True)
    kind: Mapped[LineKind] = mapped_column(primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(sa.Numeric(16, 4), default=Decimal(0))
    lines: Mapped[int] = mapped_column(default=0)
    outside_quantity: Mapped[Decimal] = mapped_column(sa.Numeric(16, 4), default=Decimal(0))
    outside_lines: Mapped[int] = mapped_column(default=0)


class ActionTotal(Base):
    """The same, of those lines of a project that count towards one action."""

    __tablename__ = "action_total"

    action_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("action.id"), primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"), primary_key=True, index=True)
    kind: Mapped[LineKind] = mapped_column(primary_key=True)
    quantity: Mapped[Decimal] = mapped_column(sa.Numeric(16, 4), default=Decimal(0))
    lines: Mapped[int] = mapped_column(default=0)
    outside_quantity: Mapped[Decimal] = mapped_column(sa.Numeric(16, 4), default=Decimal(0))
    outside_lines: Mapped[int] = mapped_column(default=0)


class ContributionKind(StrEnum):
    DIRECT = "direct"
    SUPPORTING = "supporting"
    ENABLING = "enabling"


class ContributionState(StrEnum):
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    PART_ACCEPTED = "part-accepted"
    REFUSED = "refused"


class Contribution(Entity):
    """A project's claimed, then accepted, effect on an action or an indicator.

    claimed, accepted: in the indicator's unit, or a count of changes for an action; accepted is None until decided.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        sa.CheckConstraint("action_id IS NOT NULL OR indicator_id IS NOT NULL", name="has_a_target"),
        sa.CheckConstraint("accepted IS NULL OR accepted BETWEEN 0 AND claimed", name="accepted_within_claimed"),
        sa.CheckConstraint("(state = 'claimed') = (decided_by_id IS NULL)", name="decided_by_someone"),
        sa.CheckConstraint("decided_by_id <> claimed_by_id", name="decided_by_another"),
        sa.CheckConstraint("claimed > 0", name="claims_something"),
        sa.Index(None, "state", "claimed_on"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"), index=True)
    action_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("action.id"), index=True)
    indicator_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    kind: Mapped[ContributionKind] = mapped_column(default=ContributionKind.DIRECT)
    narrative: Mapped[str]
    lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    claimed: Mapped[Decimal] = mapped_column(sa.Numeric(16, 4))
    accepted: Mapped[Decimal | None] = mapped_column(sa.Numeric(16, 4))
    state: Mapped[ContributionState] = mapped_column(default=ContributionState.CLAIMED)
    claimed_on: Mapped[dt.date]
    claimed_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_on: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(default="")

"""What lines add up to, for a project and for an action: read from kept totals, however many lines there are."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

import sqlalchemy as sa

from app.core.db import db
from app.core.disclosure import Shown, shown

from ..models import (
    ActionTotal,
    Contribution,
    LineKind,
    LogLine,
    LogLineAction,
    Project,
    ProjectAction,
    ProjectTotal,
)
from ..small_numbers import total_of
from ..states import ACCEPTED


@dataclass(slots=True)
class Totals:
    """Sums by kind, in the project's dates and outside them; kinds that were not logged are 0."""

    inside: dict[LineKind, Decimal] = field(default_factory=dict)
    outside: dict[LineKind, Decimal] = field(default_factory=dict)
    lines: dict[LineKind, int] = field(default_factory=dict)

    def of(self, kind: LineKind) -> Decimal:
        return self.inside.get(kind, Decimal(0))

    def beyond(self, kind: LineKind) -> Decimal:
        """What was logged outside the project's dates."""
        return self.outside.get(kind, Decimal(0))

    def people(self, kind: LineKind) -> Shown:
        """A number of people as the public sees it."""
        return shown(int(self.of(kind)))


def projects_totals(project_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Totals]:
    """What each of these projects logged, each participant counted once in the project."""
    found: dict[uuid.UUID, Totals] = {each: Totals() for each in project_ids}
    rows = sa.select(ProjectTotal).where(ProjectTotal.project_id.in_(list(project_ids)))
    for row in db.session.scalars(rows) if found else ():
        totals = found[row.project_id]
        totals.inside[row.kind], totals.outside[row.kind] = row.quantity, row.outside_quantity
        totals.lines[row.kind] = row.lines
    return found


def project_totals(project_id: uuid.UUID) -> Totals:
    return projects_totals([project_id])[project_id]


def totals_anew(project_id: uuid.UUID, action_id: uuid.UUID | None = None) -> Totals:
    """The same, added up line by line: what the kept totals must equal."""
    inside = sa.func.sum(sa.case((LogLine.is_out_of_window, 0), else_=LogLine.quantity))
    outside = sa.func.sum(sa.case((LogLine.is_out_of_window, LogLine.quantity), else_=0))
    counted = sa.func.sum(sa.case((LogLine.is_out_of_window, 0), else_=1))
    found = sa.select(LogLine.kind, inside, outside, counted).where(LogLine.project_id == project_id, ~LogLine.is_void)
    if action_id is not None:
        found = found.join(LogLineAction, LogLineAction.log_line_id == LogLine.id).where(
            LogLineAction.action_id == action_id
        )
    totals = Totals()
    for kind, quantity, rest, lines in db.session.execute(found.group_by(LogLine.kind)):
        totals.inside[kind], totals.outside[kind], totals.lines[kind] = Decimal(quantity), Decimal(rest), int(lines)
    return totals


@dataclass(frozen=True, slots=True)
class ActionLine:
    """What the fund did for one action of the plan.

    participants, attendances: people, as the public may see them; a participant is counted once in each project. pence:
    the money of the projects that serve it, whole; `shared_projects` of them serve other actions too, and their money
    is whole in each. changes: accepted by an officer.
    """

    action_id: uuid.UUID
    participants: Shown
    attendances: Shown
    sessions: int
    hours: Decimal
    readings: int
    projects: int
    shared_projects: int
    groups: int
    pence: int
    changes: Decimal

    @property
    def is_empty(self) -> bool:
        return self.projects == 0


def action_line(action_id: uuid.UUID) -> ActionLine:
    """The numbers of one action: at most four statements, whatever was logged."""
    projects, groups, pence = db.session.execute(
        sa.select(
            sa.func.count(Project.id),
            sa.func.count(sa.distinct(Project.group_id)),
            sa.func.coalesce(sa.func.sum(Project.amount_pence), 0),
        )
        .join(ProjectAction, ProjectAction.project_id == Project.id)
        .where(ProjectAction.action_id == action_id)
    ).one()
    parts: dict[LineKind, list[Decimal]] = {}
    readings = 0
    totals = sa.select(ActionTotal.kind, ActionTotal.quantity, ActionTotal.lines).order_by(ActionTotal.project_id)
    for kind, quantity, lines in db.session.execute(totals.where(ActionTotal.action_id == action_id)):
        parts.setdefault(kind, []).append(quantity)
        readings += lines if kind is LineKind.READING else 0
    return ActionLine(
        action_id=action_id,
        participants=total_of([int(n) for n in parts.get(LineKind.PARTICIPANTS, [])]),
        attendances=total_of([int(n) for n in parts.get(LineKind.ATTENDANCES, [])]),
        sessions=int(sum(parts.get(LineKind.SESSIONS, []))),
        hours=sum(parts.get(LineKind.HOURS, []), Decimal(0)),
        readings=readings,
        projects=projects,
        shared_projects=_shared(action_id) if projects else 0,
        groups=groups,
        pence=int(pence),
        changes=_accepted_changes(action_id),
    )


def _shared(action_id: uuid.UUID) -> int:
    other = sa.orm.aliased(ProjectAction)
    serves_another = sa.exists().where(
        other.project_id == ProjectAction.project_id, other.action_id != ProjectAction.action_id
    )
    found = sa.select(sa.func.count()).where(ProjectAction.action_id == action_id, serves_another)
    return db.session.scalar(found) or 0


def _accepted_changes(action_id: uuid.UUID) -> Decimal:
    found = sa.select(sa.func.sum(Contribution.accepted)).where(
        Contribution.action_id == action_id, Contribution.state.in_(ACCEPTED)
    )
    return Decimal(db.session.scalar(found) or 0)

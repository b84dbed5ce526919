"""Log lines: written once with what they sum to, voided with a reason, never changed (`design.md` 2, rule 4)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.core.access import Actor
from app.core.clock import now
from app.core.db import Entity, db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _

from .. import queries
from ..models import ActionTotal, LineKind, LogLine, LogLineAction, Project, ProjectTotal
from ..policies import can_log, can_log_in, can_void

_NOTHING: dict[str, Any] = {"quantity": Decimal(0), "lines": 0, "outside_quantity": Decimal(0), "outside_lines": 0}


def write_line(
    project_id: uuid.UUID,
    kind: LineKind,
    quantity: Decimal | int,
    unit: str,
    on: dt.date,
    area_id: uuid.UUID | None,
    action_ids: Iterable[uuid.UUID],
    source: Entity,
    *,
    indicator_id: uuid.UUID | None = None,
    base: int | None = None,
) -> LogLine:
    """The project's log, its totals and those of the actions hold the quantity, if the open unit of work commits.

    source: the row that the line belongs to, already flushed. A line outside the project's dates is flagged and stays
    out of the totals (`domain.md` S0-06). Who may log, and where, the caller has asked `check_log`.

    Raises:
        DomainError: one of the actions is not one that the project serves.
    """
    project = locked(Project, project_id)
    actions = set(action_ids)
    if actions - queries.action_ids_of(project_id):
        raise DomainError(_("This project does not serve that action"), field="action_ids")
    line = LogLine(
        project_id=project_id,
        kind=kind,
        quantity=Decimal(quantity),
        unit=unit,
        base=base,
        on=on,
        area_id=area_id,
        indicator_id=indicator_id,
        source_type=source.__tablename__,
        source_id=str(source.id),
        is_out_of_window=not project.starts_on <= on <= project.ends_on,
        logged_at=now(),
    )
    db.session.add(line)
    db.session.flush()
    db.session.add_all(LogLineAction(log_line_id=line.id, action_id=each, kind=kind) for each in actions)
    _add_up(line, actions, sign=1)
    db.session.flush()
    return line


def _add_up(line: LogLine, action_ids: Collection[uuid.UUID], *, sign: int) -> None:
    """The totals hold the line (sign 1) or no longer do (-1). The project's lock keeps others out."""
    totals: list[ProjectTotal | ActionTotal] = [_total_of_project(line)]
    totals += [_total_of_action(line, each) for each in sorted(action_ids, key=str)]
    for total in totals:
        if line.is_out_of_window:
            total.outside_quantity += sign * line.quantity
            total.outside_lines += sign
        else:
            total.quantity += sign * line.quantity
            total.lines += sign


def _total_of_project(line: LogLine) -> ProjectTotal:
    total = db.session.get(ProjectTotal, (line.project_id, line.kind), populate_existing=True)
    if total is None:
        total = ProjectTotal(project_id=line.project_id, kind=line.kind, **_NOTHING)
        db.session.add(total)
    return total


def _total_of_action(line: LogLine, action_id: uuid.UUID) -> ActionTotal:
    total = db.session.get(ActionTotal, (action_id, line.project_id, line.kind), populate_existing=True)
    if total is None:
        total = ActionTotal(action_id=action_id, project_id=line.project_id, kind=line.kind, **_NOTHING)
        db.session.add(total)
    return total


def check_log(
    actor: Actor, project_id: uuid.UUID, on: dt.date, area_id: uuid.UUID | None, *, today: dt.date, override: str = ""
) -> Project:
    """The project, locked: the actor may log there for that day and area.

    override: an officer's reason for an area outside the project's (`domain.md` S0-05); it goes to the audit log.

    Raises:
        NotAllowed: not for this actor, this project or this area.
        DomainError: the day has not come yet.
    """
    project = locked(Project, project_id)
    if not (verdict := can_log(actor, project)):
        raise NotAllowed(verdict.reason)
    if on > today:
        raise DomainError(_("Enter a day that is not in the future"), field="on")
    check_area(actor, project, area_id, override)
    return project


def check_area(actor: Actor, project: Project, area_id: uuid.UUID | None, override: str) -> None:
    verdict = can_log_in(actor, project, area_id, queries.area_ids_of(project.id), override)
    if not verdict:
        field = "override" if can_log_in(actor, project, area_id, queries.area_ids_of(project.id), "x") else "area_id"
        raise NotAllowed(verdict.reason, field=field)


def void_lines(actor: Actor, source: Entity, project_id: uuid.UUID, reason: str) -> list[LogLine]:
    """The lines of the record are void with a reason, and in no total any more; they stay readable.

    Raises:
        NotAllowed: not for this actor.
        WrongState: they are void already.
        DomainError: no reason is given.
    """
    project = locked(Project, project_id)
    if not (verdict := can_void(actor, project)):
        raise NotAllowed(verdict.reason)
    if not reason.strip():
        raise DomainError(_("Enter why it is taken out"), field="reason")
    found = sa.select(LogLine).where(
        LogLine.source_type == source.__tablename__, LogLine.source_id == str(source.id), ~LogLine.is_void
    )
    lines = list(db.session.scalars(found.order_by(LogLine.id).execution_options(populate_existing=True)))
    if not lines:
        raise WrongState(_("This has already been taken out of the log"))
    for line in lines:
        actions = set(
            db.session.scalars(sa.select(LogLineAction.action_id).where(LogLineAction.log_line_id == line.id))
        )
        line.is_void, line.void_reason = True, reason.strip()
        _add_up(line, actions, sign=-1)
    db.session.flush()
    return lines

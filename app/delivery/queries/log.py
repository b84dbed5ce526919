"""Reads of log lines, the newest first, page by page from a line's number (keyset), never by counting."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.areas.models import Area
from app.core.db import db
from app.strategy.models import Action, Indicator, Unit

from ..models import LineKind, LogLine, LogLineAction, Project


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which lines: of one project, one action, one kind. None: all."""

    project_id: uuid.UUID | None = None
    action_id: uuid.UUID | None = None
    kind: LineKind | None = None


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line with what a list names."""

    id: int
    kind: LineKind
    quantity: Decimal
    unit: str
    base: int | None
    on: dt.date
    is_out_of_window: bool
    is_void: bool
    void_reason: str
    source_type: str
    source_id: str
    area_name: str | None
    project_reference: str
    project_title: str
    project_lang: str
    indicator_code: str | None
    indicator_name: str | None

    @property
    def is_share(self) -> bool:
        return self.unit == Unit.PERCENT


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            LogLine.id,
            LogLine.kind,
            LogLine.quantity,
            LogLine.unit,
            LogLine.base,
            LogLine.on,
            LogLine.is_out_of_window,
            LogLine.is_void,
            LogLine.void_reason,
            LogLine.source_type,
            LogLine.source_id,
            Area.name,
            Project.reference,
            Project.title,
            Project.lang,
            Indicator.code,
            Indicator.name,
        )
        .join(Project, Project.id == LogLine.project_id)
        .outerjoin(Area, Area.id == LogLine.area_id)
        .outerjoin(Indicator, Indicator.id == LogLine.indicator_id)
    )


def log_lines(wanted: LogFilter, *, before: int | None = None, size: int = 50) -> tuple[list[LineRow], int | None]:
    """Lines that are not void, the newest first, below the number `before`; and the number that the next page is below.

    The second is None on the last page.
    """
    found = _rows().where(~LogLine.is_void)
    if wanted.project_id is not None:
        found = found.where(LogLine.project_id == wanted.project_id)
    if wanted.action_id is not None:
        found = found.join(LogLineAction, LogLineAction.log_line_id == LogLine.id)
        found = found.where(LogLineAction.action_id == wanted.action_id)
        if wanted.kind is not None:
            found = found.where(LogLineAction.kind == wanted.kind)
        number: sa.ColumnElement[int] = LogLineAction.log_line_id.expression
    else:
        number = LogLine.id.expression
        if wanted.kind is not None:
            found = found.where(LogLine.kind == wanted.kind)
    if before is not None:
        # Said of both columns: PostgreSQL may walk the lines themselves, and must not begin at the newest.
        found = found.where(number < before, LogLine.id < before)
    rows = [LineRow(*row) for row in db.session.execute(found.order_by(number.desc()).limit(size + 1))]
    return rows[:size], (rows[size - 1].id if len(rows) > size else None)


def project_log(project_id: uuid.UUID, *, before: int | None = None, size: int = 60) -> list[LineRow]:
    """A project's lines, void ones too, the newest first: for its own group and its officers."""
    found = _rows().where(LogLine.project_id == project_id)
    if before is not None:
        found = found.where(LogLine.id < before)
    return [LineRow(*row) for row in db.session.execute(found.order_by(LogLine.id.desc()).limit(size))]


def lines_of_source(project_id: uuid.UUID, source_type: str, source_id: str) -> list[LineRow]:
    """The lines of one record, the newest first; none where the record is not this project's."""
    found = _rows().where(
        LogLine.source_type == source_type, LogLine.source_id == source_id, LogLine.project_id == project_id
    )
    return [LineRow(*row) for row in db.session.execute(found.order_by(LogLine.id.desc()))]


def action_codes_of(line_ids: Collection[int]) -> dict[int, list[str]]:
    """For each line the codes of the actions that it counts towards."""
    codes: dict[int, list[str]] = {each: [] for each in line_ids}
    found = (
        sa.select(LogLineAction.log_line_id, Action.code)
        .join(Action, Action.id == LogLineAction.action_id)
        .where(LogLineAction.log_line_id.in_(list(line_ids)))
        .order_by(Action.code)
    )
    for line_id, code in db.session.execute(found) if codes else ():
        codes[line_id].append(code)
    return codes

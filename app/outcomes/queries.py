"""Reads of what projects measured."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.delivery.models import Project, ProjectAction
from app.strategy.models import Action, Indicator, IndicatorLink

from .models import OutcomeReading


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A reading with its project and indicator."""

    reading: OutcomeReading
    project: Project
    indicator: Indicator


def reading(reading_id: uuid.UUID) -> OutcomeReading:
    return db.session.scalars(sa.select(OutcomeReading).where(OutcomeReading.id == reading_id)).one()


def actions_tied(project_id: uuid.UUID, indicator_id: uuid.UUID) -> list[uuid.UUID]:
    """Actions that the project serves and the indicator tells about, itself or by their objective."""
    tied = sa.exists().where(
        IndicatorLink.indicator_id == indicator_id,
        sa.or_(IndicatorLink.action_id == Action.id, IndicatorLink.objective_id == Action.objective_id),
    )
    found = sa.select(Action.id).join(ProjectAction, ProjectAction.action_id == Action.id)
    return list(db.session.scalars(found.where(ProjectAction.project_id == project_id, tied).order_by(Action.code)))


def _rows() -> sa.Select[OutcomeReading, Project, Indicator]:
    return (
        sa.select(OutcomeReading, Project, Indicator)
        .join(Project, Project.id == OutcomeReading.project_id)
        .join(Indicator, Indicator.id == OutcomeReading.indicator_id)
    )


def readings_of_indicator(indicator_id: uuid.UUID, limit: int = 50) -> list[ReadingRow]:
    """What projects measured of an indicator, the newest first."""
    found = _rows().where(OutcomeReading.indicator_id == indicator_id, ~OutcomeReading.is_void)
    ordered = found.order_by(OutcomeReading.read_on.desc(), OutcomeReading.id).limit(limit)
    return [ReadingRow(*row) for row in db.session.execute(ordered)]


def readings_of_project(project_id: uuid.UUID, limit: int = 50) -> list[ReadingRow]:
    """What a project measured, the newest first."""
    found = _rows().where(OutcomeReading.project_id == project_id, ~OutcomeReading.is_void)
    ordered = found.order_by(OutcomeReading.read_on.desc(), OutcomeReading.id).limit(limit)
    return [ReadingRow(*row) for row in db.session.execute(ordered)]


def logged_by(person_id: uuid.UUID) -> list[ReadingRow]:
    """What somebody logged, oldest first."""
    found = _rows().where(OutcomeReading.logged_by_id == person_id)
    return [ReadingRow(*row) for row in db.session.execute(found.order_by(OutcomeReading.read_on, OutcomeReading.id))]

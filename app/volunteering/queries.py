"""Reads of volunteer hours."""

from __future__ import annotations

import uuid
from collections.abc import Collection

import sqlalchemy as sa

from app.core.db import db
from app.delivery.models import Project

from .models import HoursEntry, HoursState


def entry(entry_id: uuid.UUID) -> HoursEntry:
    return db.session.scalars(sa.select(HoursEntry).where(HoursEntry.id == entry_id)).one()


def entries_of(
    project_id: uuid.UUID, *, waiting_only: bool = False, page: int = 1, size: int = 20
) -> tuple[list[HoursEntry], int]:
    """One page of a project's entries that are not taken out: those to be checked first, then the newest."""
    conditions = [HoursEntry.project_id == project_id, ~HoursEntry.is_void]
    if waiting_only:
        conditions.append(HoursEntry.state == HoursState.LOGGED)
    found = sa.select(HoursEntry).where(*conditions)
    ordered = found.order_by(HoursEntry.state != HoursState.LOGGED, HoursEntry.given_on.desc(), HoursEntry.id)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(HoursEntry).where(*conditions)) or 0
    return list(db.session.scalars(ordered.limit(size).offset((page - 1) * size))), total


def waiting_for(group_ids: Collection[uuid.UUID], not_by: uuid.UUID | None) -> list[tuple[Project, int]]:
    """The groups' projects with entries to be checked that somebody else logged, and how many."""
    counted = (
        sa.select(HoursEntry.project_id, sa.func.count().label("number"))
        .where(HoursEntry.state == HoursState.LOGGED, ~HoursEntry.is_void, HoursEntry.logged_by_id != not_by)
        .group_by(HoursEntry.project_id)
        .subquery()
    )
    found = (
        sa.select(Project, counted.c.number)
        .join(counted, counted.c.project_id == Project.id)
        .where(Project.group_id.in_(list(group_ids)))
        .order_by(Project.title)
    )
    return [(project, count) for project, count in db.session.execute(found)]


def logged_by(person_id: uuid.UUID) -> list[tuple[HoursEntry, str]]:
    """What somebody logged, with the project's reference, oldest first."""
    found = sa.select(HoursEntry, Project.reference).join(Project, Project.id == HoursEntry.project_id)
    ordered = found.where(HoursEntry.logged_by_id == person_id).order_by(HoursEntry.given_on, HoursEntry.id)
    return [(row, reference) for row, reference in db.session.execute(ordered)]

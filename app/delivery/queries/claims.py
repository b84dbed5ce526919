"""Reads of contributions: what projects claim, what waits, what was accepted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.groups.models import Group
from app.strategy.models import Action, Indicator

from ..models import Contribution, ContributionState, Project
from ..states import ACCEPTED
from .one import indicators_for


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A contribution with its project, group, and the action or indicator that it is about."""

    contribution: Contribution
    project: Project
    group: Group
    action: Action | None
    indicator: Indicator | None


def _rows() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Contribution, Project, Group, Action, Indicator)
        .join(Project, Project.id == Contribution.project_id)
        .join(Group, Group.id == Project.group_id)
        .outerjoin(Action, Action.id == Contribution.action_id)
        .outerjoin(Indicator, Indicator.id == Contribution.indicator_id)
    )


def indicator_ids_of(project_id: uuid.UUID) -> set[uuid.UUID]:
    """The indicators that a project may claim for or read."""
    return {each.id for each in indicators_for(project_id)}


def contribution(contribution_id: uuid.UUID) -> ChangeRow:
    return ChangeRow(*db.session.execute(_rows().where(Contribution.id == contribution_id)).one())


def contributions_of(project_id: uuid.UUID) -> list[ChangeRow]:
    """A project's claims, the newest first."""
    found = _rows().where(Contribution.project_id == project_id)
    ordered = found.order_by(Contribution.claimed_on.desc(), Contribution.id).limit(200)
    return [ChangeRow(*row) for row in db.session.execute(ordered)]


def accepted_of_project(project_id: uuid.UUID) -> list[ChangeRow]:
    """What was accepted, whole or in part, the newest first."""
    found = _rows().where(Contribution.project_id == project_id, Contribution.state.in_(ACCEPTED))
    return [ChangeRow(*row) for row in db.session.execute(found.order_by(Contribution.decided_on.desc()).limit(100))]


def change_rows(
    *,
    action_id: uuid.UUID | None = None,
    indicator_id: uuid.UUID | None = None,
    page: int = 1,
    size: int = 20,
) -> tuple[list[ChangeRow], int]:
    """One page of accepted contributions, the newest first, and how many there are."""
    conditions: list[sa.ColumnElement[bool]] = [Contribution.state.in_(ACCEPTED)]
    if action_id is not None:
        conditions.append(Contribution.action_id == action_id)
    if indicator_id is not None:
        conditions.append(Contribution.indicator_id == indicator_id)
    found = _rows().where(*conditions).order_by(Contribution.decided_on.desc(), Contribution.id)
    rows = [ChangeRow(*row) for row in db.session.execute(found.limit(size).offset((page - 1) * size))]
    return rows, db.session.scalar(sa.select(sa.func.count()).select_from(Contribution).where(*conditions)) or 0


def contributions_waiting(overseen: sa.ColumnElement[bool], limit: int = 100) -> list[ChangeRow]:
    """Claims that wait for an officer, the longest waiting first. overseen: see `several.overseen_by`."""
    found = _rows().where(Contribution.state == ContributionState.CLAIMED, overseen)
    return [ChangeRow(*row) for row in db.session.execute(found.order_by(Contribution.claimed_on).limit(limit))]


def contribution_list(
    overseen: sa.ColumnElement[bool], state: ContributionState | None, *, page: int, size: int
) -> tuple[list[ChangeRow], int]:
    """One page for officers: those that wait first, then the newest."""
    conditions = [overseen] if state is None else [overseen, Contribution.state == state]
    counted = sa.select(sa.func.count(Contribution.id)).join(Project, Project.id == Contribution.project_id)
    found = _rows().where(*conditions)
    ordered = found.order_by(
        Contribution.state != ContributionState.CLAIMED, Contribution.claimed_on.desc(), Contribution.id
    )
    rows = [ChangeRow(*row) for row in db.session.execute(ordered.limit(size).offset((page - 1) * size))]
    return rows, db.session.scalar(counted.where(*conditions)) or 0


def claims_by(person_id: uuid.UUID) -> list[ChangeRow]:
    """What somebody claimed for their group, oldest first."""
    found = _rows().where(Contribution.claimed_by_id == person_id)
    return [ChangeRow(*row) for row in db.session.execute(found.order_by(Contribution.claimed_on, Contribution.id))]

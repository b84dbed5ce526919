"""Reads about one project. Each returns whole objects in a fixed order, or raises NoResultFound (a 404)."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.areas.models import Area
from app.core.db import db
from app.strategy.models import Action, Indicator, IndicatorLink

from ..models import Project, ProjectAction, ProjectArea


def project(project_id: uuid.UUID) -> Project:
    return db.session.scalars(sa.select(Project).where(Project.id == project_id)).one()


def project_by_reference(reference: str) -> Project:
    """The project with this reference, however it was typed."""
    return db.session.scalars(sa.select(Project).where(Project.reference == reference.strip().upper())).one()


def project_of_award(award_id: uuid.UUID) -> Project | None:
    return db.session.scalars(sa.select(Project).where(Project.award_id == award_id)).one_or_none()


def project_of_proposal(proposal_id: uuid.UUID) -> Project | None:
    return db.session.scalars(sa.select(Project).where(Project.proposal_id == proposal_id)).one_or_none()


def area_ids_of(project_id: uuid.UUID) -> set[uuid.UUID]:
    return set(db.session.scalars(sa.select(ProjectArea.area_id).where(ProjectArea.project_id == project_id)))


def action_ids_of(project_id: uuid.UUID) -> set[uuid.UUID]:
    return set(db.session.scalars(sa.select(ProjectAction.action_id).where(ProjectAction.project_id == project_id)))


def areas_of(project_id: uuid.UUID) -> list[Area]:
    """Where the project works, by name; nowhere named means everywhere."""
    found = sa.select(Area).join(ProjectArea, ProjectArea.area_id == Area.id).order_by(Area.name)
    return list(db.session.scalars(found.where(ProjectArea.project_id == project_id)))


def actions_of(project_id: uuid.UUID) -> list[Action]:
    """The actions of the plan that the project serves, by code."""
    found = sa.select(Action).join(ProjectAction, ProjectAction.action_id == Action.id).order_by(Action.code)
    return list(db.session.scalars(found.where(ProjectAction.project_id == project_id)))


def indicators_for(project_id: uuid.UUID) -> list[Indicator]:
    """The indicators tied to the actions that the project serves, or to those actions' objectives, by code."""
    served = sa.select(ProjectAction.action_id).where(ProjectAction.project_id == project_id)
    objectives = sa.select(Action.objective_id).where(Action.id.in_(served))
    tied = sa.select(IndicatorLink.indicator_id).where(
        sa.or_(IndicatorLink.action_id.in_(served), IndicatorLink.objective_id.in_(objectives))
    )
    found = sa.select(Indicator).where(Indicator.id.in_(tied), ~Indicator.is_retired)
    return list(db.session.scalars(found.order_by(Indicator.code)))

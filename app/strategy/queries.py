"""Reads of the plan: versions, the tree of pillars, objectives and actions, indicators and what was observed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.core.db import db
from app.core.search import matches

from .models import (
    ACTIVE,
    OPEN_ACTION,
    PUBLISHED,
    Action,
    Indicator,
    IndicatorLink,
    Milestone,
    Objective,
    Observation,
    Pillar,
    Strategy,
    action_area,
)


def strategies() -> list[Strategy]:
    """All versions, the newest first."""
    return list(db.session.scalars(sa.select(Strategy).order_by(Strategy.version_number.desc())))


def published() -> list[Strategy]:
    """Versions that were adopted at some time, the newest first."""
    return [version for version in strategies() if version.state in PUBLISHED]


def current_strategy() -> Strategy | None:
    """The version in force; None before the first adoption and after the close."""
    return db.session.scalars(
        sa.select(Strategy).where(Strategy.state.in_(ACTIVE)).order_by(Strategy.version_number.desc()).limit(1)
    ).one_or_none()


def strategy(version_number: int) -> Strategy:
    return db.session.scalars(sa.select(Strategy).where(Strategy.version_number == version_number)).one()


def newest_number() -> int:
    """The highest version number so far; 0 when there is none."""
    return db.session.scalar(sa.select(sa.func.max(Strategy.version_number))) or 0


def plan(strategy_id: uuid.UUID) -> list[Pillar]:
    """The whole tree of one version: pillars with their objectives, those with their actions and areas, in order."""
    tree = selectinload(Pillar.objectives).selectinload(Objective.actions)
    return list(
        db.session.scalars(
            sa.select(Pillar)
            .where(Pillar.strategy_id == strategy_id)
            .options(tree.selectinload(Action.areas), tree.selectinload(Action.milestones))
            .order_by(Pillar.position)
        )
    )


def strategy_of(action: Action) -> Strategy:
    """The version that the action belongs to."""
    return db.session.scalars(sa.select(Strategy).where(Strategy.id == action.strategy_id)).one()


def language_of(strategy_id: uuid.UUID) -> str:
    """The language that the version is written in."""
    return db.session.scalars(sa.select(Strategy.lang).where(Strategy.id == strategy_id)).one()


def pillar(pillar_id: uuid.UUID) -> Pillar:
    return db.session.scalars(sa.select(Pillar).where(Pillar.id == pillar_id)).one()


def objective(objective_id: uuid.UUID) -> Objective:
    return db.session.scalars(
        sa.select(Objective).where(Objective.id == objective_id).options(joinedload(Objective.pillar))
    ).one()


def _ordered() -> sa.Select[Action]:
    return (
        sa.select(Action)
        .join(Action.objective)
        .join(Objective.pillar)
        .order_by(Pillar.position, Objective.position, Action.position)
    )


def actions() -> list[Action]:
    """The actions of the plan in force, in its order."""
    current = sa.select(Strategy.id).where(Strategy.state.in_(ACTIVE)).order_by(Strategy.version_number.desc()).limit(1)
    return list(db.session.scalars(_ordered().where(Action.strategy_id == current.scalar_subquery())))


def actions_called(action_ids: Iterable[uuid.UUID]) -> list[Action]:
    """These actions, in the order of the plan."""
    return list(db.session.scalars(_ordered().where(Action.id.in_(list(action_ids)))))


def action(action_id: uuid.UUID) -> Action:
    return db.session.scalars(sa.select(Action).where(Action.id == action_id)).one()


def action_by_slug(slug: str) -> Action:
    """The action of the plan in force at this address; else of the newest version that was in force and had it."""
    return db.session.scalars(
        sa.select(Action)
        .join(Strategy, Strategy.id == Action.strategy_id)
        .where(Action.slug == slug, Strategy.state.in_(PUBLISHED))
        .options(
            joinedload(Action.objective).joinedload(Objective.pillar),
            selectinload(Action.areas),
            selectinload(Action.milestones),
        )
        .order_by(Strategy.version_number.desc())
        .limit(1)
    ).one()


def slugs(strategy_id: uuid.UUID) -> set[str]:
    """Addresses in use by the actions of the version."""
    return set(db.session.scalars(sa.select(Action.slug).where(Action.strategy_id == strategy_id)))


def codes(strategy_id: uuid.UUID) -> set[str]:
    """Codes in use by the actions of the version."""
    return set(db.session.scalars(sa.select(Action.code).where(Action.strategy_id == strategy_id)))


def milestone(milestone_id: uuid.UUID) -> Milestone:
    return db.session.scalars(sa.select(Milestone).where(Milestone.id == milestone_id)).one()


def milestones_due(from_on: dt.date, to_on: dt.date) -> list[Milestone]:
    """Milestones of the plan in force that fall due in the days, both included, and are not done."""
    return list(
        db.session.scalars(
            sa.select(Milestone)
            .join(Milestone.action)
            .join(Strategy, Strategy.id == Action.strategy_id)
            .where(Strategy.state.in_(ACTIVE), Milestone.done_on.is_(None), Milestone.due_on.between(from_on, to_on))
            .options(joinedload(Milestone.action))
            .order_by(Milestone.due_on)
        )
    )


def rags_to_confirm() -> list[Action]:
    """Open actions of the plan in force whose RAG waits for a second person."""
    return list(
        db.session.scalars(
            _ordered()
            .join(Strategy, Strategy.id == Action.strategy_id)
            .where(
                Strategy.state.in_(ACTIVE),
                Action.rag_set_by_id.is_not(None),
                Action.rag_confirmed_by_id.is_(None),
                Action.state.in_(OPEN_ACTION),
            )
        )
    )


def _whole_indicators() -> sa.Select[Indicator]:
    return sa.select(Indicator).options(selectinload(Indicator.targets), selectinload(Indicator.observations))


def indicators() -> list[Indicator]:
    """Indicators in use, by code, with targets and observations."""
    return list(db.session.scalars(_whole_indicators().where(~Indicator.is_retired).order_by(Indicator.code)))


def indicator_names() -> list[tuple[uuid.UUID, str, str]]:
    """Id, code and name of the indicators in use, by code."""
    rows = db.session.execute(
        sa.select(Indicator.id, Indicator.code, Indicator.name).where(~Indicator.is_retired).order_by(Indicator.code)
    )
    return [(key, code, name) for key, code, name in rows]


def indicator(indicator_id: uuid.UUID) -> Indicator:
    return db.session.scalars(_whole_indicators().where(Indicator.id == indicator_id)).one()


def indicator_by_code(code: str) -> Indicator:
    return db.session.scalars(_whole_indicators().where(sa.func.lower(Indicator.code) == code.lower())).one()


def indicators_of(action: Action) -> list[Indicator]:
    """Indicators tied to the action, then those of its objective, by code."""
    own = sa.or_(IndicatorLink.action_id == action.id, IndicatorLink.objective_id == action.objective_id)
    found = db.session.scalars(
        _whole_indicators().where(Indicator.id.in_(sa.select(IndicatorLink.indicator_id).where(own)))
    ).all()
    tied = tied_to(action.id)
    return sorted(found, key=lambda each: (each.id not in tied, each.code))


def tied_to(action_id: uuid.UUID) -> set[uuid.UUID]:
    """Indicators tied to the action itself."""
    return set(db.session.scalars(sa.select(IndicatorLink.indicator_id).where(IndicatorLink.action_id == action_id)))


def actions_of(indicator_id: uuid.UUID) -> list[Action]:
    """Actions of the plan in force that the indicator is tied to."""
    return list(
        db.session.scalars(
            _ordered()
            .join(Strategy, Strategy.id == Action.strategy_id)
            .join(IndicatorLink, IndicatorLink.action_id == Action.id)
            .where(IndicatorLink.indicator_id == indicator_id, Strategy.state.in_(ACTIVE))
        )
    )


def observation(observation_id: uuid.UUID) -> Observation:
    return db.session.scalars(
        sa.select(Observation).where(Observation.id == observation_id).options(joinedload(Observation.indicator))
    ).one()


def observations_to_approve() -> list[Observation]:
    """Observations that wait for a second person, the oldest period first."""
    later = aliased(Observation)
    restated = sa.exists().where(later.restates_id == Observation.id)
    return list(
        db.session.scalars(
            sa.select(Observation)
            .where(Observation.approved_by_id.is_(None), ~restated)
            .options(joinedload(Observation.indicator))
            .order_by(Observation.to_on)
        )
    )


def entered_by(person_id: uuid.UUID) -> list[Observation]:
    """Observations that the person entered, by period."""
    return list(
        db.session.scalars(
            sa.select(Observation)
            .where(Observation.entered_by_id == person_id)
            .options(joinedload(Observation.indicator))
            .order_by(Observation.to_on)
        )
    )


def actions_led_by(person_id: uuid.UUID) -> list[Action]:
    """Actions of any version whose owner is the person."""
    return list(db.session.scalars(_ordered().where(Action.owner_id == person_id)))


def standing(observations: Iterable[Observation], *, area_id: uuid.UUID | None = None) -> list[Observation]:
    """The approved ones of one place (None: the district) by period, without those that were restated since."""
    approved = [each for each in observations if each.approved_by_id is not None]
    replaced = {each.restates_id for each in approved}
    return sorted(
        (each for each in approved if each.area_id == area_id and each.id not in replaced), key=lambda each: each.to_on
    )


def actions_in(area_id: uuid.UUID) -> list[Action]:
    """Actions of the plan in force that name the area, in the order of the plan."""
    return list(
        db.session.scalars(
            _ordered()
            .join(Strategy, Strategy.id == Action.strategy_id)
            .join(action_area, action_area.c.action_id == Action.id)
            .where(Strategy.state.in_(ACTIVE), action_area.c.area_id == area_id)
        )
    )


def search(text: str, limit: int) -> list[Action]:
    """Actions of the plan in force whose title or activity holds the words."""
    return list(
        db.session.scalars(
            _ordered()
            .join(Strategy, Strategy.id == Action.strategy_id)
            .where(Strategy.state.in_(ACTIVE), matches(text, Action.title, Action.activity, Action.code))
            .limit(limit)
        )
    )

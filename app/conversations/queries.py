"""Reads of conversation sessions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.delivery.models import Project

from .mixing import is_encounter, mixing_index
from .models import ConversationSession, Depth, Dimension

MOST_SESSIONS = 2000


@dataclass(frozen=True, slots=True)
class Encounters:
    """How people met in a project. sessions: those where backgrounds were counted; mixed: two or more groups came;
    meaningful: of the mixed ones; mixing: for each dimension the mean index of its counted sessions."""

    sessions: int
    mixed: int
    meaningful: int
    mixing: dict[Dimension, float]


def session(session_id: uuid.UUID) -> ConversationSession:
    return db.session.scalars(sa.select(ConversationSession).where(ConversationSession.id == session_id)).one()


def sessions_of(project_id: uuid.UUID, limit: int = MOST_SESSIONS) -> list[ConversationSession]:
    """The sessions of a project that count, the newest first."""
    found = sa.select(ConversationSession).where(
        ConversationSession.project_id == project_id, ~ConversationSession.is_void
    )
    return list(db.session.scalars(found.order_by(ConversationSession.held_on.desc()).limit(limit)))


def encounters(project_id: uuid.UUID) -> Encounters:
    """What is known of who met whom; only indices over ten known people are in the means (E70)."""
    counted = [s for s in sessions_of(project_id) if any(s.background_counts.values())]
    mixed = [s for s in counted if is_encounter(groups.values() for groups in s.background_counts.values())]
    means: dict[Dimension, float] = {}
    for dimension in Dimension:
        tables = [s.background_counts.get(dimension.value, {}) for s in counted]
        indices = [mixing_index(t.values()) or 0.0 for t in tables if sum(t.values()) >= 10]
        if indices:
            means[dimension] = sum(indices) / len(indices)
    return Encounters(len(counted), len(mixed), sum(s.depth is Depth.MEANINGFUL for s in mixed), means)


def logged_by(person_id: uuid.UUID) -> list[tuple[ConversationSession, str]]:
    """What somebody logged, with the project's reference, oldest first."""
    found = sa.select(ConversationSession, Project.reference).join(
        Project, Project.id == ConversationSession.project_id
    )
    ordered = found.where(ConversationSession.logged_by_id == person_id).order_by(ConversationSession.held_on)
    return [(row, reference) for row, reference in db.session.execute(ordered)]

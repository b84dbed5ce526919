"""Who did what to a round, when, in which role: the acts of officers and trustees, never of voters."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.access import Role
from app.core.audit import AuditEntry
from app.core.clock import london
from app.core.db import db
from app.people.models import RoleGrant
from app.rounds.models import BallotItem

from ..models import Count, Objection, ResultChange

ROLES = (Role.RETURNING_OFFICER, Role.DEPUTY_RETURNING_OFFICER, Role.TRUSTEE, Role.BOARD_MEMBER)
MOST_ACTS = 1000


@dataclass(frozen=True, slots=True)
class Act:
    """One act. roles: what the person held that day, in the order of `ROLES`; empty for the system and for visitors.

    title: the project that it was about. actor_id: only to tell two people of one role apart.
    """

    at: dt.datetime
    verb: str
    roles: tuple[Role, ...]
    title: str
    after: dict[str, Any]
    reason: str
    actor_id: uuid.UUID | None


def acts(round_id: uuid.UUID, verbs: Iterable[str]) -> list[Act]:
    """The acts with these verbs on the round, its items, counts, objections and changes, the first first."""
    counts = sa.select(Count.id).where(Count.round_id == round_id)
    keys = [str(round_id)]
    keys += [str(key) for key in db.session.scalars(sa.select(BallotItem.id).where(BallotItem.round_id == round_id))]
    keys += [str(key) for key in db.session.scalars(counts)]
    keys += [str(key) for key in db.session.scalars(sa.select(Objection.id).where(Objection.round_id == round_id))]
    changes = sa.select(ResultChange.id).where(ResultChange.count_id.in_(counts))
    keys += [str(key) for key in db.session.scalars(changes)]
    tables = ("round", "ballot_item", "round_count", "objection", "result_change")
    found = list(
        db.session.scalars(
            sa.select(AuditEntry)
            .where(
                AuditEntry.subject_type.in_(tables), AuditEntry.subject_id.in_(keys), AuditEntry.verb.in_(list(verbs))
            )
            .order_by(AuditEntry.id)
            .limit(MOST_ACTS)
        )
    )
    grants = _grants({each.actor_id for each in found if each.actor_id})
    about_items = {"ballot_item", "result_change"}
    return [
        Act(
            each.at,
            each.verb,
            _held(grants.get(each.actor_id, []), each.at) if each.actor_id else (),
            each.subject_name if each.subject_type in about_items else "",
            each.after or {},
            each.reason,
            each.actor_id,
        )
        for each in found
    ]


def _grants(people: set[uuid.UUID]) -> dict[uuid.UUID | None, list[RoleGrant]]:
    rows = db.session.scalars(
        sa.select(RoleGrant).where(RoleGrant.person_id.in_(people), RoleGrant.role.in_(ROLES)).order_by(RoleGrant.id)
    )
    found: dict[uuid.UUID | None, list[RoleGrant]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def _held(grants: Iterable[RoleGrant], at: dt.datetime) -> tuple[Role, ...]:
    """The roles that counted at that moment, also those that were taken back since."""
    day = london(at).date()
    held = {
        each.role
        for each in grants
        if each.from_on <= day
        and (each.to_on is None or each.to_on >= day)
        and (each.ended_at is None or each.ended_at > at)
    }
    return tuple(role for role in ROLES if role in held)

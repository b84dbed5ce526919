"""Who is who, and who held what on a day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.access import Grant, Role, Scope
from app.core.clock import today
from app.core.crypto import peppered
from app.core.db import db

from .models import Person, PersonInvitation, RoleGrant


def person(person_id: uuid.UUID) -> Person:
    """The person.

    Raises:
        NoResultFound: there is none.
    """
    return db.session.scalars(sa.select(Person).where(Person.id == person_id)).one()


def person_by_email(email: str) -> Person | None:
    """Whoever signs in with this address, written in any case."""
    return db.session.scalars(sa.select(Person).where(Person.email == email.strip().lower())).one_or_none()


def people_by_id(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Person]:
    wanted = set(ids)
    if not wanted:
        return {}
    return {p.id: p for p in db.session.scalars(sa.select(Person).where(Person.id.in_(wanted)))}


def _held_on(day: dt.date) -> sa.ColumnElement[bool]:
    return sa.and_(RoleGrant.from_on <= day, sa.or_(RoleGrant.to_on.is_(None), RoleGrant.to_on >= day))


def live_grants(person_id: uuid.UUID, on: dt.date | None = None) -> list[Grant]:
    """The roles that this person holds on a London date (today when left out)."""
    query = sa.select(RoleGrant.role, RoleGrant.scope, RoleGrant.scope_id).where(
        RoleGrant.person_id == person_id, RoleGrant.ended_at.is_(None), _held_on(on or today())
    )
    return [Grant(role, scope, scope_id) for role, scope, scope_id in db.session.execute(query)]


def grants_of(person_id: uuid.UUID) -> list[RoleGrant]:
    """Every role that this person ever held or will hold, the newest first."""
    query = sa.select(RoleGrant).where(RoleGrant.person_id == person_id)
    return list(db.session.scalars(query.order_by(RoleGrant.from_on.desc(), RoleGrant.granted_at.desc())))


def grant(grant_id: uuid.UUID) -> RoleGrant:
    """The grant with its person.

    Raises:
        NoResultFound: there is none.
    """
    query = sa.select(RoleGrant).where(RoleGrant.id == grant_id).options(joinedload(RoleGrant.person))
    return db.session.scalars(query).one()


def who_held_what(on: dt.date, role: Role | None = None) -> list[RoleGrant]:
    """The grants that counted on a London date, at least for a part of it, with their people, by role and name.

    A role that was taken back on that very day is among them.
    """
    query = sa.select(RoleGrant).join(RoleGrant.person).options(joinedload(RoleGrant.person)).where(_held_on(on))
    if role is not None:
        query = query.where(RoleGrant.role == role)
    return list(db.session.scalars(query.order_by(RoleGrant.role, sa.func.lower(Person.name), RoleGrant.id)))


def holders(role: Role, on: dt.date | None = None) -> list[Person]:
    """Everyone who holds the role, for whatever scope, on a London date (today when left out), by name."""
    ids = sa.select(RoleGrant.person_id).where(
        RoleGrant.role == role, RoleGrant.ended_at.is_(None), _held_on(on or today())
    )
    query = sa.select(Person).where(Person.id.in_(ids), Person.is_active).order_by(sa.func.lower(Person.name))
    return list(db.session.scalars(query))


def other_administrators(leaving_out: uuid.UUID, on: dt.date) -> int:
    """How many other active people hold the administrator role for the whole council."""
    query = (
        sa.select(sa.func.count(sa.distinct(RoleGrant.person_id)))
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.ADMINISTRATOR,
            RoleGrant.scope == Scope.COUNCIL,
            RoleGrant.ended_at.is_(None),
            RoleGrant.person_id != leaving_out,
            Person.is_active,
            _held_on(on),
        )
    )
    return db.session.scalar(query) or 0


def people_page(text: str, role: Role | None, on: dt.date, page: int, size: int) -> tuple[list[Person], int]:
    """One page of people by name whose name or address holds `text`, and how many there are in all.

    role: only those who hold it on the London date `on`.
    """
    query = sa.select(Person).where(Person.closed_at.is_(None))
    if text:
        like = f"%{text.lower().replace('%', '').replace('_', '')}%"
        query = query.where(sa.or_(sa.func.lower(Person.name).like(like), Person.email.like(like)))
    if role is not None:
        ids = sa.select(RoleGrant.person_id).where(RoleGrant.role == role, RoleGrant.ended_at.is_(None), _held_on(on))
        query = query.where(Person.id.in_(ids))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(sa.func.lower(Person.name), Person.id).limit(size).offset((page - 1) * size)
    return list(db.session.scalars(ordered)), total


def live_grants_of_all(ids: Iterable[uuid.UUID], on: dt.date) -> dict[uuid.UUID, list[RoleGrant]]:
    """The roles that each of these people holds on a London date."""
    wanted = list(ids)
    found: dict[uuid.UUID, list[RoleGrant]] = {each: [] for each in wanted}
    if wanted:
        query = sa.select(RoleGrant).where(RoleGrant.person_id.in_(wanted), RoleGrant.ended_at.is_(None), _held_on(on))
        for grant in db.session.scalars(query.order_by(RoleGrant.role)):
            found[grant.person_id].append(grant)
    return found


def digest_of(code: str) -> str:
    """How an invitation code is kept."""
    return peppered("person-invitation", code)


def invitation_by_code(code: str) -> PersonInvitation | None:
    return db.session.scalars(
        sa.select(PersonInvitation).where(PersonInvitation.digest == digest_of(code))
    ).one_or_none()


def open_invitations(at: dt.datetime) -> list[PersonInvitation]:
    """Invitations that wait for an answer, the newest first."""
    query = sa.select(PersonInvitation).where(
        PersonInvitation.used_at.is_(None), PersonInvitation.withdrawn_at.is_(None), PersonInvitation.expires_at > at
    )
    return list(db.session.scalars(query.order_by(PersonInvitation.invited_at.desc()).limit(100)))

"""Reads about groups. Each returns whole objects in a fixed order, or raises NoResultFound (a 404)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.areas.models import Area
from app.core import access
from app.core.access import Function
from app.core.clock import today
from app.core.crypto import peppered
from app.core.db import db
from app.core.references import slugify
from app.core.search import matches
from app.people.models import Person

from .models import Group, GroupArea, GroupState, Invitation, InvitationState, JoinRequest, Membership, RequestState


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a group, with the person behind the membership."""

    membership: Membership
    person: Person


def live(on: dt.date) -> sa.ColumnElement[bool]:
    """The memberships that count on a London date."""
    return sa.and_(Membership.from_on <= on, sa.or_(Membership.to_on.is_(None), Membership.to_on > on))


def group(group_id: uuid.UUID) -> Group:
    return db.session.scalars(sa.select(Group).where(Group.id == group_id)).one()


def group_by_slug(slug: str) -> Group:
    return db.session.scalars(sa.select(Group).where(Group.slug == slug)).one()


def groups_by_id(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Group]:
    wanted = set(ids)
    if not wanted:
        return {}
    return {g.id: g for g in db.session.scalars(sa.select(Group).where(Group.id.in_(wanted)))}


def group_of_same_name(name: str) -> Group | None:
    """An active group that is called the same, but for capitals, dots and spaces."""
    wanted = slugify(name)
    near = sa.select(Group).where(Group.state == GroupState.ACTIVE, Group.slug.startswith(wanted[:60], autoescape=True))
    return next((g for g in db.session.scalars(near.order_by(Group.slug)) if slugify(g.name) == wanted), None)


def slug_is_taken(slug: str) -> bool:
    return db.session.scalar(sa.select(sa.exists().where(Group.slug == slug))) or False


def groups_of(person_id: uuid.UUID, on: dt.date | None = None) -> list[tuple[Group, Membership]]:
    """The groups that somebody belongs to on a London date (today when left out), by name, with their part."""
    found = (
        sa.select(Group, Membership)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.person_id == person_id, live(on or today()))
        .order_by(sa.func.lower(Group.name))
    )
    return [(g, m) for g, m in db.session.execute(found)]


def rights_of(person_id: uuid.UUID) -> list[access.Membership]:
    """What `core.access` asks once a request: the parts that somebody has today."""
    found = sa.select(Membership.group_id, Membership.function).where(Membership.person_id == person_id, live(today()))
    return [access.Membership(group_id, function) for group_id, function in db.session.execute(found)]


def members(group_id: uuid.UUID, on: dt.date | None = None) -> list[Member]:
    """Who belongs to the group on a London date (today when left out): leads first, then by name."""
    found = (
        sa.select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.group_id == group_id, live(on or today()))
        .order_by(Membership.function != Function.LEAD, sa.func.lower(Person.name), Membership.id)
    )
    return [Member(m, p) for m, p in db.session.execute(found)]


def leads(group_id: uuid.UUID) -> list[Person]:
    """The people who answer for the group today, for mails to it."""
    return [m.person for m in members(group_id) if m.membership.function is Function.LEAD and m.person.is_active]


def membership(membership_id: uuid.UUID) -> Membership:
    return db.session.scalars(sa.select(Membership).where(Membership.id == membership_id)).one()


def live_membership(group_id: uuid.UUID, person_id: uuid.UUID) -> Membership | None:
    return db.session.scalars(
        sa.select(Membership).where(
            Membership.group_id == group_id, Membership.person_id == person_id, Membership.to_on.is_(None)
        )
    ).one_or_none()


def live_lead_count(group_id: uuid.UUID) -> int:
    found = sa.select(sa.func.count()).where(
        Membership.group_id == group_id, Membership.function == Function.LEAD, Membership.to_on.is_(None)
    )
    return db.session.scalar(found) or 0


def areas_of(group_id: uuid.UUID) -> list[Area]:
    """Where the group works, by name."""
    found = sa.select(Area).join(GroupArea, GroupArea.area_id == Area.id).where(GroupArea.group_id == group_id)
    return list(db.session.scalars(found.order_by(Area.name)))


def areas_of_all(group_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """For each group the names of the places where it works."""
    names: dict[uuid.UUID, list[str]] = {each: [] for each in group_ids}
    found = (
        sa.select(GroupArea.group_id, Area.name)
        .join(Area, Area.id == GroupArea.area_id)
        .where(GroupArea.group_id.in_(names))
        .order_by(Area.name)
    )
    for group_id, name in db.session.execute(found) if names else ():
        names[group_id].append(name)
    return names


def directory(
    text: str, area_id: uuid.UUID | None, *, page: int, size: int, states: tuple[GroupState, ...] = (GroupState.ACTIVE,)
) -> tuple[list[Group], int]:
    """One page of groups by name that hold `text` and work in the area, and how many there are in all."""
    query = sa.select(Group).where(Group.state.in_(states))
    if text:
        query = query.where(matches(text, Group.name, Group.summary, Group.about))
    if area_id is not None:
        query = query.where(Group.id.in_(sa.select(GroupArea.group_id).where(GroupArea.area_id == area_id)))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(sa.func.lower(Group.name), Group.id).limit(size).offset((page - 1) * size)
    return list(db.session.scalars(ordered)), total


def digest_of(token: str) -> str:
    """How an invitation's token is kept."""
    return peppered("group-invitation", token)


def invitation_by_token(token: str) -> Invitation:
    return db.session.scalars(sa.select(Invitation).where(Invitation.token_digest == digest_of(token))).one()


def open_invitations(group_id: uuid.UUID, on: dt.date) -> list[Invitation]:
    """Invitations that wait for an answer, by address."""
    found = sa.select(Invitation).where(
        Invitation.group_id == group_id, Invitation.state == InvitationState.OPEN, Invitation.ends_on >= on
    )
    return list(db.session.scalars(found.order_by(Invitation.email, Invitation.id)))


def open_requests(group_ids: Iterable[uuid.UUID]) -> list[tuple[JoinRequest, Person]]:
    """Who asks to join one of the groups, the longest waiting first."""
    found = (
        sa.select(JoinRequest, Person)
        .join(Person, Person.id == JoinRequest.person_id)
        .where(JoinRequest.group_id.in_(list(group_ids)), JoinRequest.state == RequestState.OPEN)
        .order_by(JoinRequest.asked_at, JoinRequest.id)
    )
    return [(r, p) for r, p in db.session.execute(found)]


def open_request_of(group_id: uuid.UUID, person_id: uuid.UUID) -> JoinRequest | None:
    return db.session.scalars(
        sa.select(JoinRequest).where(
            JoinRequest.group_id == group_id,
            JoinRequest.person_id == person_id,
            JoinRequest.state == RequestState.OPEN,
        )
    ).one_or_none()


def every_membership(person_id: uuid.UUID) -> list[tuple[Group, Membership]]:
    """Every part that somebody ever had, the oldest first."""
    found = sa.select(Group, Membership).join(Membership, Membership.group_id == Group.id)
    by = (Membership.from_on, Membership.to_on.is_(None), Membership.to_on, Membership.id)
    ordered = found.where(Membership.person_id == person_id).order_by(*by)
    return [(g, m) for g, m in db.session.execute(ordered)]


def every_request(person_id: uuid.UUID) -> list[tuple[Group, JoinRequest]]:
    """Every group that somebody ever asked to join, the oldest first."""
    found = sa.select(Group, JoinRequest).join(JoinRequest, JoinRequest.group_id == Group.id)
    ordered = found.where(JoinRequest.person_id == person_id).order_by(JoinRequest.asked_at, JoinRequest.id)
    return [(g, r) for g, r in db.session.execute(ordered)]

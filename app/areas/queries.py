"""Reads of boundary sets, areas, their links and the postcode look-up. A day is a London date."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.forms.fields import normal_postcode
from app.core.prepared import Prepared
from app.core.search import matches

from .models import Area, AreaLink, AreaType, BoundarySet, LinkKind, Postcode, PostcodeImport, PostcodeProfile


def boundary_sets() -> list[BoundarySet]:
    """All sets: by type, the newest first."""
    order = (BoundarySet.area_type, BoundarySet.in_force_from.desc())
    return list(db.session.scalars(sa.select(BoundarySet).order_by(*order)))


def boundary_set(boundary_set_id: uuid.UUID) -> BoundarySet:
    return db.session.scalars(sa.select(BoundarySet).where(BoundarySet.id == boundary_set_id)).one()


def set_in_force(area_type: AreaType, on: dt.date) -> BoundarySet | None:
    """The set of this type that is in force on the day."""
    return db.session.scalars(
        sa.select(BoundarySet)
        .where(BoundarySet.area_type == area_type, _in_force(on))
        .order_by(BoundarySet.in_force_from.desc())
        .limit(1)
    ).one_or_none()


def _in_force(on: dt.date) -> sa.ColumnElement[bool]:
    ends = sa.or_(BoundarySet.in_force_to.is_(None), BoundarySet.in_force_to >= on)
    return sa.and_(BoundarySet.in_force_from <= on, ends)


def overlapping_sets(area_type: AreaType, from_on: dt.date, to_on: dt.date | None) -> list[BoundarySet]:
    """Sets of the type with a day in common with the period. to_on None: no end."""
    starts = sa.true() if to_on is None else BoundarySet.in_force_from <= to_on
    ends = sa.or_(BoundarySet.in_force_to.is_(None), BoundarySet.in_force_to >= from_on)
    return list(db.session.scalars(sa.select(BoundarySet).where(BoundarySet.area_type == area_type, starts, ends)))


def areas_of_type(area_type: AreaType, on: dt.date) -> list[Area]:
    """The areas of the type in force on the day, by name."""
    return list(
        db.session.scalars(
            sa.select(Area).join(BoundarySet).where(Area.area_type == area_type, _in_force(on)).order_by(Area.name)
        )
    )


def wards(on: dt.date) -> list[Area]:
    """The wards in force on the day, by name."""
    return areas_of_type(AreaType.WARD, on)


def areas_of_set(boundary_set_id: uuid.UUID) -> list[Area]:
    return list(db.session.scalars(sa.select(Area).where(Area.boundary_set_id == boundary_set_id).order_by(Area.name)))


def choices(on: dt.date) -> list[tuple[str, str]]:
    """Wards in force on the day as a form's choices: id, name."""
    return [(str(ward.id), ward.name) for ward in wards(on)]


def area(area_id: uuid.UUID) -> Area:
    return db.session.scalars(sa.select(Area).where(Area.id == area_id)).one()


def area_by_slug(slug: str) -> Area:
    return db.session.scalars(sa.select(Area).where(Area.slug == slug).options(joinedload(Area.boundary_set))).one()


def names(area_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Area id -> name."""
    wanted = set(area_ids)
    rows = db.session.execute(sa.select(Area.id, Area.name).where(Area.id.in_(wanted))) if wanted else ()
    return {row[0]: row[1] for row in rows}


def slug_is_taken(slug: str) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Area.slug == slug))))


def parents(area_id: uuid.UUID) -> list[AreaLink]:
    """Links to what the area lies in, overlaps or succeeds, with the parents and their sets."""
    return list(
        db.session.scalars(
            sa.select(AreaLink)
            .join(AreaLink.parent)
            .where(AreaLink.child_id == area_id)
            .options(joinedload(AreaLink.parent).joinedload(Area.boundary_set))
            .order_by(AreaLink.kind, Area.name)
        )
    )


def children(area_id: uuid.UUID) -> list[AreaLink]:
    """Links from what lies in the area, overlaps it or succeeds it, with the children and their sets."""
    return list(
        db.session.scalars(
            sa.select(AreaLink)
            .join(AreaLink.child)
            .where(AreaLink.parent_id == area_id)
            .options(joinedload(AreaLink.child).joinedload(Area.boundary_set))
            .order_by(AreaLink.kind, Area.name)
        )
    )


def link(link_id: uuid.UUID) -> AreaLink:
    return db.session.scalars(sa.select(AreaLink).where(AreaLink.id == link_id)).one()


POSTCODE = (
    sa.select(Postcode)
    .where(Postcode.postcode == sa.bindparam("postcode"))
    .options(joinedload(Postcode.ward).joinedload(Area.boundary_set))
)


def find_postcode(postcode: str) -> Postcode | None:
    """The postcode in the look-up, however it was typed (E64). None: not a postcode, or not in the file (E65)."""
    normal = normal_postcode(postcode)
    if normal is None:
        return None
    return db.session.scalars(POSTCODE, {"postcode": normal}).one_or_none()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a postcode of the look-up lies today. ward_id: as `ward_of`."""

    ward_id: uuid.UUID | None
    is_terminated: bool


PLACE = Prepared(
    sa.select(Postcode.terminated, Postcode.ward_id, BoundarySet.in_force_from, BoundarySet.in_force_to)
    .outerjoin(Postcode.ward)
    .outerjoin(Area.boundary_set)
    .where(Postcode.postcode == sa.bindparam("postcode"))
)


def place_of(postcode: str, on: dt.date) -> Place | None:
    """`find_postcode` and `ward_at` in one read, for a whole city's registrations. None: as `find_postcode`."""
    normal = normal_postcode(postcode)
    found = PLACE.one_or_none(postcode=normal) if normal is not None else None
    if found is None:
        return None
    terminated, ward_id, since, until = found
    if ward_id is not None and not (since <= on and (until is None or on <= until)):
        heir = ward_of(postcode, on)
        ward_id = heir.id if heir is not None else None
    return Place(ward_id, terminated is not None)


def asking_place(postcode: str | None) -> list[tuple[Prepared, dict[str, object]]]:
    """What `place_of` reads, for `ask_ahead`."""
    normal = normal_postcode(postcode) if postcode else None
    return [(PLACE, {"postcode": normal})] if normal is not None else []


def ward_of(postcode: str, on: dt.date) -> Area | None:
    """The ward in force on the day that the postcode lies in.

    None: the postcode is not in the look-up, or new boundaries split its ward, so a person has to look (E65).
    """
    found = find_postcode(postcode)
    return ward_at(found, on) if found is not None else None


def ward_at(found: Postcode, on: dt.date) -> Area | None:
    """As `ward_of`, for a postcode that was found."""
    if found.ward is None:
        return None
    if found.ward.boundary_set.is_in_force(on):
        return found.ward
    heirs = _heirs(found.ward.id, on)
    return heirs[0] if len(heirs) == 1 else None


def _heirs(ward_id: uuid.UUID, on: dt.date) -> list[Area]:
    """Wards in force on the day that succeed this one, or that it succeeded."""
    of = sa.select(AreaLink).where(AreaLink.kind == LinkKind.SUCCESSOR_OF)
    later = of.where(AreaLink.parent_id == ward_id).with_only_columns(AreaLink.child_id)
    earlier = of.where(AreaLink.child_id == ward_id).with_only_columns(AreaLink.parent_id)
    return list(
        db.session.scalars(
            sa.select(Area)
            .join(BoundarySet)
            .where(Area.area_type == AreaType.WARD, _in_force(on), sa.or_(Area.id.in_(later), Area.id.in_(earlier)))
            .limit(2)
        )
    )


def sample_postcodes(limit: int = 5) -> list[Postcode]:
    """Some live made-up postcodes, for the pages of the demo: one a ward."""
    first = (
        sa.select(sa.func.min(Postcode.id))
        .where(Postcode.is_synthetic, Postcode.terminated.is_(None))
        .group_by(Postcode.ward_id)
    )
    found = sa.select(Postcode).where(Postcode.id.in_(first)).order_by(Postcode.id).limit(limit)
    return list(db.session.scalars(found))


def count_postcodes(ward_id: uuid.UUID) -> int:
    """Live postcodes of the look-up in the ward."""
    return (
        db.session.scalar(sa.select(sa.func.count()).where(Postcode.ward_id == ward_id, Postcode.terminated.is_(None)))
        or 0
    )


def postcode_imports() -> list[PostcodeImport]:
    """Files taken in, the newest first: the first is the look-up in use (E63)."""
    order = PostcodeImport.imported_at.desc()
    return list(
        db.session.scalars(
            sa.select(PostcodeImport).options(joinedload(PostcodeImport.boundary_set)).order_by(order).limit(20)
        )
    )


def profiles() -> list[PostcodeProfile]:
    return list(db.session.scalars(sa.select(PostcodeProfile).order_by(PostcodeProfile.name)))


def profile_called(name: str) -> PostcodeProfile | None:
    return db.session.scalars(sa.select(PostcodeProfile).where(PostcodeProfile.name == name)).one_or_none()


def search(text: str, limit: int) -> list[Area]:
    """Areas whose name holds the words, those in force first."""
    return list(
        db.session.scalars(
            sa.select(Area)
            .join(BoundarySet)
            .where(matches(text, Area.name))
            .options(joinedload(Area.boundary_set))
            .order_by(BoundarySet.in_force_to.is_not(None), Area.name)
            .limit(limit)
        )
    )

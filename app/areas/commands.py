"""Things that change boundary sets, areas, links and the postcode look-up."""

from __future__ import annotations

import datetime as dt
import itertools
import re
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor
from app.core.clock import now
from app.core.db import constraint_refusal, db, locked
from app.core.errors import DomainError, NotAllowed
from app.core.i18n import _, lazy
from app.core.references import slugify

from . import queries
from .models import Area, AreaLink, AreaType, Basis, BoundarySet, LinkKind, Postcode, PostcodeImport, PostcodeProfile
from .policies import can_edit_areas

GSS_CODE = re.compile(r"[A-Z]\d{8}")
AT_ONCE = 1_000
MAY_OVERLAP = frozenset({AreaType.NEIGHBOURHOOD})

constraint_refusal("uq_boundary_set_name", lazy("There is a set with this name already"), field="name")
constraint_refusal("uq_area_boundary_set_id_name", lazy("There is an area with this name in the set"), field="name")
constraint_refusal("uq_area_boundary_set_id_gss_code", lazy("Another area has this code"), field="gss_code")
constraint_refusal("uq_postcode_import_lookup_version", lazy("We have this version already"), field="lookup_version")
constraint_refusal("uq_area_link_child_id_parent_id_kind", lazy("These two are linked already"), field="parent_id")


def save_boundary_set(
    boundary_set_id: uuid.UUID | None,
    *,
    name: str,
    area_type: AreaType,
    in_force_from: dt.date,
    in_force_to: dt.date | None,
    source: str = "",
    licence: str = "",
    actor: Actor,
) -> BoundarySet:
    """The set stands; with None it is a new one. in_force_to: the last day, None while no end is known.

    Raises:
        DomainError: two sets of one type would be in force on one day.
    """
    _check(actor)
    if in_force_to is not None and in_force_to < in_force_from:
        raise DomainError(_("The last day must be the same as or after the first"), field="in_force_to")
    clash = [s for s in queries.overlapping_sets(area_type, in_force_from, in_force_to) if s.id != boundary_set_id]
    if clash and area_type not in MAY_OVERLAP:
        raise DomainError(
            _("%(name)s is in force on some of these days. End it first", name=clash[0].name), field="in_force_from"
        )
    if boundary_set_id is None:
        found = BoundarySet(id=uuid.uuid4(), area_type=area_type)
        db.session.add(found)
    else:
        found = locked(BoundarySet, boundary_set_id)
    found.name, found.source, found.licence = name, source, licence
    found.in_force_from, found.in_force_to = in_force_from, in_force_to
    after = {"area_type": found.area_type, "in_force_from": in_force_from, "in_force_to": in_force_to}
    audit.record(actor, "save_boundary_set", found, name=name, after=after)
    db.session.flush()
    return found


def save_area(
    area_id: uuid.UUID | None, boundary_set_id: uuid.UUID, fields: Mapping[str, Any], *, actor: Actor
) -> Area:
    """The area has these details; with None it is a new one of the set.

    fields: name, gss_code ("" = not known), is_code_confirmed, population, population_source, note, tile_row, tile_col.
    """
    _check(actor)
    code = str(fields.get("gss_code") or "").upper() or None
    if code is not None and not GSS_CODE.fullmatch(code):
        raise DomainError(_("Enter a code of one letter and eight digits, such as E05001345"), field="gss_code")
    if fields.get("is_code_confirmed") and code is None:
        raise DomainError(_("Enter the code that was confirmed"), field="gss_code")
    if area_id is None:
        found = add_area(locked(BoundarySet, boundary_set_id), str(fields["name"]))
        before = None
    else:
        found = locked(Area, area_id)
        before = {"name": found.name, "gss_code": found.gss_code, "is_code_confirmed": found.is_code_confirmed}
    for name, value in {**fields, "gss_code": code}.items():
        setattr(found, name, value)
    after = {"name": found.name, "gss_code": found.gss_code, "is_code_confirmed": found.is_code_confirmed}
    audit.record(actor, "save_area", found, name=found.name, before=before, after=after)
    db.session.flush()
    return found


def add_area(boundary_set: BoundarySet, name: str) -> Area:
    """A new area of the set, with an address of its own: the year of the set is added where the name is taken."""
    base = slugify(name, "area")
    tries = itertools.chain(
        [base, f"{base}-{boundary_set.in_force_from.year}"], (f"{base}-{n}" for n in itertools.count(2))
    )
    slug = next(slug for slug in tries if not queries.slug_is_taken(slug))
    area = Area(
        id=uuid.uuid4(), boundary_set_id=boundary_set.id, area_type=boundary_set.area_type, name=name, slug=slug
    )
    db.session.add(area)
    return area


def link_areas(
    child_id: uuid.UUID, parent_id: uuid.UUID, kind: LinkKind, *, share: Decimal | None, basis: Basis, actor: Actor
) -> AreaLink:
    """The child lies within, overlaps or succeeds the parent. share: 0 to 1, None where nobody has worked it out."""
    _check(actor)
    if child_id == parent_id:
        raise DomainError(_("Choose another area"), field="parent_id")
    if kind is LinkKind.WITHIN:
        share = Decimal(1)
    if share is not None and not 0 < share <= 1:
        raise DomainError(_("Enter a share above 0 and up to 100"), field="share")
    link = AreaLink(id=uuid.uuid4(), child_id=child_id, parent_id=parent_id, kind=kind, share=share, basis=basis)
    db.session.add(link)
    after = {"child": child_id, "parent": parent_id, "kind": kind, "share": share}
    audit.record(actor, "link_areas", link, after=after)
    db.session.flush()
    return link


def unlink_areas(link_id: uuid.UUID, *, actor: Actor) -> None:
    """The two areas have nothing to do with each other any more."""
    _check(actor)
    link = locked(AreaLink, link_id)
    before = {"child": link.child_id, "parent": link.parent_id, "kind": link.kind}
    audit.record(actor, "unlink_areas", link, before=before)
    db.session.delete(link)
    db.session.flush()


def save_profile(name: str, columns: Mapping[str, str], *, ward_matched_by: str, actor: Actor) -> PostcodeProfile:
    """The profile of this name says which column means what. columns: postcode, ward, introduced, terminated."""
    _check(actor)
    profile = queries.profile_called(name)
    if profile is None:
        profile = PostcodeProfile(id=uuid.uuid4(), name=name)
        db.session.add(profile)
    profile.postcode_column, profile.ward_column = columns["postcode"], columns["ward"]
    profile.introduced_column = columns.get("introduced", "")
    profile.terminated_column = columns.get("terminated", "")
    profile.ward_matched_by = ward_matched_by
    audit.record(actor, "save_postcode_profile", profile, name=name, after=dict(columns))
    db.session.flush()
    return profile


def replace_postcodes(
    rows: Iterable[Mapping[str, Any]],
    *,
    boundary_set_id: uuid.UUID,
    lookup_version: str,
    file_name: str,
    skipped: int,
    is_synthetic: bool,
    actor: Actor,
) -> PostcodeImport:
    """The look-up holds these rows and no others; wards stored with earlier votes stay as they are (E63).

    rows: postcode, ward_id, introduced, terminated; read once, as they come. An error in reading them changes nothing.
    """
    _check(actor)
    db.session.execute(sa.delete(Postcode))
    count = 0
    source = iter(rows)
    while chunk := list(itertools.islice(source, AT_ONCE)):
        fixed = {"lookup_version": lookup_version, "is_synthetic": is_synthetic}
        db.session.execute(sa.insert(Postcode), [{**row, **fixed} for row in chunk])
        count += len(chunk)
    taken = PostcodeImport(
        id=uuid.uuid4(),
        lookup_version=lookup_version,
        boundary_set_id=boundary_set_id,
        file_name=file_name,
        rows=count,
        skipped=skipped,
        is_synthetic=is_synthetic,
        imported_by=actor.name,
        imported_at=now(),
    )
    db.session.add(taken)
    audit.record(actor, "replace_postcodes", taken, name=lookup_version, after={"rows": count, "skipped": skipped})
    db.session.flush()
    return taken


def _check(actor: Actor) -> None:
    if not (verdict := can_edit_areas(actor)):
        raise NotAllowed(verdict.reason)

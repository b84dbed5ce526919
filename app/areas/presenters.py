"""Areas as their pages show them: which set, which facts, how a place lies to others, what a postcode leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup

from app.core.forms.fields import normal_postcode
from app.core.i18n import _
from app.core.search import Hit
from app.core.web.context import show_date

from . import queries
from .models import Area, AreaLink, AreaType, BoundarySet, LinkKind
from .terms import AREA_TYPES, BASES


def chosen_set(sets: Sequence[BoundarySet], wanted: str, on: dt.date) -> BoundarySet | None:
    """The set whose id the address gives; else the wards in force; else the newest set of wards."""
    for one in sets:
        if str(one.id) == wanted:
            return one
    wards = [one for one in sets if one.area_type is AreaType.WARD]
    return next((one for one in wards if one.is_in_force(on)), wards[0] if wards else None)


def days(boundary_set: BoundarySet) -> str:
    """`from 7 May 2026`, or `10 June 2004 to 6 May 2026`."""
    start = show_date(boundary_set.in_force_from)
    if boundary_set.in_force_to is None:
        return str(_("from %(day)s", day=start))
    return str(_("%(start)s to %(end)s", start=start, end=show_date(boundary_set.in_force_to)))


def facts(area: Area) -> list[dict[str, object]]:
    """Rows of the area's summary list."""
    rows: list[tuple[str, object]] = [
        (_("Kind of area"), AREA_TYPES[area.area_type]),
        (_("Boundaries"), area.boundary_set.name),
        (_("In force"), days(area.boundary_set)),
        (_("National code"), code_text(area)),
    ]
    if area.population is not None:
        rows.append((_("Population"), f"{area.population:,} ({area.population_source})"))
    if area.note:
        rows.append((_("Note"), area.note))
    if area.boundary_set.source:
        rows.append((_("Source"), area.boundary_set.source))
    return [{"key": key, "value": value} for key, value in rows]


def code_text(area: Area) -> str:
    """The code with a mark where nobody confirmed it; never an invented one."""
    if area.gss_code is None:
        return str(_("Not known yet"))
    return area.gss_code if area.is_code_confirmed else str(_("%(code)s (not confirmed)", code=area.gss_code))


def relations(area: Area) -> list[tuple[str, list[Markup]]]:
    """How the area lies to others: a heading, and under it links to those."""
    up, down = queries.parents(area.id), queries.children(area.id)
    groups = (
        (_("Lies in"), [_one(link, link.parent) for link in up if link.kind is LinkKind.WITHIN]),
        (_("Lies partly in"), [_one(link, link.parent) for link in up if link.kind is LinkKind.OVERLAPS]),
        (_("Before these boundaries"), [_one(link, link.parent) for link in up if link.kind is LinkKind.SUCCESSOR_OF]),
        (_("Since newer boundaries"), [_one(link, link.child) for link in down if link.kind is LinkKind.SUCCESSOR_OF]),
        (_("In it"), [_one(link, link.child) for link in down if link.kind is not LinkKind.SUCCESSOR_OF]),
    )
    return [(str(heading), items) for heading, items in groups if items]


def _one(link: AreaLink, other: Area) -> Markup:
    words = [str(AREA_TYPES[other.area_type]), days(other.boundary_set)]
    if link.share is not None and link.kind is LinkKind.OVERLAPS:
        words.append(f"{link.share * 100:.0f}%")
    words.append(str(BASES[link.basis]))
    url = url_for("areas.area", slug=other.slug)
    return Markup('<a class="govuk-link" href="{}">{}</a> ({})').format(url, other.name, ", ".join(words))


def postcode_answer(text: str, on: dt.date) -> dict[str, Any]:
    """What the page says to a postcode: its ward, or why there is none and what to do."""
    if normal_postcode(text) is None:
        return {"error": _("Enter a full UK postcode, such as BD1 1HX. Check that no letter stands for a 1 or a 0")}
    ward, found = queries.ward_of(text, on), queries.find_postcode(text)
    if ward is None:
        words = _("We do not have this postcode. It may be new or outside the district. Choose your ward from the list")
        return {"error": words}
    return {"ward": ward, "version": found.lookup_version if found else ""}


def search_hits(text: str, limit: int) -> list[Hit]:
    """Areas for the search page."""
    start = text.casefold()
    return [
        Hit(
            area.name,
            url_for("areas.area", slug=area.slug),
            str(AREA_TYPES[area.area_type]),
            days(area.boundary_set),
            0 if area.name.casefold().startswith(start) else 1,
        )
        for area in queries.search(text, limit)
    ]

"""Where residents find their ward, and what is going on there."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.ports import ports

from .. import presenters, queries
from . import bp


@bp.get("")
@access(Rule.PUBLIC)
def areas() -> ResponseReturnValue:
    """The wards in force today, or another set that the address names, as tiles and as a list."""
    sets, on = queries.boundary_sets(), today()
    shown = presenters.chosen_set(sets, request.args.get("set", ""), on)
    found = queries.areas_of_set(shown.id) if shown else []
    asked = request.args.get("postcode", "").strip()
    return render_template(
        "areas/areas.html",
        shown=shown,
        sets=[s for s in sets if shown is None or s.id != shown.id],
        areas=found,
        links={area.id: url_for(".area", slug=area.slug) for area in found},
        asked=asked,
        answer=presenters.postcode_answer(asked, on) if asked else None,
        on=on,
    )


@bp.get("/<slug>")
@access(Rule.PUBLIC)
def area(slug: str) -> ResponseReturnValue:
    """One place: what it is, what it lies in, and what other parts of the site have to say about it."""
    found = queries.area_by_slug(slug)
    return render_template(
        "areas/area.html",
        area=found,
        facts=presenters.facts(found),
        relations=presenters.relations(found),
        in_force=found.boundary_set.is_in_force(today()),
        panels=ports().panels_for("area", found, current_actor()),
    )

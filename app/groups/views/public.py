"""The directory of groups and each group's public page."""

from __future__ import annotations

import uuid

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.i18n import _
from app.core.ports import ports
from app.core.web.listing import PAGE_SIZE, page_links, page_number

from .. import queries
from ..forms import DirectoryForm, area_choices
from ..models import Group
from ..presenters import group_cards
from ..terms import KINDS, LANGUAGES, chosen
from . import bp


def found_group(slug: str) -> Group:
    """The group at this address, or a 404."""
    try:
        return queries.group_by_slug(slug)
    except NoResultFound:
        abort(404)


def asked_area(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


@bp.get("/groups")
@access(Rule.PUBLIC)
def directory() -> ResponseReturnValue:
    form = DirectoryForm(request.args)
    form.area.choices = [("", _("All wards")), *area_choices(today())]
    text, area_id, page = (form.q.data or "").strip(), asked_area(form.area.data or ""), page_number()
    found, total = queries.directory(text, area_id, page=page, size=PAGE_SIZE)
    return render_template(
        "groups/directory.html",
        form=form,
        text=text,
        total=total,
        cards_data=group_cards(found, queries.areas_of_all([g.id for g in found])),
        pages=page_links(total, page),
        is_filtered=bool(text or area_id),
    )


@bp.get("/groups/<slug>")
@access(Rule.PUBLIC)
def page(slug: str) -> ResponseReturnValue:
    group, actor = found_group(slug), current_actor()
    places = [(area.name, _area_url(area.slug)) for area in queries.areas_of(group.id)]
    return render_template(
        "groups/page.html",
        group=group,
        places=places,
        legal_form=KINDS[group.legal_form],
        languages=chosen(LANGUAGES, group.languages),
        is_member=actor.in_group(group.id),
        panels=ports().panels_for("group", group, actor),
    )


def _area_url(slug: str) -> str:
    from flask import current_app

    return url_for("areas.area", slug=slug) if "areas.area" in current_app.view_functions else ""

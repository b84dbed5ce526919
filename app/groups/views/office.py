"""The officers' list of groups, and where one is ended or opened again."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _
from app.core.ports import ports
from app.core.web.listing import page_links, page_number

from .. import commands, policies, queries
from ..exports import groups_csv
from ..forms import DirectoryForm, EndGroupForm, area_choices
from ..models import Group, GroupState
from ..terms import FUNCTIONS, LANGUAGES, LEGAL_FORMS, chosen
from . import office_bp
from .public import asked_area

SIZE = 50
EVERY_STATE = tuple(GroupState)


def _asked() -> tuple[DirectoryForm, str, uuid.UUID | None]:
    form = DirectoryForm(request.args)
    form.area.choices = [("", _("All wards")), *area_choices(today())]
    return form, (form.q.data or "").strip(), asked_area(form.area.data or "")


@office_bp.get("")
@access(Rule.OFFICER)
def index() -> ResponseReturnValue:
    form, text, area_id = _asked()
    page = page_number()
    found, total = queries.directory(text, area_id, page=page, size=SIZE, states=EVERY_STATE)
    places = queries.areas_of_all([g.id for g in found])
    return render_template(
        "groups/office/index.html",
        form=form,
        groups=[(g, LEGAL_FORMS[g.legal_form], ", ".join(places[g.id])) for g in found],
        total=total,
        pages=page_links(total, page, SIZE),
    )


@office_bp.get("/groups.csv")
@access(Rule.OFFICER)
def export() -> ResponseReturnValue:
    _form, text, area_id = _asked()
    found, _total = queries.directory(text, area_id, page=1, size=5000, states=EVERY_STATE)
    return groups_csv(found, queries.areas_of_all([g.id for g in found]))


def _found(group_id: uuid.UUID) -> Group:
    try:
        return queries.group(group_id)
    except NoResultFound:
        abort(404)


@office_bp.get("/<uuid:group_id>")
@access(Rule.OFFICER)
def page(group_id: uuid.UUID) -> ResponseReturnValue:
    group, actor = _found(group_id), current_actor()
    return render_template(
        "groups/office/page.html",
        group=group,
        members=queries.members(group.id),
        functions=FUNCTIONS,
        legal_form=LEGAL_FORMS[group.legal_form],
        places=", ".join(area.name for area in queries.areas_of(group.id)),
        languages=", ".join(chosen(LANGUAGES, group.languages)),
        may_end=bool(policies.can_end_group(actor)),
        panels=ports().panels_for("group", group, actor),
    )


@office_bp.route("/<uuid:group_id>/state", methods=["GET", "POST"])
@access(Rule.OFFICER)
def state(group_id: uuid.UUID) -> ResponseReturnValue:
    """End the group's entry, or open it again, with a reason."""
    group, form = _found(group_id), EndGroupForm()
    allow(policies.can_end_group(current_actor()))
    after = GroupState.ENDED if group.is_active else GroupState.ACTIVE
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.set_group_state(current_actor(), group.id, after, filled(form.reason))
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".page", group_id=group_id))
    return render_template("groups/office/state.html", form=form, group=group, ends=after is GroupState.ENDED)

"""Pages where a group logs volunteer hours, and where another person looks at them."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _, language
from app.core.web.listing import page_links, page_number
from app.delivery import policies as project_policies
from app.delivery import queries as projects
from app.delivery.models import Project

from . import commands, policies, queries
from .forms import CheckForm, HoursForm, RejectForm
from .models import HoursEntry
from .terms import STATE_COLOURS, STATES

bp = Blueprint("volunteering", __name__, url_prefix="/my/projects")
office_bp = Blueprint("volunteering_office", __name__, url_prefix="/office/projects")
SIZE = 20


def _mine(reference: str) -> Project:
    found = projects.project_by_reference(reference)
    allow(project_policies.can_see_mine(current_actor(), found), missing=True)
    return found


@bp.route("/<reference>/hours/new", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def log_hours(reference: str) -> ResponseReturnValue:
    project, form, actor = _mine(reference), HoursForm(), current_actor()
    project_id = project.id
    allow(project_policies.can_log(actor, project))
    places = projects.areas_of(project_id) or areas.wards(today())
    form.offer(
        [(str(a.id), a.name) for a in places],
        [(str(a.id), f"{a.code} {a.title}") for a in projects.actions_of(project_id)],
    )
    if not form.is_submitted():
        form.given_on.process(None, today())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.log_hours(actor, project_id, form.given(language()), today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The hours are logged"), "success")
            return redirect(url_for("delivery.my_project", reference=reference))
    return render_template("volunteering/log.html", form=form, project=project)


def _entry(project: Project, entry_id: uuid.UUID) -> HoursEntry:
    found = queries.entry(entry_id)
    if found.project_id != project.id:
        abort(404)
    return found


def _list(project: Project, back: str, frame: str) -> ResponseReturnValue:
    """The hours of a project, those to be checked first."""
    actor, page = current_actor(), page_number()
    rows, total = queries.entries_of(project.id, page=page, size=SIZE)
    return render_template(
        "volunteering/hours.html",
        project=project,
        rows=[(entry, policies.can_verify(actor, entry, project)) for entry in rows],
        total=total,
        states=STATES,
        colours=STATE_COLOURS,
        pages=page_links(total, page, SIZE),
        may_log=bool(project_policies.can_see_mine(actor, project)),
        back=back,
        frame=frame,
    )


def _verify(project: Project, entry_id: uuid.UUID, back: str) -> ResponseReturnValue:
    allow(policies.can_verify(current_actor(), _entry(project, entry_id), project))
    if CheckForm().validate_on_submit():
        try:
            with unit_of_work():
                commands.verify_hours(current_actor(), entry_id, is_right=True, reason="", today=today())
        except DomainError as refusal:
            flash(refusal.message, "error")
        else:
            flash(_("Thank you. The hours are checked"), "success")
    return redirect(back)


def _reject(project: Project, entry_id: uuid.UUID, back: str, frame: str) -> ResponseReturnValue:
    form, entry = RejectForm(), _entry(project, entry_id)
    allow(policies.can_verify(current_actor(), entry, project))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                reason = filled(form.reason)
                commands.verify_hours(current_actor(), entry_id, is_right=False, reason=reason, today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The hours are taken out. They no longer count"), "success")
            return redirect(back)
    return render_template("volunteering/reject.html", form=form, project=project, entry=entry, back=back, frame=frame)


@bp.get("/<reference>/hours")
@access(Rule.GROUP_MEMBER)
def hours(reference: str) -> ResponseReturnValue:
    return _list(_mine(reference), url_for("delivery.my_project", reference=reference), "core/base.html")


@bp.post("/<reference>/hours/<uuid:entry_id>/verify")
@access(Rule.GROUP_MEMBER)
def verify(reference: str, entry_id: uuid.UUID) -> ResponseReturnValue:
    return _verify(_mine(reference), entry_id, url_for(".hours", reference=reference))


@bp.route("/<reference>/hours/<uuid:entry_id>/reject", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def reject(reference: str, entry_id: uuid.UUID) -> ResponseReturnValue:
    return _reject(_mine(reference), entry_id, url_for(".hours", reference=reference), "core/base.html")


def _followed(reference: str) -> Project:
    found = projects.project_by_reference(reference)
    allow(project_policies.can_oversee(current_actor(), found))
    return found


@office_bp.get("/<reference>/hours", endpoint="hours")
@access(Rule.DELIVERY)
def office_hours(reference: str) -> ResponseReturnValue:
    """The same for an officer, where a group has nobody else who could look."""
    back = url_for("delivery_office.project", reference=reference)
    return _list(_followed(reference), back, "core/office.html")


@office_bp.post("/<reference>/hours/<uuid:entry_id>/verify", endpoint="verify")
@access(Rule.DELIVERY)
def office_verify(reference: str, entry_id: uuid.UUID) -> ResponseReturnValue:
    return _verify(_followed(reference), entry_id, url_for(".hours", reference=reference))


@office_bp.route("/<reference>/hours/<uuid:entry_id>/reject", methods=["GET", "POST"], endpoint="reject")
@access(Rule.DELIVERY)
def office_reject(reference: str, entry_id: uuid.UUID) -> ResponseReturnValue:
    return _reject(_followed(reference), entry_id, url_for(".hours", reference=reference), "core/office.html")

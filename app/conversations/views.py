"""Pages where sessions are logged: by a member of the group, by an officer."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _, language
from app.delivery import policies as project_policies
from app.delivery import queries as projects
from app.delivery.models import Project

from . import commands
from .forms import SessionForm
from .terms import DIMENSIONS

bp = Blueprint("conversations", __name__)
office_bp = Blueprint("conversations_office", __name__, url_prefix="/office/projects")


@bp.route("/my/projects/<reference>/sessions/new", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def log_session(reference: str) -> ResponseReturnValue:
    project = projects.project_by_reference(reference)
    allow(project_policies.can_see_mine(current_actor(), project), missing=True)
    places = projects.areas_of(project.id) or areas.wards(today())
    return _log(project, [(str(a.id), a.name) for a in places], url_for("delivery.my_project", reference=reference))


@office_bp.route("/<reference>/sessions/new", methods=["GET", "POST"])
@access(Rule.DELIVERY)
def log_session_for(reference: str) -> ResponseReturnValue:
    """An officer may log in any ward; outside the project's with a reason."""
    project = projects.project_by_reference(reference)
    allow(project_policies.can_oversee(current_actor(), project))
    back = url_for("delivery_office.project", reference=reference)
    return _log(project, areas.choices(today()), back, for_officer=True)


def _log(
    project: Project, places: list[tuple[str, str]], back: str, *, for_officer: bool = False
) -> ResponseReturnValue:
    form, project_id, actor = SessionForm(), project.id, current_actor()
    allow(project_policies.can_log(actor, project))
    if not for_officer:
        del form.override
    form.offer(places, [(str(a.id), f"{a.code} {a.title}") for a in projects.actions_of(project_id)])
    if not form.is_submitted():
        form.held_on.process(None, today())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.log_session(actor, project_id, form.held(language()), today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The session is logged"), "success")
            return redirect(back)
    return render_template(
        "conversations/log.html",
        form=form,
        project=project,
        back=back,
        dimensions=DIMENSIONS,
        frame="core/office.html" if for_officer else "core/base.html",
    )

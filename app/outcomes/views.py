"""The page where a group logs a reading."""

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

from . import commands
from .forms import ReadingForm
from .terms import UNITS

bp = Blueprint("outcomes", __name__, url_prefix="/my/projects")


@bp.route("/<reference>/readings/new", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def log_reading(reference: str) -> ResponseReturnValue:
    project, form, actor = projects.project_by_reference(reference), ReadingForm(), current_actor()
    allow(project_policies.can_see_mine(actor, project), missing=True)
    allow(project_policies.can_log(actor, project))
    project_id = project.id
    places = projects.areas_of(project_id) or areas.wards(today())
    measures = [(str(i.id), f"{i.code}: {i.name} ({UNITS[i.unit]})") for i in projects.indicators_for(project_id)]
    form.offer([(str(a.id), a.name) for a in places], measures)
    if not form.is_submitted():
        form.read_on.process(None, today())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.log_reading(actor, project_id, form.measured(language()), today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The reading is logged"), "success")
            return redirect(url_for("delivery.my_project", reference=reference))
    return render_template("outcomes/log.html", form=form, project=project)

"""Where officers report how actions go, and keep their steps."""

from __future__ import annotations

import uuid

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _

from .. import commands, presenters, queries
from ..forms import DoneForm, LinkIndicatorForm, MilestoneForm, ProgressForm
from ..models import ACTIVE, ActionState, Rag, Stage
from ..policies import can_confirm_rag
from ..terms import RAG_HINTS, RAGS, STAGES
from . import office_bp
from .acting import done


@office_bp.route("/actions/<uuid:action_id>", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def progress(action_id: uuid.UUID) -> ResponseReturnValue:
    """One action of the plan in force: its state, how it goes, its steps and indicators."""
    found, on = queries.action(action_id), today()
    home = queries.strategy_of(found)
    form = ProgressForm(data={"state": found.state.value, "rag": found.rag.value, "reason": found.rag_reason})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.report_progress(
                    action_id,
                    state=ActionState(form.state.data),
                    rag=Rag(form.rag.data),
                    reason=form.reason.data or "",
                    on=on,
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved. Somebody else has to confirm it"), url_for(".progress", action_id=action_id))
    return render_template(
        "strategy/office/progress.html",
        form=form,
        action=found,
        version_number=home.version_number,
        is_in_force=home.state in ACTIVE,
        tied=queries.tied_to(action_id),
        labels=presenters.action_labels(found, on),
        rag=RAGS[found.rag],
        hints=RAG_HINTS,
        may_confirm=bool(can_confirm_rag(current_actor(), found)),
        measures=queries.indicators_of(found),
        stages=STAGES,
        on=on,
    )


@office_bp.post("/actions/<uuid:action_id>/confirm")
@access(Rule.STRATEGY)
def confirm(action_id: uuid.UUID) -> ResponseReturnValue:
    """A second officer agrees with how the action is said to go."""
    with unit_of_work():
        commands.confirm_rag(action_id, actor=current_actor())
    return done(_("Confirmed"), url_for(".progress", action_id=action_id))


@office_bp.route("/actions/<uuid:action_id>/steps/new", methods=["GET", "POST"], defaults={"milestone_id": None})
@office_bp.route("/actions/<uuid:action_id>/steps/<uuid:milestone_id>", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def milestone(action_id: uuid.UUID, milestone_id: uuid.UUID | None) -> ResponseReturnValue:
    """One step; without an id, a new one."""
    action, found = queries.action(action_id), queries.milestone(milestone_id) if milestone_id else None
    form = MilestoneForm(obj=found)
    if form.validate_on_submit():
        stage = Stage(form.stage.data) if form.stage.data else None
        fields = {"text": form.text.data or "", "due_on": form.due_on.data, "stage": stage}
        try:
            with unit_of_work():
                commands.save_milestone(action_id, milestone_id, fields, actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved"), url_for(".progress", action_id=action_id))
    return render_template("strategy/office/milestone.html", form=form, action=action, milestone=found)


@office_bp.route("/steps/<uuid:milestone_id>/done", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def finish(milestone_id: uuid.UUID) -> ResponseReturnValue:
    """The step was done, and how we know."""
    found = queries.milestone(milestone_id)
    form = DoneForm(data={"done_on": found.done_on or today(), "evidence": found.evidence})
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.finish_milestone(
                    milestone_id,
                    done_on=form.done_on.data,
                    evidence=form.evidence.data or "",
                    today=today(),
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved"), url_for(".progress", action_id=found.action_id))
    return render_template("strategy/office/done.html", form=form, milestone=found)


@office_bp.route("/actions/<uuid:action_id>/indicators", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def link(action_id: uuid.UUID) -> ResponseReturnValue:
    """One more indicator tells whether the action works."""
    action, form = queries.action(action_id), LinkIndicatorForm()
    form.indicator_id.choices = [(str(key), f"{code} {name}") for key, code, name in queries.indicator_names()]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.link_indicator(uuid.UUID(form.indicator_id.data), action_id=action_id, actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved"), url_for(".progress", action_id=action_id))
    return render_template("strategy/office/link.html", form=form, action=action)


@office_bp.post("/actions/<uuid:action_id>/indicators/<uuid:indicator_id>/remove")
@access(Rule.STRATEGY)
def unlink(action_id: uuid.UUID, indicator_id: uuid.UUID) -> ResponseReturnValue:
    """The indicator says nothing of the action any more."""
    with unit_of_work():
        commands.unlink_indicator(indicator_id, action_id, actor=current_actor())
    return done(_("The indicator was taken off this action"), url_for(".progress", action_id=action_id))

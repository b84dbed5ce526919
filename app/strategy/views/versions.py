"""Where officers keep the versions of the plan and their words."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _

from .. import commands, presenters, queries
from ..forms import ActionForm, AdoptForm, ObjectiveForm, PillarForm, ReasonForm, StrategyForm
from ..models import Action, Clause, Objective, Pillar, Strategy, StrategyState
from ..policies import can_edit_words
from ..terms import ACTION_STATES, CLAUSES, STRATEGY_STATES
from . import office_bp
from .acting import done

VISION = ("title", "from_year", "to_year", "vision", "acknowledgement")


@office_bp.get("")
@access(Rule.STRATEGY)
def versions() -> ResponseReturnValue:
    """All versions, the newest first, and what waits for a second officer."""
    return render_template(
        "strategy/office/versions.html",
        versions=queries.strategies(),
        states=STRATEGY_STATES,
        observations=queries.observations_to_approve(),
        actions=queries.rags_to_confirm(),
    )


@office_bp.get("/versions/<int:number>")
@access(Rule.STRATEGY)
def version(number: int) -> ResponseReturnValue:
    """One version with its tree: to edit while it is a draft, to report progress while it is in force."""
    found = queries.strategy(number)
    tree = queries.plan(found.id)
    return render_template(
        "strategy/office/version.html",
        strategy=found,
        tree=tree,
        is_editable=bool(can_edit_words(current_actor(), found)),
        state=STRATEGY_STATES[found.state],
        action_states=ACTION_STATES,
        labels=presenters.action_labels,
        clauses=[(CLAUSES[clause.clause], clause) for clause in found.clauses],
        count=sum(len(objective.actions) for pillar in tree for objective in pillar.objectives),
        on=today(),
    )


@office_bp.route("/first", methods=["GET", "POST"], defaults={"number": None})
@office_bp.route("/versions/<int:number>/words", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def words(number: int | None) -> ResponseReturnValue:
    """Title, years and vision of a draft; without a number, the first version is made."""
    found = queries.strategy(number) if number is not None else None
    form = StrategyForm(data=_words_of(found) if found else None)
    choices = [
        ("", _("Not measured")),
        *((str(key), f"{code} {name}") for key, code, name in queries.indicator_names()),
    ]
    for clause in Clause:
        form[f"indicator_{clause.value}"].choices = choices
    if form.validate_on_submit():
        try:
            with unit_of_work():
                fields = {name: form[name].data for name in VISION}
                saved = commands.save_strategy(
                    found.id if found else None, fields, actor=current_actor(), seen=_seen(form)
                )
                commands.save_clauses(saved.id, _clauses_of(form), actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved"), url_for(".version", number=saved.version_number))
    return render_template("strategy/office/words.html", form=form, strategy=found, clauses=CLAUSES)


def _words_of(strategy: Strategy) -> dict[str, Any]:
    data: dict[str, Any] = {name: getattr(strategy, name) for name in VISION} | {"seen_version": str(strategy.version)}
    for clause in strategy.clauses:
        data[f"text_{clause.clause.value}"] = clause.text
        data[f"indicator_{clause.clause.value}"] = str(clause.indicator_id or "")
    return data


def _seen(form: Any) -> int | None:
    """The version of the row that the page showed; None for a new one."""
    text = form.seen_version.data or ""
    return int(text) if text.isdecimal() else None


def _clauses_of(form: Any) -> dict[Clause, tuple[str, uuid.UUID | None]]:
    known = {str(key): key for key, _code, _name in queries.indicator_names()}
    return {c: (form[f"text_{c.value}"].data, known.get(form[f"indicator_{c.value}"].data)) for c in Clause}


@office_bp.route("/versions/<int:number>/start", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def start(number: int) -> ResponseReturnValue:
    """A new draft with the words of this version."""
    found, form = queries.strategy(number), ReasonForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                draft = commands.start_version(found.id, reason=form.reason.data or "", actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("The new version is ready to edit"), url_for(".version", number=draft.version_number))
    return render_template("strategy/office/start.html", form=form, strategy=found)


@office_bp.route("/versions/<int:number>/adopt", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def adopt(number: int) -> ResponseReturnValue:
    """The draft becomes the plan in force; what it changes stands on the page."""
    found, form = queries.strategy(number), AdoptForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.adopt(
                    found.id,
                    adopted_by=form.adopted_by.data or "",
                    adopted_on=form.adopted_on.data,
                    minute_reference=form.minute_reference.data or "",
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("The plan is in force"), url_for(".version", number=number))
    earlier = queries.plan(found.previous_id) if found.previous_id else []
    changes = presenters.changes(earlier, queries.plan(found.id)) if found.previous_id else []
    return render_template("strategy/office/adopt.html", form=form, strategy=found, changes=changes)


@office_bp.post("/versions/<int:number>/move/<any(draft,consulted,'in-delivery',closed):to>")
@access(Rule.STRATEGY)
def move(number: int, to: str) -> ResponseReturnValue:
    """The version takes its next state."""
    found = queries.strategy(number)
    with unit_of_work():
        commands.move_strategy(found.id, StrategyState(to), actor=current_actor())
    return done(_("Saved"), url_for(".version", number=number))


@office_bp.route("/versions/<int:number>/pillars/new", methods=["GET", "POST"], defaults={"pillar_id": None})
@office_bp.route("/versions/<int:number>/pillars/<uuid:pillar_id>", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def pillar(number: int, pillar_id: uuid.UUID | None) -> ResponseReturnValue:
    """One pillar of a draft; without an id, a new one."""
    home, found = queries.strategy(number), queries.pillar(pillar_id) if pillar_id else None
    form = PillarForm(obj=found)
    if form.validate_on_submit():
        fields = {name: form[name].data or "" for name in ("code", "name", "about")}
        try:
            with unit_of_work():
                commands.save_pillar(home.id, pillar_id, fields, actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved"), url_for(".version", number=number))
    title = _("Change a pillar") if found else _("Add a pillar")
    return render_template(
        "strategy/office/part.html", form=form, strategy=home, title=title, part=found, kind="pillar"
    )


@office_bp.route("/pillars/<uuid:pillar_id>/objectives/new", methods=["GET", "POST"], defaults={"objective_id": None})
@office_bp.route("/pillars/<uuid:pillar_id>/objectives/<uuid:objective_id>", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def objective(pillar_id: uuid.UUID, objective_id: uuid.UUID | None) -> ResponseReturnValue:
    """One objective of a draft; without an id, a new one."""
    home = queries.pillar(pillar_id)
    found = queries.objective(objective_id) if objective_id else None
    form, number = ObjectiveForm(obj=found), home.strategy.version_number
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.save_objective(pillar_id, objective_id, text=form.text.data or "", actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved"), url_for(".version", number=number))
    title = _("Change an objective") if found else _("Add an objective")
    return render_template(
        "strategy/office/part.html", form=form, strategy=home.strategy, title=title, part=found, kind="objective"
    )


@office_bp.route("/objectives/<uuid:objective_id>/actions/new", methods=["GET", "POST"], defaults={"action_id": None})
@office_bp.route("/objectives/<uuid:objective_id>/actions/<uuid:action_id>", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def action(objective_id: uuid.UUID, action_id: uuid.UUID | None) -> ResponseReturnValue:
    """One action of a draft; without an id, a new one."""
    home = queries.objective(objective_id)
    found, strategy = queries.action(action_id) if action_id else None, home.pillar.strategy
    form = ActionForm(data=_action_data(found) if found else None)
    form.area_ids.choices = areas.choices(today())
    if form.validate_on_submit():
        known = {key for key, _name in form.area_ids.choices}
        area_ids = [uuid.UUID(key) for key in form.area_ids.data or [] if key in known]
        try:
            with unit_of_work():
                fields = _action_fields(form)
                commands.save_action(
                    objective_id, action_id, fields, area_ids=area_ids, actor=current_actor(), seen=_seen(form)
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved"), url_for(".version", number=strategy.version_number))
    title = _("Change an action") if found else _("Add an action")
    return render_template(
        "strategy/office/part.html", form=form, strategy=strategy, title=title, part=found, kind="action"
    )


def _action_data(action: Action) -> dict[str, Any]:
    names = [name for name in vars(ActionForm) if hasattr(Action, name)]
    data = {name: getattr(action, name) for name in names}
    area_ids = [str(area.id) for area in action.areas]
    return data | {"partners": "\n".join(action.partners), "area_ids": area_ids, "seen_version": str(action.version)}


def _action_fields(form: ActionForm) -> dict[str, Any]:
    keeps_none = {"starts_on", "due_on", "budget_pence"}
    names = [name for name in form._fields if name not in {"csrf_token", "area_ids", "seen_version"}]
    fields = {name: form[name].data if name in keeps_none else form[name].data or "" for name in names}
    return fields | {"partners": [line.strip() for line in str(fields["partners"]).splitlines() if line.strip()]}


@office_bp.post("/<any(pillar,objective,action):kind>/<uuid:part_id>/remove")
@access(Rule.STRATEGY)
def remove(kind: str, part_id: uuid.UUID) -> ResponseReturnValue:
    """The part of a draft, with what is under it, is gone."""
    finders: dict[str, Callable[[uuid.UUID], Pillar | Objective | Action]] = {
        "pillar": queries.pillar,
        "objective": queries.objective,
        "action": queries.action,
    }
    part = finders[kind](part_id)
    strategy_id = part.pillar.strategy_id if isinstance(part, Objective) else part.strategy_id
    number = next(one.version_number for one in queries.strategies() if one.id == strategy_id)
    with unit_of_work():
        commands.remove_part(part, actor=current_actor())
    return done(_("It was removed"), url_for(".version", number=number))

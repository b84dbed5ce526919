"""Where officers keep indicators and targets, enter what was seen, and approve what others entered."""

from __future__ import annotations

import uuid
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _

from .. import commands, presenters, queries
from ..forms import IndicatorForm, ObservationForm, TargetForm
from ..models import Direction, Level, Unit
from ..policies import can_approve
from . import office_bp
from .acting import done


@office_bp.get("/indicators")
@access(Rule.STRATEGY)
def indicators() -> ResponseReturnValue:
    """All indicators in use."""
    on = today()
    return render_template(
        "strategy/office/indicators.html",
        measures=[(each, presenters.indicator_view(each, on)) for each in queries.indicators()],
    )


@office_bp.get("/indicators/<uuid:indicator_id>")
@access(Rule.STRATEGY)
def indicator(indicator_id: uuid.UUID) -> ResponseReturnValue:
    """One indicator with every target and observation, also those that are not approved."""
    found, actor = queries.indicator(indicator_id), current_actor()
    names = areas.names([o.area_id for o in found.observations if o.area_id])
    return render_template(
        "strategy/office/indicator.html",
        indicator=found,
        view=presenters.indicator_view(found, today()),
        targets=presenters.target_rows(found),
        observations=[
            {
                "row": each,
                "value": presenters.show_value(each.value, found.unit),
                "where": names[each.area_id] if each.area_id else _("The whole district"),
                "may_approve": bool(can_approve(actor, each)),
            }
            for each in reversed(found.observations)
        ],
        restated={each.restates_id for each in found.observations},
    )


@office_bp.route("/indicators/new", methods=["GET", "POST"], defaults={"indicator_id": None})
@office_bp.route("/indicators/<uuid:indicator_id>/change", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def edit_indicator(indicator_id: uuid.UUID | None) -> ResponseReturnValue:
    """What the indicator is; without an id, a new one."""
    found = queries.indicator(indicator_id) if indicator_id else None
    form = IndicatorForm(obj=found)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                saved = commands.save_indicator(indicator_id, _indicator_fields(form), actor=current_actor())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved"), url_for(".indicator", indicator_id=saved.id))
    return render_template("strategy/office/edit_indicator.html", form=form, indicator=found)


def _indicator_fields(form: IndicatorForm) -> dict[str, Any]:
    words = {name: form[name].data or "" for name in ("code", "name", "definition", "baseline_source")}
    return {
        **words,
        "unit": Unit(form.unit.data),
        "direction": Direction(form.direction.data),
        "level": Level(form.level.data),
        "baseline": form.baseline.data,
        "baseline_on": form.baseline_on.data,
        "is_retired": bool(form.is_retired.data),
    }


@office_bp.route("/indicators/<uuid:indicator_id>/targets", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def target(indicator_id: uuid.UUID) -> ResponseReturnValue:
    """A target for a day; a new value for the same day keeps the old one."""
    found, form = queries.indicator(indicator_id), TargetForm()
    if form.validate_on_submit() and form.value.data is not None:
        try:
            with unit_of_work():
                commands.set_target(
                    indicator_id,
                    due_on=form.due_on.data,
                    value=form.value.data,
                    reason=form.reason.data or "",
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(_("Saved"), url_for(".indicator", indicator_id=indicator_id))
    return render_template("strategy/office/target.html", form=form, indicator=found)


@office_bp.route("/indicators/<uuid:indicator_id>/observations", methods=["GET", "POST"])
@access(Rule.STRATEGY)
def observation(indicator_id: uuid.UUID) -> ResponseReturnValue:
    """Something was seen; with `?restates=` in the address it corrects an earlier observation."""
    found = queries.indicator(indicator_id)
    wrong = next((o for o in found.observations if str(o.id) == request.args.get("restates", "")), None)
    form = ObservationForm(obj=wrong, data={"note": ""} if wrong else None)
    form.area_id.choices = [("", _("The whole district")), *areas.choices(today())]
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.enter_observation(
                    indicator_id,
                    _reading(form),
                    is_suppressed=bool(form.is_suppressed.data),
                    restates_id=wrong.id if wrong else None,
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return done(
                _("Saved. Somebody else has to approve it before it is public"),
                url_for(".indicator", indicator_id=indicator_id),
            )
    return render_template("strategy/office/observation.html", form=form, indicator=found, wrong=wrong)


def _reading(form: ObservationForm) -> commands.Reading:
    known = {key for key, _name in form.area_id.choices if key}
    return commands.Reading(
        from_on=form.from_on.data,
        to_on=form.to_on.data,
        source=form.source.data or "",
        value=form.value.data,
        numerator=form.numerator.data,
        denominator=form.denominator.data,
        area_id=uuid.UUID(form.area_id.data) if form.area_id.data in known else None,
        note=form.note.data or "",
    )


@office_bp.post("/observations/<uuid:observation_id>/approve")
@access(Rule.STRATEGY)
def approve(observation_id: uuid.UUID) -> ResponseReturnValue:
    """The observation is public."""
    found = queries.observation(observation_id)
    to = url_for(".indicator", indicator_id=found.indicator_id)
    with unit_of_work():
        commands.approve_observation(observation_id, on=today(), actor=current_actor())
    return done(_("Approved"), to)

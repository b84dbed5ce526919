"""Officers' pages of one call: draft, preview, publish, more time, archive."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _, languages_whole
from app.core.ports import ports

from .. import commands, policies, queries
from ..forms import ExtendForm, call_form
from ..models import Call
from ..policies import phase
from ..states import CallPhase
from ..terms import PHASE_COLOURS, PHASES, QUESTIONS, THEMES
from . import office_bp
from .office import found_fund
from .public import show_call


def found_call(call_id: uuid.UUID) -> Call:
    """The call, if the actor looks after its fund."""
    try:
        call = queries.call(call_id)
    except NoResultFound:
        abort(404)
    allow(policies.can_manage(current_actor(), call.fund_id))
    return call


def _ids(values: list[str] | None) -> list[uuid.UUID]:
    return [uuid.UUID(value) for value in values or []]


@office_bp.route("/<uuid:fund_id>/calls/new", methods=["GET", "POST"])
@access(Rule.FUNDS)
def new_call(fund_id: uuid.UUID) -> ResponseReturnValue:
    fund = found_fund(fund_id)
    form = call_form(languages_whole(), queries.pots_of(fund.id))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = commands.create_call(current_actor(), fund.id, form.facts(), _ids(form.pot_ids.data))
                call_id = made.id
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The draft is saved. Look at it before you publish"), "success")
            return redirect(url_for(".call", call_id=call_id))
    return render_template("funds/office/call_form.html", form=form, fund=fund, call=None)


@office_bp.get("/calls/<uuid:call_id>")
@access(Rule.FUNDS)
def call(call_id: uuid.UUID) -> ResponseReturnValue:
    found, actor, moment = found_call(call_id), current_actor(), now()
    pots, where = queries.pots_of_call(found.id), phase(found, moment)
    return render_template(
        "funds/office/call.html",
        call=found,
        fund=queries.fund(found.fund_id),
        pots=pots,
        label=(PHASES[where], PHASE_COLOURS[where]),
        themes=[THEMES[key] for key in found.themes if key in THEMES],
        questions=[QUESTIONS[key] for key in found.questions if key in QUESTIONS],
        may_edit=bool(policies.can_edit_call(actor, found, moment)),
        publish=policies.can_publish(actor, found, moment, pots=len(pots)),
        is_draft=where is CallPhase.DRAFT,
        may_extend=where in {CallPhase.COMING, CallPhase.OPEN, CallPhase.CLOSED},
        may_archive=bool(policies.can_archive(actor, found, moment)),
        panels=ports().panels_for("call-office", found, actor),
    )


@office_bp.get("/calls/<uuid:call_id>/preview")
@access(Rule.FUNDS)
def preview(call_id: uuid.UUID) -> ResponseReturnValue:
    return show_call(found_call(call_id), preview=True)


@office_bp.route("/calls/<uuid:call_id>/edit", methods=["GET", "POST"])
@access(Rule.FUNDS)
def edit_call(call_id: uuid.UUID) -> ResponseReturnValue:
    found = found_call(call_id)
    allow(policies.can_edit_call(current_actor(), found, now()))
    pots = [str(pot.id) for pot in queries.pots_of_call(found.id)]
    own = queries.pots_of(found.fund_id)
    form = call_form(languages_whole(), own, found, pot_ids=pots, seen=str(found.version))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                seen, chosen = int(form.seen.data or 0), _ids(form.pot_ids.data)
                commands.edit_call(current_actor(), call_id, form.facts(), chosen, seen=seen, now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Saved"), "success")
            return redirect(url_for(".call", call_id=call_id))
    return render_template("funds/office/call_form.html", form=form, fund=queries.fund(found.fund_id), call=found)


@office_bp.post("/calls/<uuid:call_id>/move")
@access(Rule.FUNDS)
def move(call_id: uuid.UUID) -> ResponseReturnValue:
    """Publish the call, or put it in the archive."""
    found_call(call_id)
    moves = {"publish": commands.publish_call, "archive": commands.archive_call}
    work = moves.get(request.form.get("to", "")) or abort(404)
    try:
        with unit_of_work():
            work(current_actor(), call_id, now=now())
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("Done"), "success")
    return redirect(url_for(".call", call_id=call_id))


@office_bp.route("/calls/<uuid:call_id>/extend", methods=["GET", "POST"])
@access(Rule.FUNDS)
def extend(call_id: uuid.UUID) -> ResponseReturnValue:
    found, form = found_call(call_id), ExtendForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.extend_call(current_actor(), call_id, form.closes_at.data, filled(form.reason), now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The call closes later now. Groups with a draft get an email"), "success")
            return redirect(url_for(".call", call_id=call_id))
    return render_template("funds/office/extend.html", form=form, call=found)

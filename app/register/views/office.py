"""What a returning officer does with the register: look at its numbers and decide the held cases."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, filled, show_on_form
from app.core.i18n import _
from app.rounds import queries as rounds
from app.rounds.models import Round

from .. import commands, policies, queries
from ..forms import CONNECTIONS, DecisionForm
from ..models import CodeKind, RefusalReason, VoterState

office_bp = Blueprint("register_office", __name__, url_prefix="/office/rounds")


def _round(slug: str) -> Round:
    round_ = rounds.round_by_slug(slug)
    allow(policies.can_see_register(current_actor(), round_))
    return round_


@office_bp.get("/<slug>/register")
@access(Rule.REGISTER)
def show(slug: str) -> ResponseReturnValue:
    """The numbers of the register and the cases that wait."""
    round_ = _round(slug)
    return render_template(
        "register/office.html",
        round=round_,
        counts=queries.counts(round_.id),
        unfinished=queries.rounded(queries.unfinished(round_.id)),
        turnout=queries.turnout(round_.id, now()),
        held=queries.held_voters(round_.id),
        words=request.args.get("q", "").strip(),
        found=queries.voters_found(round_.id, request.args.get("q", "")),
        form=Form(),
        State=VoterState,
    )


@office_bp.route("/<slug>/register/<uuid:voter_id>", methods=["GET", "POST"])
@access(Rule.REGISTER)
def decide(slug: str, voter_id: uuid.UUID) -> ResponseReturnValue:
    """One held case with both sides, and the decision."""
    round_ = _round(slug)
    case = queries.held_case(voter_id)
    allow(policies.can_decide_held(current_actor(), round_, case.voter))
    form = DecisionForm(areas=areas.choices(today()))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.decide_held(
                    voter_id,
                    accept=form.decision.data == "accept",
                    reason=filled(form.reason),
                    refusal=RefusalReason(form.refusal.data) if form.refusal.data else None,
                    area_id=uuid.UUID(form.area.data) if form.area.data else None,
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(
                _("The voter is accepted") if form.decision.data == "accept" else _("The voter is refused"), "success"
            )
            return redirect(url_for(".show", slug=slug))
    return render_template("register/decide.html", round=round_, case=case, form=form, connections=CONNECTIONS)


@office_bp.post("/<slug>/register/<uuid:voter_id>/code")
@access(Rule.REGISTER)
def give_code(slug: str, voter_id: uuid.UUID) -> ResponseReturnValue:
    """A voter who lost the code gets another, shown here once for the officer to pass on; the old ones still work."""
    round_ = _round(slug)
    voter = queries.voter(voter_id)
    allow(policies.can_give_code(current_actor(), round_, voter, now()))
    try:
        with unit_of_work():
            made = commands.new_code(voter_id, kind=CodeKind.DESK, actor=current_actor())
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for(".show", slug=slug))
    half = len(made.code) // 2
    shown = f"{made.code[:half]} {made.code[half:]}"
    return render_template(
        "register/given_code.html", round=rounds.round_by_slug(slug), name=made.voter.name, code=shown
    )

"""Where an officer asks the group, passes or refuses a proposal, and declares an interest."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, filled, show_on_form
from app.core.i18n import _
from app.proposals.whole import Whole

from .. import commands, policies, queries
from ..forms import AskForm, InterestForm, PassForm, RefuseForm
from ..models import InterestEffect, QueryState
from . import office_bp
from .office import found_whole


def _step(whole: Whole, form: Form, template: str, work: Callable[[], object], said: str) -> ResponseReturnValue:
    """One form of one question: the command on a good answer, the page again with the refusal otherwise."""
    if form.validate_on_submit():
        try:
            with unit_of_work():
                work()
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(said, "success")
            return redirect(url_for(".page", reference=whole.proposal.reference))
    return render_template(template, form=form, whole=whole, proposal=whole.proposal)


def _may_check(whole: Whole) -> None:
    interest = queries.interest_of(whole.proposal.id, current_actor().id)
    allow(policies.can_check(current_actor(), whole.proposal, whole.call.fund_id, interest))


@office_bp.route("/<reference>/ask", methods=["GET", "POST"])
@access(Rule.CHECKING)
def ask(reference: str) -> ResponseReturnValue:
    whole, form = found_whole(reference), AskForm()
    _may_check(whole)
    proposal_id = whole.proposal.id
    return _step(
        whole,
        form,
        "appraisal/ask.html",
        lambda: commands.ask_query(current_actor(), proposal_id, filled(form.text), now=now()),
        _("The group has your question by email"),
    )


@office_bp.route("/<reference>/pass", methods=["GET", "POST"])
@access(Rule.CHECKING)
def passing(reference: str) -> ResponseReturnValue:
    whole, form = found_whole(reference), PassForm()
    _may_check(whole)
    proposal_id = whole.proposal.id
    return _step(
        whole,
        form,
        "appraisal/pass.html",
        lambda: commands.pass_proposal(current_actor(), proposal_id, form.note.data or "", now=now()),
        _("The proposal has passed. The group knows by email"),
    )


@office_bp.route("/<reference>/refuse", methods=["GET", "POST"])
@access(Rule.CHECKING)
def refuse(reference: str) -> ResponseReturnValue:
    whole, form = found_whole(reference), RefuseForm()
    _may_check(whole)
    proposal_id = whole.proposal.id
    return _step(
        whole,
        form,
        "appraisal/refuse.html",
        lambda: commands.refuse_proposal(current_actor(), proposal_id, filled(form.reason), now=now()),
        _("The proposal is refused. The group has the reason by email"),
    )


@office_bp.route("/<reference>/interest", methods=["GET", "POST"])
@access(Rule.CHECKING)
def interest(reference: str) -> ResponseReturnValue:
    whole, form = found_whole(reference), InterestForm()
    proposal_id = whole.proposal.id
    return _step(
        whole,
        form,
        "appraisal/interest.html",
        lambda: commands.declare_interest(
            current_actor(), proposal_id, filled(form.nature), InterestEffect(form.effect.data), now=now()
        ),
        _("Your interest is on record"),
    )


@office_bp.post("/<reference>/queries/<uuid:query_id>/take-back")
@access(Rule.CHECKING)
def take_back(reference: str, query_id: uuid.UUID) -> ResponseReturnValue:
    whole = found_whole(reference)
    _may_check(whole)
    if query_id not in {q.id for q in queries.queries_of(whole.proposal.id) if q.state is QueryState.OPEN}:
        abort(404)
    try:
        with unit_of_work():
            commands.take_back_query(current_actor(), query_id)
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("The question is taken back"), "success")
    return redirect(url_for(".page", reference=reference))

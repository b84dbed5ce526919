"""A group's own proposals: the list, starting one, its receipt, its document, taking it back."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _, language
from app.core.pdf import PdfUnavailable
from app.funds import queries as funds
from app.funds.policies import is_open
from app.groups import queries as groups
from app.groups.terms import WRITTEN_IN

from .. import commands, policies, queries
from ..exports import proposal_pdf
from ..forms import StartForm, WithdrawForm
from ..models import Proposal, ProposalState
from ..presenters import label_of
from . import bp


def my_proposal(reference: str) -> Proposal:
    """The proposal, if it is one of the actor's groups'; to others it is not there."""
    try:
        proposal = queries.proposal_by_reference(reference)
    except NoResultFound:
        abort(404)
    allow(policies.can_see(current_actor(), proposal), missing=True)
    return proposal


@bp.get("/my/proposals")
@access(Rule.SIGNED_IN)
def mine() -> ResponseReturnValue:
    actor = current_actor()
    proposals = queries.of_groups(actor.group_ids())
    calls = funds.calls_by_id(p.call_id for p in proposals)
    names = groups.groups_by_id(actor.group_ids())
    return render_template(
        "proposals/mine.html",
        rows=[(p, label_of(p), calls[p.call_id], names[p.group_id]) for p in proposals],
        open_calls=funds.open_calls(now()),
        has_group=bool(names),
    )


@bp.route("/my/proposals/new/<slug>", methods=["GET", "POST"])
@access(Rule.SIGNED_IN)
def start(slug: str) -> ResponseReturnValue:
    try:
        call = funds.public_call(slug)
    except NoResultFound:
        abort(404)
    actor = current_actor()
    own = [group for group in groups.groups_by_id(actor.group_ids()).values() if group.is_active]
    if not own:
        return render_template("proposals/no_group.html", call=call)
    form = StartForm(data={"group_id": str(own[0].id), "lang": language() if language() in WRITTEN_IN else "en"})
    form.group_id.choices = sorted(((str(group.id), group.name) for group in own), key=lambda choice: choice[1])
    if form.validate_on_submit():
        try:
            with unit_of_work():
                group_id = uuid.UUID(form.group_id.data)
                made = commands.start_proposal(actor, call.id, group_id, now=now(), lang=form.lang.data)
                reference = made.reference
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return redirect(url_for(".tasks", reference=reference))
    return render_template("proposals/start.html", form=form, call=call, is_open=is_open(call, now()))


@bp.get("/my/proposals/<reference>/receipt")
@access(Rule.GROUP_MEMBER)
def receipt(reference: str) -> ResponseReturnValue:
    proposal = my_proposal(reference)
    if proposal.submitted_at is None:
        abort(404)
    return render_template(
        "proposals/receipt.html",
        proposal=proposal,
        call=funds.call(proposal.call_id),
        is_new=proposal.state is ProposalState.SUBMITTED,
    )


@bp.get("/my/proposals/<reference>/proposal.pdf")
@access(Rule.GROUP_MEMBER)
def document(reference: str) -> ResponseReturnValue:
    proposal = my_proposal(reference)
    try:
        return proposal_pdf(queries.whole(proposal))
    except PdfUnavailable as refusal:
        flash(refusal.message, "error")
        return redirect(url_for(".tasks", reference=reference))


@bp.route("/my/proposals/<reference>/withdraw", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def withdraw(reference: str) -> ResponseReturnValue:
    proposal, form = my_proposal(reference), WithdrawForm()
    verdict = policies.can_withdraw(current_actor(), proposal)
    if request.method == "GET" and not verdict:
        flash(verdict.reason, "error")
        return redirect(url_for(".tasks", reference=reference))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.withdraw_proposal(current_actor(), proposal.id, form.reason.data or "")
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The proposal is withdrawn"), "success")
            return redirect(url_for(".mine"))
    return render_template("proposals/withdraw.html", form=form, proposal=proposal)

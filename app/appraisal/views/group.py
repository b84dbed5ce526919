"""Where a group answers an officer's question."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _
from app.proposals import queries as proposals
from app.proposals.policies import can_see

from .. import commands, policies, queries
from ..forms import AnswerForm
from . import bp


@bp.route("/my/proposals/<reference>/questions/<uuid:query_id>", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def answer(reference: str, query_id: uuid.UUID) -> ResponseReturnValue:
    try:
        proposal, query = proposals.proposal_by_reference(reference), queries.query(query_id)
    except NoResultFound:
        abort(404)
    allow(can_see(current_actor(), proposal), missing=True)
    if query.proposal_id != proposal.id:
        abort(404)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.answer_query(current_actor(), query_id, filled(form.answer), now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Your answer is sent"), "success")
            return redirect(url_for("proposals.tasks", reference=reference))
    return render_template(
        "appraisal/answer.html",
        form=form,
        proposal=proposal,
        query=query,
        may_answer=policies.can_answer(current_actor(), proposal, query),
        is_late=policies.is_late(query, today()),
    )

"""Where a group answers a resident in public."""

from __future__ import annotations

import uuid

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _, language
from app.proposals import queries as proposals
from app.proposals.policies import can_see

from .. import closings, commands, policies, queries
from ..forms import AnswerForm
from ..states import SHOWN
from . import bp


@bp.route("/my/proposals/<reference>/residents-questions/<uuid:question_id>", methods=["GET", "POST"])
@access(Rule.GROUP_MEMBER)
def answer(reference: str, question_id: uuid.UUID) -> ResponseReturnValue:
    try:
        proposal, question = proposals.proposal_by_reference(reference), queries.question(question_id)
    except NoResultFound:
        abort(404)
    allow(can_see(current_actor(), proposal), missing=True)
    if question.proposal_id != proposal.id or question.state not in SHOWN:
        abort(404)
    form = AnswerForm(answer=question.answer, lang=question.answer_lang if question.answer else language())
    may_answer = policies.can_answer(current_actor(), proposal, question, closings.freezes_at(proposal.id), now())
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.answer(current_actor(), question_id, filled(form.answer), form.lang.data, now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Your answer is on the page"), "success")
            return redirect(url_for("questions.board", reference=reference))
    return render_template(
        "questions/answer.html", form=form, proposal=proposal, question=question, may_answer=may_answer
    )

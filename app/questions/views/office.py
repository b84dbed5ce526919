"""The moderators' queue by harm and age, and the page where one question is decided."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core.access import Actor, Rule, access, current_actor
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.proposals import queries as proposals

from .. import commands, policies, queries
from ..models import Conduct, Question
from ..office_forms import DecisionForm
from ..states import SHOWN, WAITING
from ..terms import CONDUCT, HARM, STATES
from . import office_bp


@office_bp.get("")
@access(Rule.MODERATION)
def index() -> ResponseReturnValue:
    return render_template(
        "questions/office/index.html",
        waiting=queries.waiting(current_actor().id),
        decided=queries.decided(),
        states=STATES,
        harm=HARM,
        conduct=CONDUCT,
    )


@office_bp.route("/<uuid:question_id>", methods=["GET", "POST"])
@access(Rule.MODERATION)
def page(question_id: uuid.UUID) -> ResponseReturnValue:
    try:
        question = queries.question(question_id)
    except NoResultFound:
        abort(404)
    form = DecisionForm.of(question)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                _decide(current_actor(), question_id, form)
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash("Decided. Whoever wrote it can read your reason", "success")
            return redirect(url_for(".index"))
    return render_template("questions/office/page.html", form=form, **_facts(question))


def _facts(question: Question) -> dict[str, object]:
    actor = current_actor()
    may = (
        policies.can_moderate(actor, question) if question.state in WAITING else policies.can_take_down(actor, question)
    )
    return {
        "question": question,
        "proposal": proposals.proposals_by_id([question.proposal_id])[question.proposal_id],
        "acts": queries.acts(question.id),
        "state": STATES[question.state],
        "harm": HARM[question.harm],
        "conduct": CONDUCT,
        "may": may,
        "is_shown": question.state in SHOWN,
    }


def _decide(actor: Actor, question_id: uuid.UUID, form: DecisionForm) -> None:
    """The decision of the form is made. A refusal for conduct needs to say which."""
    reason, wanted = form.reason.data or "", form.decision.data
    refusals: dict[str, Callable[..., None]] = {
        "reject": commands.reject,
        "take-down": commands.take_down,
        "answer-down": commands.take_down_answer,
    }
    if wanted in refusals:
        if not form.conduct.data:
            raise DomainError("Choose the rule of conduct", field="conduct")
        refusals[wanted](actor, question_id, Conduct(form.conduct.data), reason, now=now())
    elif wanted == "edit":
        commands.offer_edit(actor, question_id, form.text.data or "", reason, now=now())
    elif wanted == "escalate":
        commands.escalate(actor, question_id, reason, now=now())
    elif wanted == "keep":
        commands.keep(actor, question_id, now=now())
    else:
        commands.publish(actor, question_id, now=now(), words=reason)

"""The public board of a proposal, asking without an account, and the author's own page of a question."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.core import attempts
from app.core.access import Rule, access
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _, language
from app.core.web.listing import page_links, page_number
from app.proposals import queries as proposals
from app.proposals.models import Proposal

from .. import closings, commands, policies, queries
from ..forms import AppealForm, AskForm, FlagForm
from ..models import Conduct, Question, QuestionState
from ..states import NEXT, SHOWN
from ..terms import CONDUCT, STATES
from . import bp

MOST, WINDOW = 5, dt.timedelta(hours=1)
SIZE = 20


def found_proposal(reference: str) -> Proposal:
    """The public proposal, or a 404."""
    try:
        return proposals.public_proposal(reference)
    except NoResultFound:
        abort(404)


@bp.get("/proposals/<reference>/questions")
@access(Rule.PUBLIC)
def board(reference: str) -> ResponseReturnValue:
    proposal, page = found_proposal(reference), page_number()
    found, total = queries.published(proposal.id, page=page, size=SIZE)
    freezes_at = closings.freezes_at(proposal.id)
    return render_template(
        "questions/board.html",
        proposal=proposal,
        questions=found,
        total=total,
        pages=page_links(total, page, SIZE),
        may_ask=policies.can_ask(proposal, freezes_at, now()),
        freezes_at=freezes_at,
    )


@bp.route("/proposals/<reference>/questions/ask", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def ask(reference: str) -> ResponseReturnValue:
    proposal, form = found_proposal(reference), AskForm()
    may_ask = policies.can_ask(proposal, closings.freezes_at(proposal.id), now())
    if form.validate_on_submit() and may_ask:
        if form.website.data:  # a machine: it is thanked, nothing is kept
            flash(_("Thank you. A moderator reads your question first"), "success")
            return redirect(url_for(".board", reference=reference))
        attempts.check("ask-question", request.remote_addr or "", MOST, WINDOW)
        proposal_id, lang = proposal.id, language()
        try:
            with unit_of_work():
                attempts.note("ask-question", request.remote_addr or "")
                asked = commands.ask(proposal_id, filled(form.text), lang=lang, email=form.email.data, now=now())
                key = asked.id
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Thank you. A moderator reads your question first"), "success")
            return redirect(url_for(".mine", question_id=key, token=queries.author_token(key)))
    return render_template("questions/ask.html", form=form, proposal=proposal, may_ask=may_ask)


def _mine(question_id: uuid.UUID, token: str) -> Question:
    try:
        return queries.question_of_author(question_id, token)
    except NoResultFound:
        abort(404)


@bp.route("/questions/<uuid:question_id>/<token>", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def mine(question_id: uuid.UUID, token: str) -> ResponseReturnValue:
    """The author's own page: whoever has its address may agree to other words, appeal, or take the question back."""
    question, form = _mine(question_id, token), AppealForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.appeal(question_id, filled(form.words), now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("A second moderator will decide"), "success")
            return redirect(url_for(".mine", question_id=question_id, token=token))
    return _private(
        render_template(
            "questions/mine.html",
            form=form,
            question=question,
            token=token,
            proposal=proposals.proposals_by_id([question.proposal_id])[question.proposal_id],
            state=STATES[question.state],
            conduct=CONDUCT.get(question.conduct) if question.conduct else None,
            may_appeal=policies.can_appeal(question),
            may_withdraw=QuestionState.WITHDRAWN in NEXT[question.state],
        )
    )


def _private(page: str) -> Response:
    """The address is a secret: it is neither kept nor passed on."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


@bp.post("/questions/<uuid:question_id>/<token>/<any(agree, refuse, withdraw):deed>")
@access(Rule.PUBLIC)
def act(question_id: uuid.UUID, token: str, deed: str) -> ResponseReturnValue:
    """What the author does with one button."""
    _mine(question_id, token)
    try:
        with unit_of_work():
            if deed == "withdraw":
                commands.withdraw(question_id)
            else:
                commands.answer_offer(question_id, deed == "agree", now=now())
    except DomainError as refusal:
        flash(refusal.message, "error")
    else:
        flash(_("Done"), "success")
    return redirect(url_for(".mine", question_id=question_id, token=token))


@bp.route("/proposals/<reference>/questions/<uuid:question_id>/flag", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def flag(reference: str, question_id: uuid.UUID) -> ResponseReturnValue:
    """A reader asks a moderator to look again."""
    proposal, form = found_proposal(reference), FlagForm()
    try:
        question = queries.question(question_id)
    except NoResultFound:
        abort(404)
    if question.proposal_id != proposal.id or question.state not in SHOWN:
        abort(404)
    if form.validate_on_submit():
        attempts.check("flag-question", request.remote_addr or "", MOST, WINDOW)
        try:
            with unit_of_work():
                attempts.note("flag-question", request.remote_addr or "")
                commands.flag(question_id, Conduct(form.conduct.data), now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("Thank you. A moderator will look at it"), "success")
            return redirect(url_for(".board", reference=reference))
    return render_template("questions/flag.html", form=form, proposal=proposal, question=question)

"""Objections: anyone makes them while there is time and reads what was decided; officers decide."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import attempts
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _, language
from app.rounds import queries as rounds

from .. import commands, forms, policies, presenters, queries
from ..models import WINS, Grounds, Objection, Remedy, Verdict

objections_bp = Blueprint("results_objections", __name__, url_prefix="/rounds/<slug>/results/objections")
objections_office_bp = Blueprint("results_objections_office", __name__, url_prefix="/office/rounds/<slug>/objections")
MOST_TRIES, WITHIN = 10, dt.timedelta(hours=1)


@objections_bp.get("")
@access(Rule.PUBLIC)
def listed(slug: str) -> ResponseReturnValue:
    """Every objection to results of the round, with what was decided; nobody's name or words."""
    round_ = rounds.public_round(slug)
    made = queries.published_count(round_.id)
    return render_template(
        "results/objections.html",
        round=round_,
        count=made,
        rows=presenters.objection_rows(queries.objections(round_.id)),
        may=policies.can_object(made, today()),
        received=request.args.get("received", type=int),
    )


@objections_bp.route("/new", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def new(slug: str) -> ResponseReturnValue:
    """Somebody says what is wrong with the result; no account is needed."""
    round_ = rounds.public_round(slug)
    may = policies.can_object(queries.published_count(round_.id), today())
    form = forms.ObjectionForm()
    if may and form.validate_on_submit():
        given = commands.Given(
            Grounds(form.grounds.data), form.text.data or "", form.name.data or "", form.email.data or "", language()
        )
        try:
            attempts.check("objection", request.remote_addr or "", MOST_TRIES, WITHIN)
            with unit_of_work():
                number = commands.object_to(round_.id, given).number
        except DomainError as refusal:
            show_on_form(form, refusal)
            round_ = rounds.public_round(slug)
        else:
            attempts.note("objection", request.remote_addr or "")
            return redirect(url_for(".listed", slug=slug, received=number))
    return render_template("results/object.html", round=round_, form=form, may=may, grounds=presenters.GROUNDS)


@objections_office_bp.get("")
@access(Rule.OBJECTIONS)
def office(slug: str) -> ResponseReturnValue:
    """The objections in full, for those who decide about them."""
    round_ = rounds.round_by_slug(slug)
    allow(policies.can_see_objections(current_actor(), round_))
    found = queries.objections(round_.id)
    rows = list(zip(found, presenters.objection_rows(found), strict=True))
    return render_template(
        "results/office/objections.html", round=round_, rows=rows, count=queries.published_count(round_.id)
    )


@objections_office_bp.route("/<int:number>", methods=["GET", "POST"])
@access(Rule.OBJECTIONS)
def decide(slug: str, number: int) -> ResponseReturnValue:
    """One objection: what was said, and the decision of somebody who did not certify the count."""
    round_, actor = rounds.round_by_slug(slug), current_actor()
    allow(policies.can_see_objections(actor, round_))
    found = queries.objection(round_.id, number)
    form = forms.DecisionForm(items=_items(round_.id))
    if form.validate_on_submit():
        remedy = None if form.decision.data == forms.DISMISS else Remedy(form.decision.data)
        item_id = uuid.UUID(form.item.data) if form.item.data else None
        try:
            with unit_of_work():
                commands.decide_objection(found.id, remedy, answer=form.answer.data or "", actor=actor, item_id=item_id)
        except DomainError as refusal:
            show_on_form(form, refusal)
            round_, found = rounds.round_by_slug(slug), queries.objection(round_.id, number)
        else:
            flash(_("The objection is decided. Everyone can read your answer."), "success")
            return redirect(url_for(".office", slug=slug))
    return render_template(
        "results/office/objection.html",
        round=round_,
        objection=found,
        row=_row(found),
        form=form,
        may=policies.can_decide_objection(actor, found),
        DISQUALIFY=Remedy.DISQUALIFY.value,
    )


def _row(found: Objection) -> object:
    return presenters.objection_rows([found])[0]


def _items(round_id: uuid.UUID) -> list[tuple[str, str]]:
    """Projects that are funded or on the reserve list."""
    made = queries.published_count(round_id)
    standing = {each.item_id for each in made.items if each.verdict in {*WINS, Verdict.RESERVE}} if made else set()
    return [(str(item.id), f"{item.number} {item.title}") for item in rounds.items(round_id) if item.id in standing]

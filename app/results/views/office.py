"""Where officers count, certify and publish."""

from __future__ import annotations

import uuid
from contextlib import suppress

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.ballots import queries as ballots
from app.core.access import Rule, access, allow, current_actor
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _, language
from app.people import queries as people
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.rounds.policies import can_run

from .. import commands, forms, policies, presenters, queries
from ..models import Count, Remedy

QUICK = 5_000  # ballots whose check takes less than a second
office_bp = Blueprint("results_office", __name__, url_prefix="/office/rounds/<slug>/count")


@office_bp.get("")
@access(Rule.RESULTS)
def show(slug: str) -> ResponseReturnValue:
    """The count of a round: what it says, who has certified it, and what can be done next."""
    round_ = _seen(slug)
    return _page(round_, forms.CountForm(), queries.current_count(round_.id))


@office_bp.post("/run")
@access(Rule.ROUNDS)
def run(slug: str) -> ResponseReturnValue:
    """The ballots are counted."""
    round_, actor = _seen(slug), current_actor()
    form = forms.CountForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = commands.count_round(round_.id, actor=actor, reason=form.reason.data or "")
                count_id, is_quick = made.id, made.ballots <= QUICK
            if is_quick:  # else, and if this should fail, its job does it
                with suppress(DomainError):
                    _check(count_id)
        except DomainError as refusal:
            show_on_form(form, refusal)
            round_ = rounds.round_by_slug(slug)
        else:
            return _back(slug, _("The votes are counted."))
    return _page(round_, form, queries.current_count(round_.id))


@office_bp.post("/verify")
@access(Rule.ROUNDS)
def verify(slug: str) -> ResponseReturnValue:
    """The independent program checks the count now, instead of in the background."""
    round_ = _seen(slug)
    made = _current(round_)
    allow(can_run(current_actor(), round_))
    try:
        _check(made.id)
    except DomainError as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("results_office.show", slug=slug))
    return _back(slug, _("The independent check is finished."))


def _check(count_id: uuid.UUID) -> None:
    notes = commands.check_of(count_id)
    with unit_of_work():
        commands.keep_check(count_id, notes)


@office_bp.post("/certify")
@access(Rule.ROUNDS)
def certify(slug: str) -> ResponseReturnValue:
    """The officer puts their name to the count."""
    round_ = _seen(slug)
    made = _current(round_)
    with unit_of_work():
        commands.certify(made.id, actor=current_actor())
    return _back(slug, _("You have certified this count."))


@office_bp.post("/publish")
@access(Rule.ROUNDS)
def publish(slug: str) -> ResponseReturnValue:
    """The certified count becomes the public result."""
    round_ = _seen(slug)
    made = _current(round_)
    with unit_of_work():
        commands.publish(made.id, actor=current_actor())
    return _back(slug, _("The result is public."))


def _seen(slug: str) -> Round:
    round_ = rounds.round_by_slug(slug)
    allow(policies.can_see_count(current_actor(), round_))
    return round_


def _current(round_: Round) -> Count:
    made = queries.current_count(round_.id)
    if made is None:
        abort(404)
    return made


def _page(round_: Round, form: forms.CountForm, made: Count | None) -> ResponseReturnValue:
    actor = current_actor()
    frame = presenters.frame_of(round_, rounds.items(round_.id), language())
    names = (
        people.people_by_id(key for key in (made.first_certifier_id, made.second_certifier_id) if key) if made else {}
    )
    return render_template(
        "results/office/count.html",
        round=round_,
        form=form,
        count=made,
        pots=presenters.results_of(made, round_.pots, frame) if made else [],
        refused=presenters.refused_in_words(made) if made else [],
        names=names,
        certificates=queries.certificates(made.id) if made else [],
        can={
            "count": policies.can_count(
                actor,
                round_,
                may_recount=bool(queries.due_remedies(round_.id, Remedy.RECOUNT)),
                has_open_papers=not ballots.paper_is_reconciled(round_.id),
            ),
            "run": can_run(actor, round_),
            "change": policies.can_change_result(actor, round_, made),
            "objections": policies.can_see_objections(actor, round_),
            "certify": policies.can_certify(actor, round_, made),
            "publish": policies.can_publish(actor, round_, made),
        },
    )


def _back(slug: str, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("results_office.show", slug=slug))

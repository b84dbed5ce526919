"""Where returning officers draft, lock and run a round, and trustees find what waits for them."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, filled, show_on_form
from app.core.i18n import _
from app.core.ports import ports

from .. import commands, forms, policies, presenters, queries
from ..models import Round
from ..states import Phase

office_bp = Blueprint("rounds_office", __name__, url_prefix="/office/rounds")
Act = Callable[[Round], object]


@office_bp.get("")
@access(Rule.OPENING)
def index() -> ResponseReturnValue:
    """The rounds that the officer runs or holds a key of."""
    at, actor = now(), current_actor()
    found = [(round_, presenters.phase_tag(round_, at)) for round_ in queries.rounds_of(actor)]
    return render_template("rounds/office/index.html", rounds=found, may_create=policies.can_create(actor))


@office_bp.get("/<slug>")
@access(Rule.OPENING)
def show(slug: str) -> ResponseReturnValue:
    """One round: what is still to do, what it is in, and what other packages have for it."""
    round_, at, actor = queries.round_by_slug(slug), now(), current_actor()
    allow(policies.can_see_office(actor, round_))
    items = queries.items(round_.id)
    trustees = queries.trustees(round_.id)
    return render_template(
        "rounds/office/show.html",
        round=round_,
        phase=policies.phase(round_, at),
        Phase=Phase,
        label=presenters.phase_tag(round_, at),
        items=items,
        trustees=trustees,
        errata=queries.errata(round_.id),
        marked=any(item.is_boosted or item.exclusive_group for item in items),
        unapproved=commands.unapproved(round_),
        counted=presenters.rules_in_words(round_) if round_.pots else [],
        unmet=commands.unmet(round_, items, len(trustees)) if round_.state == "draft" else [],
        can={
            "run": policies.can_run(actor, round_),
            "edit": policies.can_edit(actor, round_),
            "propose": policies.can_propose_lock(actor, round_, round_.rules),
            "confirm": policies.can_confirm_lock(actor, round_, round_.rules),
            "pause": policies.can_pause(actor, round_, at),
            "resume": policies.can_resume(actor, round_, at),
            "cancel": policies.can_cancel(actor, round_),
            "correct": policies.can_correct(actor, round_),
            "lot": policies.can_enter_lot(actor, round_, at),
        },
        panels=ports().panels_for("office-round", round_, actor),
    )


@office_bp.route("/<slug>/lock", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def lock(slug: str) -> ResponseReturnValue:
    """The rules in plain words, and the buttons of the first and the second officer."""
    round_, actor = _mine(slug), current_actor()
    form = forms.ConfirmForm()
    is_second = round_.rules.proposed_by_id is not None
    act = commands.confirm_lock if is_second else commands.propose_lock
    if form.validate_on_submit() and _done(form, lambda r: act(r.id, actor=actor), round_):
        done = _("The rules are locked.") if is_second else _("A second officer can now lock the round.")
        return _back(slug, done)
    items = queries.items(round_.id)
    return render_template(
        "rounds/office/lock.html",
        round=round_,
        form=form,
        items=items,
        who=presenters.who_may_vote(round_),
        counted=presenters.rules_in_words(round_),
        trustees=queries.trustees(round_.id),
        unmet=commands.unmet(round_, items, len(queries.trustees(round_.id))),
        may=policies.can_confirm_lock(actor, round_, round_.rules)
        if is_second
        else policies.can_propose_lock(actor, round_, round_.rules),
        is_second=is_second,
    )


@office_bp.post("/<slug>/unlock")
@access(Rule.ROUNDS)
def take_back(slug: str) -> ResponseReturnValue:
    """The first officer's word is taken back."""
    round_ = _mine(slug)
    with unit_of_work():
        commands.withdraw_lock(round_.id, actor=current_actor())
    return _back(slug, _("The request to lock is taken back."))


@office_bp.route("/<slug>/pause", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def pause(slug: str) -> ResponseReturnValue:
    """Voting stops for a while, with a reason that everyone reads."""
    actor = current_actor()

    def act(round_: Round) -> object:
        return commands.pause_round(round_.id, reason=filled(form.reason), actor=actor, now=now())

    form = forms.ReasonForm()
    return _reason(slug, form, act, _("Pause voting"), _("Voting is paused."))


@office_bp.post("/<slug>/resume")
@access(Rule.ROUNDS)
def resume(slug: str) -> ResponseReturnValue:
    """Voting goes on."""
    round_ = _mine(slug)
    with unit_of_work():
        commands.resume_round(round_.id, actor=current_actor(), now=now())
    return _back(slug, _("Voting is open again."))


@office_bp.route("/<slug>/cancel", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def cancel(slug: str) -> ResponseReturnValue:
    """The round ends without a result."""
    actor = current_actor()

    def act(round_: Round) -> object:
        return commands.cancel_round(round_.id, reason=filled(form.reason), actor=actor, now=now())

    form = forms.ReasonForm()
    return _reason(slug, form, act, _("Cancel the round"), _("The round is cancelled."))


@office_bp.route("/<slug>/items/<int:number>/withdraw", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """One item's votes become void; it keeps its number on the ballot."""
    actor = current_actor()
    item = queries.item_by_number(_mine(slug).id, number)

    def act(round_: Round) -> object:
        return commands.withdraw_item(item.id, reason=filled(form.reason), actor=actor, now=now())

    form = forms.ReasonForm()
    title = _("Withdraw number %(number)s: %(title)s", number=number, title=item.title)
    return _reason(slug, form, act, title, _("The proposal is withdrawn from the ballot."))


@office_bp.route("/<slug>/corrections", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def correct(slug: str) -> ResponseReturnValue:
    """A correction is added beside the ballot."""
    round_, actor = _mine(slug), current_actor()
    form = forms.ErratumForm()
    items = queries.items(round_.id)
    form.item.choices = [("", _("The whole round")), *((str(i.id), f"{i.number}. {i.title}") for i in items)]

    def act(round_: Round) -> object:
        item_id = uuid.UUID(form.item.data) if form.item.data else None
        return commands.add_erratum(round_.id, text=filled(form.text), actor=actor, now=now(), item_id=item_id)

    if form.validate_on_submit() and _done(form, act, round_):
        return _back(slug, _("The correction is there for everyone."))
    return render_template("rounds/office/correct.html", round=round_, form=form, errata=queries.errata(round_.id))


@office_bp.route("/<slug>/lot", methods=["GET", "POST"])
@access(Rule.ROUNDS)
def lot(slug: str) -> ResponseReturnValue:
    """What was drawn in public after the close is entered."""
    round_, actor = _mine(slug), current_actor()
    form = forms.LotForm()

    def act(round_: Round) -> object:
        return commands.enter_lot(round_.id, words=filled(form.words), actor=actor, now=now())

    if form.validate_on_submit() and _done(form, act, round_):
        return _back(slug, _("The lot is drawn."))
    return render_template("rounds/office/lot.html", round=round_, form=form)


def _reason(slug: str, form: forms.ReasonForm, act: Act, title: str, done: str) -> ResponseReturnValue:
    """A page that asks for a reason and then acts."""
    round_ = _mine(slug)
    if form.validate_on_submit() and _done(form, act, round_):
        return _back(slug, done)
    return render_template("rounds/office/reason.html", round=round_, form=form, title=title)


def _mine(slug: str) -> Round:
    """The round, if the officer runs it; 403 otherwise."""
    round_ = queries.round_by_slug(slug)
    allow(policies.can_run(current_actor(), round_))
    if round_.is_imported:
        abort(404)
    return round_


def _done(form: Form, act: Act, round_: Round) -> bool:
    """The act was done in one unit of work; a refusal stands on the form instead."""
    try:
        with unit_of_work():
            act(round_)
    except DomainError as refusal:
        show_on_form(form, refusal)
        return False
    return True


def _back(slug: str, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("rounds_office.show", slug=slug))

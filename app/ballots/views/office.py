"""The trustees' pages: choosing a passphrase, making and testing the key, opening the envelopes."""

from __future__ import annotations

import datetime as dt
import uuid

import structlog
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from app.core import attempts, key_files
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import _
from app.register import queries as register
from app.rounds import queries as rounds
from app.rounds.models import Round

from .. import commands, policies, queries, seal
from ..forms import EnrolForm, TwoTrusteesForm
from ..models import Opening
from ..presenters import REFUSALS, REJECTIONS

office_bp = Blueprint("ballots_office", __name__, url_prefix="/office/rounds")
log = structlog.get_logger()
MOST_TRIES, SLOW_FOR = 10, dt.timedelta(minutes=10)


def _round(slug: str) -> Round:
    round_ = rounds.round_by_slug(slug)
    allow(policies.can_see_box(current_actor(), round_))
    return round_


@office_bp.get("/<slug>/keys")
@access(Rule.OPENING)
def keys(slug: str) -> ResponseReturnValue:
    """Where the round's key stands: who has chosen a passphrase, whether it is made and tested."""
    round_, actor = _round(slug), current_actor()
    trustees, enrolled = rounds.trustees(round_.id), queries.trustee_keys(round_.id)
    key = queries.opening_key(round_.id)
    ids = [person.id for person in trustees]
    return render_template(
        "ballots/keys.html",
        round=round_,
        trustees=trustees,
        enrolled=enrolled,
        key=key,
        form=Form(),
        can={
            "enrol": policies.can_enrol(actor, round_, ids, key, actor.id in enrolled),
            "make": policies.can_make_key(actor, round_, ids, enrolled, key),
            "test": policies.can_test_key(actor, round_, key),
        },
    )


@office_bp.route("/<slug>/keys/passphrase", methods=["GET", "POST"])
@access(Rule.OPENING)
def enrol(slug: str) -> ResponseReturnValue:
    """A trustee chooses a passphrase and gets the recovery sheet, this once."""
    round_, actor = _round(slug), current_actor()
    trustees, enrolled = rounds.trustees(round_.id), queries.trustee_keys(round_.id)
    ids, key = [person.id for person in trustees], queries.opening_key(round_.id)
    allow(policies.can_enrol(actor, round_, ids, key, actor.id in enrolled))
    form = EnrolForm()
    if form.validate_on_submit() and actor.id is not None:
        try:
            made = commands.new_enrolment(round_.id, actor.id, form.passphrase.data or "")
            with unit_of_work():
                commands.enrol_trustee(round_.id, made, actor=actor, today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return render_template(
                "ballots/recovery.html",
                round=rounds.round_by_slug(slug),
                name=actor.name,
                recovery_code=made.recovery_code,
                server_key=commands.server_key(round_.id),
                day=today(),
            )
    return render_template("ballots/enrol.html", round=round_, form=form)


@office_bp.post("/<slug>/keys/make")
@access(Rule.OPENING)
def make(slug: str) -> ResponseReturnValue:
    """The key is made, split and shared out, and its private half forgotten."""
    round_, form = _round(slug), Form()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.make_keys(round_.id, actor=current_actor(), today=today())
        except DomainError as refusal:
            flash(refusal.message, "error")
        else:
            flash(_("The key is made. Two trustees must now open the test envelope"), "success")
    return redirect(url_for(".keys", slug=slug))


@office_bp.route("/<slug>/keys/test", methods=["GET", "POST"])
@access(Rule.OPENING)
def test(slug: str) -> ResponseReturnValue:
    """Two trustees open the test envelope; after that voting can begin."""
    round_, actor = _round(slug), current_actor()
    allow(policies.can_test_key(actor, round_, queries.opening_key(round_.id)))
    form = _two(round_)
    if form.validate_on_submit():
        try:
            opener = _recovered(round_, form)
            with unit_of_work():
                commands.prove_key(round_.id, opener, actor=actor, now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The test envelope was opened. Voting can begin when its time comes"), "success")
            return redirect(url_for(".keys", slug=slug))
    return render_template("ballots/test.html", round=rounds.round_by_slug(slug), form=form, wants_server=_lost(form))


@office_bp.route("/<slug>/opening", methods=["GET", "POST"])
@access(Rule.OPENING)
def opening(slug: str) -> ResponseReturnValue:
    """Two trustees open every accepted envelope, once; before that, what is still missing."""
    round_, actor = _round(slug), current_actor()
    done, key = queries.opening(round_.id), queries.opening_key(round_.id)
    if done is not None:
        return _opened_page(round_, done)
    waiting = queries.held_envelopes(round_.id)
    may = policies.can_open(actor, round_, key, done, waiting, now())
    if not may:
        held = register.held_count(round_.id)
        return render_template("ballots/not_yet.html", round=round_, reason=may.reason, waiting=waiting, held=held)
    form = _two(round_)
    if form.validate_on_submit():
        try:
            opener = _recovered(round_, form)
            with unit_of_work():
                commands.open_envelopes(round_.id, opener, list(form.secrets()), actor=actor, now=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            _sweep_now(round_.id)
            flash(_("The envelopes are open. The count can begin"), "success")
            return redirect(url_for(".opening", slug=slug))
    return render_template(
        "ballots/open.html",
        round=rounds.round_by_slug(slug),
        form=form,
        envelopes=queries.envelope_count(round_.id),
        refused=queries.refused(round_.id),
        wants_server=_lost(form),
    )


def _two(round_: Round) -> TwoTrusteesForm:
    wants_server = not key_files.exists(commands.server_key_name(round_.id))
    trustees = [(person.id, person.name) for person in rounds.trustees(round_.id)]
    return TwoTrusteesForm(trustees=trustees, wants_server=wants_server)


def _lost(form: TwoTrusteesForm) -> bool:
    return "server" in form


def _recovered(round_: Round, form: TwoTrusteesForm) -> seal.Opener:
    """The key in memory; wrong words are counted, and slow down whoever tries many."""
    attempts.check("trustees", round_.id.hex, MOST_TRIES, SLOW_FOR)
    try:
        return commands.recover_key(round_.id, form.secrets(), (form.server.data or "") if _lost(form) else "")
    except DomainError:
        attempts.note("trustees", round_.id.hex)
        raise


def _sweep_now(round_id: uuid.UUID) -> None:
    """At once if nothing is in the way; else the job row, written with the opening, does it within the minute."""
    try:
        commands.sweep_opening(round_id)
        with unit_of_work():
            commands.mark_swept(round_id)
    except OperationalError as fault:
        log.warning("sweep waits for its job", fault=type(fault).__name__)


def _opened_page(round_: Round, done: Opening) -> ResponseReturnValue:
    people = {person.id: person.name for person in rounds.trustees(round_.id)}
    return render_template(
        "ballots/opened.html",
        round=round_,
        opening=done,
        trustees=[people.get(done.first_id, ""), people.get(done.second_id, "")],
        ballots=queries.ballot_counts(round_.id),
        valid=queries.valid_ballots(round_.id),
        rejected=queries.rejected(round_.id),
        refused=queries.refused(round_.id),
        reasons=REJECTIONS,
        refusals=REFUSALS,
    )

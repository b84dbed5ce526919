"""The desk and the telephone: the register is searched first, then somebody is checked, registered or helped."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, filled, show_on_form
from app.core.i18n import _
from app.core.web.logs import RECEIVED_AT
from app.rounds.models import Channel, Connection, Electorate, Proof, Round
from app.rounds.policies import can_vote

from .. import commands, policies, queries
from ..commands import Registration
from ..forms import CONNECTIONS
from ..models import CodeKind, VoterState
from ..office_forms import (
    CHANNELS,
    ELECTORATES,
    PROOFS,
    WAITS,
    AssistedForm,
    ProofForm,
    VoidForm,
    WalkInForm,
    WitnessForm,
)
from ..sessions import link_prefix
from .office import round_of

desk_bp = Blueprint("register_desk", __name__, url_prefix="/office/rounds")


@desk_bp.get("/<slug>/desk")
@access(Rule.REGISTER)
def desk(slug: str) -> ResponseReturnValue:
    """The search, and what it found. Only after a search can somebody new be registered (E44)."""
    round_ = round_of(slug)
    words = request.args.get("q", "").strip()
    found = queries.voters_found(round_.id, words)
    return render_template(
        "register/office/desk.html",
        round=round_,
        words=words,
        has_searched=len(words) >= 2,
        found=found,
        groups=queries.group_names([each for each, _area in found]),
        may_vote=can_vote(round_, now()),
        is_assisted=Channel.ASSISTED.value in round_.rules.channels,
        waits=WAITS,
        State=VoterState,
    )


@desk_bp.get("/<slug>/desk/<uuid:voter_id>")
@access(Rule.REGISTER)
def voter(slug: str, voter_id: uuid.UUID) -> ResponseReturnValue:
    """One voter as the desk sees them: what they have shown, what is missing, whether their right is used."""
    round_ = round_of(slug)
    return _voter_page(round_, voter_id, None)


def _voter_page(round_: Round, voter_id: uuid.UUID, form: Form | None) -> str:
    case = queries.held_case(voter_id)
    allow(policies.can_see_voter(current_actor(), round_, case.voter))
    mine = queries.rights(voter_id)
    shown = [case.voter, *(other for other, _area in case.others)]
    return render_template(
        "register/office/desk_voter.html",
        round=round_,
        case=case,
        form=form,
        proof_form=form if isinstance(form, ProofForm) else _proof_form(round_),
        void_form=form if isinstance(form, VoidForm) else VoidForm(),
        witness_form=form if isinstance(form, WitnessForm) else WitnessForm(),
        rights=mine,
        groups=queries.group_names(shown),
        can_void=policies.can_void(current_actor(), round_, case.voter, now())
        and any(right.taken_by in policies.IN_ENVELOPES for right in mine),
        can_mark=policies.can_mark_proof(current_actor(), round_, case.voter, Proof.DESK),
        can_decide=policies.can_decide_held(current_actor(), round_, case.voter),
        can_help=policies.can_register_for(current_actor(), round_, Channel.ASSISTED) and can_vote(round_, now()),
        can_give_code=policies.can_give_code(current_actor(), round_, case.voter, now()),
        connections=CONNECTIONS,
        channels=CHANNELS,
        electorates=ELECTORATES,
        proofs=PROOFS,
        waits=WAITS,
    )


def _proof_form(round_: Round) -> ProofForm:
    return ProofForm(areas=areas.choices(today()), partners=queries.partners(round_.id))


@desk_bp.post("/<slug>/desk/<uuid:voter_id>/proof")
@access(Rule.REGISTER)
def prove(slug: str, voter_id: uuid.UUID) -> ResponseReturnValue:
    """The worker says how the voter was checked; a hold for it ends at once."""
    round_ = round_of(slug)
    form = _proof_form(round_)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                done = commands.give_proof(
                    voter_id,
                    Proof(form.proof.data),
                    actor=current_actor(),
                    today=today(),
                    area_id=uuid.UUID(form.area.data) if form.area.data else None,
                    partner_id=uuid.UUID(form.partner.data) if form.partner.data else None,
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(
                _("The voter is accepted") if done.state is VoterState.ACCEPTED else _("Noted. Something still waits"),
                "success",
            )
            return redirect(url_for(".voter", slug=slug, voter_id=voter_id))
    return _voter_page(round_, voter_id, form)


@desk_bp.post("/<slug>/desk/<uuid:voter_id>/void")
@access(Rule.REGISTER)
def void(slug: str, voter_id: uuid.UUID) -> ResponseReturnValue:
    """The online vote is destroyed unopened, so that the voter can have a paper."""
    round_ = round_of(slug)
    form = VoidForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.void_online(voter_id, current_actor(), filled(form.reason))
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("The online vote is void. The voter can vote again, on paper or online"), "success")
            return redirect(url_for(".voter", slug=slug, voter_id=voter_id))
    return _voter_page(round_, voter_id, form)


@desk_bp.route("/<slug>/desk/new", methods=["GET", "POST"])
@access(Rule.REGISTER)
def new(slug: str) -> ResponseReturnValue:
    """A walk-in, after the register was searched for them (E44)."""
    round_ = round_of(slug)
    form = WalkInForm(round_=round_, areas=areas.choices(today()))
    return _register(round_, form, _desk_channel(round_))


@desk_bp.route("/<slug>/assisted/new", methods=["GET", "POST"])
@access(Rule.REGISTER)
def assisted(slug: str) -> ResponseReturnValue:
    """Somebody on the telephone or at home, with a second listener or a recorded consent (E41)."""
    round_ = round_of(slug)
    allow(policies.can_register_for(current_actor(), round_, Channel.ASSISTED))
    form = AssistedForm(round_=round_, areas=areas.choices(today()))
    return _register(round_, form, Channel.ASSISTED)


def _desk_channel(round_: Round) -> Channel:
    """Which way in a desk of this round is."""
    for channel in (Channel.HALL, Channel.PAPER):
        if channel.value in round_.rules.channels:
            return channel
    return Channel.PAPER


def _register(round_: Round, form: WalkInForm, channel: Channel) -> ResponseReturnValue:
    words = (request.args.get("q", "") if request.method == "GET" else form.searched.data or "").strip()
    if len(words) < 2:
        flash(_("Search the register first"), "error")
        return redirect(url_for(".desk", slug=round_.slug))
    if request.method == "GET":
        form.searched.data, form.name.data, form.form_key.data = words, words, uuid.uuid4().hex
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = commands.register_voter(
                    round_.id,
                    _registration(form, channel),
                    received_at=request.environ[RECEIVED_AT],
                    today=today(),
                    actor=current_actor(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            if channel is Channel.ASSISTED:
                return _read_out(round_.slug, made)
            flash(_("%(name)s is on the register", name=made.voter.name), "success")
            return redirect(url_for(".voter", slug=round_.slug, voter_id=made.voter.id))
    return render_template(
        "register/office/walk_in.html",
        round=round_,
        form=form,
        words=words,
        is_assisted=channel is Channel.ASSISTED,
        found=queries.voters_found(round_.id, words),
    )


def _registration(form: WalkInForm, channel: Channel) -> Registration:
    assisted_form = form if isinstance(form, AssistedForm) else None
    email = form.email.data or None
    return Registration(
        name=filled(form.name),
        postcode=None if form.no_postcode.data else form.postcode.data,
        area_id=uuid.UUID(form.area.data) if form.no_postcode.data and form.area.data else None,
        connection=Connection(form.connection.data),
        age_ok=form.age_ok.data == "yes",
        email=email,
        phone=form.phone.data or None,
        lang=form.lang.data or "en",
        form_key=form.form_key.data or "",
        link_prefix=link_prefix() if email and assisted_form is None else "",
        channel=channel,
        electorate=Electorate(form.electorate.data) if form.electorate.data in set(Electorate) else None,
        seen=Proof(form.seen.data) if form.seen.data else None,
        birth_band=form.birth_band.data or "",
        second_listener=(assisted_form.second_listener.data or "") if assisted_form else "",
        has_consent=bool(assisted_form and assisted_form.has_consent.data),
    )


@desk_bp.post("/<slug>/desk/<uuid:voter_id>/help")
@access(Rule.REGISTER)
def help_vote(slug: str, voter_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody on the register is helped to vote: the worker and the witness are noted there and nowhere else."""
    round_ = round_of(slug)
    form = WitnessForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                commands.start_assisted(
                    voter_id,
                    actor=current_actor(),
                    second_listener=form.second_listener.data or "",
                    has_consent=bool(form.has_consent.data),
                    now=now(),
                )
                made = commands.new_code(voter_id, kind=CodeKind.ASSISTED, actor=current_actor(), today=today())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return _read_out(slug, made)
    return _voter_page(round_, voter_id, form)


def _read_out(slug: str, made: commands.Registered) -> str:
    """The way into the voting pages under this device; the link works today and ends with the cast."""
    round_ = round_of(slug)
    return render_template(
        "register/office/read_out.html",
        round=round_,
        name=made.voter.name,
        waits=made.voter.waits_for if made.voter.state is VoterState.HELD else [],
        words=WAITS,
        lang=made.voter.lang,
        url=url_for("register.link", token=made.link),
    )

"""The desk: search, check in, hand out, walk-ins; what it noted without a connection is handed over here."""

from __future__ import annotations

import uuid

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, filled
from app.core.i18n import _
from app.core.web.logs import RECEIVED_AT
from app.register import queries as register
from app.rounds.models import Round

from ... import commands, policies, presenters, queries
from ...forms.office import CardForm, WalkInForm
from ...models import DecisionDay
from .frame import day_here, office_bp, pressed, tried


@office_bp.get("/<uuid:day_id>/desk")
@access(Rule.REGISTER)
def desk(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The register is searched first; walk-ins come after that (E44)."""
    round_, day = day_here(slug, day_id)
    allow(policies.can_work(current_actor(), round_, day))
    words = request.args.get("q", "").strip()
    form = _walk_in_form(round_)
    if not form.is_submitted():
        form.searched.data = words
        form.name.data = words if not any(c.isdigit() for c in words) else ""
    return _desk_page(round_, day, words, form)


def _walk_in_form(round_: Round) -> WalkInForm:
    form = WalkInForm()
    form.offer(round_.min_age, areas.choices(today()), round_.connections)
    return form


def _desk_page(round_: Round, day: DecisionDay, words: str, form: WalkInForm) -> ResponseReturnValue:
    hits = register.voters_found(round_.id, words) if words else []
    found = [(voter, area) for voter, area in hits if voter.name != commands.NAMELESS]
    ids = [voter.id for voter, _area in found]
    return render_template(
        "hall/office/desk.html",
        round=round_,
        day=day,
        words=words,
        found=found,
        presence=queries.presence(day, ids),
        used=queries.used_rights(ids),
        form=form,
        card_form=CardForm(formdata=None),
        in_room=queries.in_room(day.id),
        counts=queries.counts(day.id),
        connections=presenters.CONNECTIONS,
        areas=areas.choices(today()),
    )


@office_bp.post("/<uuid:day_id>/desk/<uuid:voter_id>/<any(card,paper,code):way>")
@access(Rule.REGISTER)
def check_in(slug: str, day_id: uuid.UUID, voter_id: uuid.UUID, way: str) -> ResponseReturnValue:
    """The voter is in; a code of their own is on this answer and nowhere else."""
    day_here(slug, day_id)
    form, actor, made = Form(), current_actor(), []
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made.append(commands.check_in(day_id, voter_id, commands.Way(way), actor=actor, today=today()))
        except DomainError as refusal:
            flash(refusal.message, "error")
    if made and made[0].code:
        name, code = made[0].voter.name, presenters.spaced(made[0].code)
        round_, day = day_here(slug, day_id)
        return render_template("hall/office/own_code.html", round=round_, day=day, name=name, code=code)
    if made:
        words = {"card": _("Checked in. Give them any card of the pack"), "paper": _("Checked in. Give them a paper")}
        flash(f"{made[0].voter.name}: {words[way]}", "success")
    return redirect(url_for(".desk", slug=slug, day_id=day_id))


@office_bp.post("/<uuid:day_id>/desk/<uuid:voter_id>/<any(out,back):act>")
@access(Rule.REGISTER)
def stay(slug: str, day_id: uuid.UUID, voter_id: uuid.UUID, act: str) -> ResponseReturnValue:
    """The voter leaves the room or comes back."""
    day_here(slug, day_id)
    actor, do = current_actor(), commands.go_out if act == "out" else commands.come_back
    words = request.form.get("q", "")[:200]
    return pressed(lambda: do(day_id, voter_id, actor=actor), "", ".desk", slug=slug, day_id=day_id, q=words)


@office_bp.post("/<uuid:day_id>/desk")
@access(Rule.REGISTER)
def walk_in(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody new on the register, after the search; then they are checked in like everybody."""
    round_, day = day_here(slug, day_id)
    allow(policies.can_work(current_actor(), round_, day))
    form, actor = _walk_in_form(round_), current_actor()
    if form.validate_on_submit() and tried(
        form,
        lambda: commands.walk_in(
            day_id,
            form.given(),
            searched=form.searched.data or "",
            none_of_these=bool(form.none_of_these.data),
            actor=actor,
            received_at=request.environ[RECEIVED_AT],
            today=today(),
        ),
    ):
        flash(_("On the register. Now check them in"), "success")
        return redirect(url_for(".desk", slug=slug, day_id=day_id, q=filled(form.name)))
    round_, day = day_here(slug, day_id)
    return _desk_page(round_, day, form.searched.data or form.name.data or "", form)


@office_bp.post("/<uuid:day_id>/desk/card/<any(replace,paper):act>")
@access(Rule.REGISTER)
def take_back(slug: str, day_id: uuid.UUID, act: str) -> ResponseReturnValue:
    """A card comes back: for another, or for a paper."""
    day_here(slug, day_id)
    form, actor = CardForm(), current_actor()
    do = commands.hand_in_card if act == "replace" else commands.swap_for_paper
    if form.validate_on_submit() and tried(form, lambda: do(day_id, filled(form.code), actor=actor)):
        flash(
            _("The card is void. Give them another") if act == "replace" else _("The card is void. Give them a paper")
        )
    else:
        flash(str(next(iter([*form.code.errors, *form.form_errors]), "")), "error")
    return redirect(url_for(".desk", slug=slug, day_id=day_id))


@office_bp.post("/<uuid:day_id>/desk/hand-over")
@access(Rule.REGISTER)
def hand_over(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """One entry that the desk made without a connection; the same key again changes nothing."""
    round_, _day = day_here(slug, day_id)
    form, actor = _walk_in_form(round_), current_actor()
    if not form.validate_on_submit() or len(form.form_key.data or "") < 16:
        faults = [str(text) for errors in form.errors.values() for text in errors]
        return jsonify(state="refused", why=" ".join(faults)), 400
    entry = commands.OfflineEntry(form.form_key.data or "", form.given(), request.form.get("card", "")[:40])
    try:
        with unit_of_work():
            state = commands.hand_over_check_in(
                day_id, entry, actor=actor, received_at=request.environ[RECEIVED_AT], today=today()
            )
    except DomainError as refusal:
        return jsonify(state="refused", why=refusal.message), 400
    return jsonify(state=state.value)

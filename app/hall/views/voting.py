"""Voting in the hall: in with a card, a score for each pitch while it can be given, and the cast at the end.

Nothing here puts a choice or a code in an address, a cookie or a log.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import uuid
from dataclasses import dataclass

from flask import Blueprint, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.ballots import commands as ballots
from app.ballots import queries as box
from app.core import attempts
from app.core.access import Rule, access
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _, language
from app.core.web.logs import RECEIVED_AT
from app.register.models import Voter
from app.register.sessions import KEY, enter, leave, voter_here
from app.rounds import queries as rounds
from app.rounds.models import Round

from .. import commands, policies, presenters, queries
from ..forms.voting import CardCodeForm, ScoreForm
from ..models import DecisionDay, HallCard

bp = Blueprint("hall", __name__, url_prefix="/vote")
SLOW_AFTER, SLOW_FOR = 10, dt.timedelta(minutes=1)
LONGEST_SEAL = 600_000


@dataclass
class Here:
    """The voter of this request with their card and day."""

    round: Round
    voter: Voter
    card: HallCard
    day: DecisionDay


def _received_at() -> dt.datetime:
    moment: dt.datetime = request.environ[RECEIVED_AT]
    return moment


def _here(slug: str) -> Here | None:
    round_ = rounds.public_round(slug)
    voter = voter_here(round_)
    card = queries.card_of(voter.id) if voter is not None else None
    if voter is None or card is None or card.is_revoked:
        return None
    return Here(round_, voter, card, queries.day_by_id(card.day_id))


@bp.route("/<slug>/hall", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def room(slug: str) -> ResponseReturnValue:
    """The pitch that is held now with its scores; for somebody who is not in, the box for the card's code."""
    here = _here(slug)
    return _room(here) if here is not None else _door(rounds.public_round(slug))


def _door(round_: Round) -> ResponseReturnValue:
    form, status, device = CardCodeForm(), 200, request.remote_addr or ""
    if form.validate_on_submit():
        if attempts.tries("hall-card", device, SLOW_FOR) >= SLOW_AFTER:
            form.code.errors = [_("There were many wrong codes from here. Wait a minute, then try again")]
            status = 429
        else:
            try:
                with unit_of_work():
                    code_id = commands.use_card(round_.id, code=filled(form.code), today=today())
            except DomainError as refusal:
                attempts.note("hall-card", device)
                show_on_form(form, refusal)
            else:
                enter(round_, code_id)
                return redirect(url_for(".room", slug=round_.slug))
    return render_template("hall/door.html", round=round_, form=form), status


@bp.route("/h/<token>", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def card(token: str) -> ResponseReturnValue:
    """The address in a card's QR picture: a page with a button, since scanners open addresses by themselves."""
    found, fault = queries.card_by_link(token), ""
    round_ = rounds.round_by_id(queries.day_by_id(found.day_id).round_id) if found is not None else None
    form = ScoreForm()
    if round_ is not None and form.validate_on_submit():
        try:
            with unit_of_work():
                code_id = commands.use_card(round_.id, token=token, today=today())
        except DomainError as refusal:
            fault = refusal.message
        else:
            enter(round_, code_id)
            return redirect(url_for(".room", slug=round_.slug))
    if round_ is None:
        attempts.note("hall-card", request.remote_addr or "")
        fault = _("This card does not work any more. Ask at the desk")
    return render_template("hall/card.html", round=round_, fault=fault, form=form)


def _room(here: Here, form: ScoreForm | None = None) -> ResponseReturnValue:
    at, draft = _received_at(), box.draft(here.voter.id)
    scores = ballots.read_draft(draft) if draft is not None else {}
    lines = presenters.pitches(here.day, language(), at, scores)
    return render_template(
        "hall/room.html",
        round=here.round,
        day=here.day,
        by_pitch=policies.votes_by_pitch(here.round),
        lines=lines,
        now=next((line for line in lines if line.state == "now"), None),
        clock=presenters.clock(here.day, language(), at),
        scale=presenters.scale(here.round.rules),
        said_as=presenters.said_as(here.round.rules),
        incomplete=presenters.INCOMPLETE[here.round.rules.incomplete],
        gaps=[line for line in lines if line.score is None],
        is_cast=here.voter.has_cast and draft is None,
        is_held=here.voter.state == "held",
        sealing=presenters.sealing(here.voter) if box.opening_key(here.round.id) else {},
        serial=here.card.serial,
        form=form or ScoreForm(),
    )


@bp.post("/<slug>/hall/score")
@access(Rule.PUBLIC)
def score(slug: str) -> ResponseReturnValue:
    """One score, kept; what comes after the window is told and not kept."""
    here, form = _here(slug), ScoreForm()
    if here is None:
        return _back(slug)
    is_script = request.accept_mimetypes.best == "application/json"
    if not form.validate_on_submit():
        return _room(here, form)
    try:
        value = int(request.form.get("score", "")[:4])
        with unit_of_work():
            commands.score(here.voter.id, uuid.UUID(request.form.get("slot", "")), value, received_at=_received_at())
    except ValueError:
        form.form_errors.append(_("Choose one of the scores shown"))
    except DomainError as refusal:
        show_on_form(form, refusal)
    else:
        return jsonify(kept=True) if is_script else _back(slug)
    if is_script:
        return jsonify(kept=False, why=str(form.form_errors[0] if form.form_errors else ""))
    found = _here(slug)
    return _room(found, form) if found is not None else _back(slug)


def _back(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".room", slug=slug))


@bp.post("/<slug>/hall/cast")
@access(Rule.PUBLIC)
def cast(slug: str) -> ResponseReturnValue:
    """The scores are in the box; the receipt is on this answer."""
    here, form = _here(slug), ScoreForm()
    if here is None:
        return _back(slug)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                receipt = commands.confirm(here.voter.id, received_at=_received_at(), today=today())
        except DomainError as refusal:
            form.form_errors.append(refusal.message)
        else:
            return render_template("hall/cast.html", round=rounds.public_round(slug), receipt=receipt)
    found = _here(slug)
    return _room(found, form) if found is not None else _back(slug)


def _outside(slug: str) -> str:
    """Why nobody is in: `void`, this browser came in with a card that was taken back; `out`, it did not come in."""
    return "void" if rounds.public_round(slug).id.hex in session.get(KEY, {}) else "out"


@bp.get("/<slug>/hall/now")
@access(Rule.PUBLIC)
def clock(slug: str) -> ResponseReturnValue:
    """Which pitch can be scored, and for how long, by the server's clock."""
    here = _here(slug)
    if here is None:
        return jsonify(state=_outside(slug))
    return jsonify(presenters.clock(here.day, language(), _received_at()))


@bp.post("/<slug>/hall/hand-over")
@access(Rule.PUBLIC)
def hand_over(slug: str) -> ResponseReturnValue:
    """A vote that the browser sealed while there was no connection; the same key again changes nothing."""
    here, form = _here(slug), ScoreForm()
    if here is None or not form.validate_on_submit():
        return jsonify(state=_outside(slug) if here is None else "out"), 403
    try:
        sealed = base64.b64decode(request.form.get("sealed", "")[:LONGEST_SEAL], validate=True)
        key, serial = request.form.get("key", "")[:80], int(request.form.get("serial", "0")[:9])
        if len(key) < 16:
            return jsonify(state="refused"), 400
        with unit_of_work():
            state = commands.hand_over_vote(
                here.voter.id, key, serial, sealed, received_at=_received_at(), today=today()
            )
    except (binascii.Error, ValueError):
        return jsonify(state="refused"), 400
    except DomainError as refusal:
        return jsonify(state="refused", why=refusal.message), 400
    return jsonify(state=state.value)


@bp.post("/<slug>/hall/leave")
@access(Rule.PUBLIC)
def finish(slug: str) -> ResponseReturnValue:
    """Nothing of the voter is left on a device that others use too."""
    leave()
    return _back(slug)

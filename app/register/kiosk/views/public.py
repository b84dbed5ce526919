"""What voters meet on a shared device: the start, the keypad, the warning, the clearing; and the PIN that ends it."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.security import check_password_hash

from app.core import attempts
from app.core.access import SYSTEM, Rule, access
from app.core.clock import today
from app.core.crypto import box
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form
from app.core.i18n import _
from app.core.references import ALPHABET
from app.core.web.logs import RECEIVED_AT
from app.register.codes.entry import LENGTH, by_code
from app.register.policies import can_register
from app.register.sessions import leave
from app.rounds import queries as rounds
from app.rounds.models import Round

from .. import commands, device
from ..forms import PinForm
from ..models import Kiosk

bp = Blueprint("kiosk", __name__, url_prefix="/vote")
TYPED, WRONG = "typed", "wrong"
PIN_TRIES, PIN_SLOW = 5, dt.timedelta(minutes=1)


def _here(slug: str) -> tuple[Kiosk, Round]:
    """The device of this request and its round; 404 for any other browser."""
    kiosk = device.kiosk_here()
    if kiosk is None:
        abort(404)
    return kiosk, rounds.public_round(slug)


@bp.get("/<slug>/kiosk")
@access(Rule.PUBLIC)
def start(slug: str) -> ResponseReturnValue:
    """Where each voter begins; whoever was in before is out."""
    kiosk, round_ = _here(slug)
    leave()
    may = can_register(round_, request.environ[RECEIVED_AT])
    return render_template("register/kiosk/start.html", round=round_, kiosk=kiosk, may=may)


@bp.get("/<slug>/kiosk/clear")
@access(Rule.PUBLIC)
def clear(slug: str) -> ResponseReturnValue:
    """Nothing of the last voter is left on the device; back to the start. Safe to open twice."""
    kiosk, round_ = _here(slug)
    answer = make_response(redirect(url_for(".start", slug=round_.slug)))
    device.forget_voter(answer, kiosk)
    return answer


@bp.get("/<slug>/kiosk/still")
@access(Rule.PUBLIC)
def still(slug: str) -> ResponseReturnValue:
    """Without scripts: the full-screen warning, which clears the device by itself after 20 seconds."""
    _kiosk, round_ = _here(slug)
    back = request.args.get("back", "")
    to = back if back in device.CAN_COME_BACK else "kiosk.start"
    if to == "kiosk.start":
        to = "kiosk.keypad" if TYPED in session else to
    return render_template(
        "register/kiosk/still.html", round=round_, back_url=url_for(to, slug=round_.slug), grace=device.GRACE
    )


@bp.route("/<slug>/kiosk/code", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def keypad(slug: str) -> ResponseReturnValue:
    """A code typed on buttons of the page. Each press leads to a fresh page, so that no code is in the history.

    What is typed so far waits in the device's cookie, sealed by the server.
    """
    _kiosk, round_ = _here(slug)
    form, typed = Form(), _typed()
    if form.validate_on_submit():
        return redirect(_after_press(round_, request.form.get("typed") or typed))
    shown = typed.ljust(LENGTH, "_")
    return render_template(
        "register/kiosk/keypad.html",
        round=round_,
        form=form,
        wrong=session.pop(WRONG, ""),
        typed=typed,
        shown=f"{shown[:5]} {shown[5:]}",
        rows=[ALPHABET[:7], ALPHABET[7:18], ALPHABET[18:]],
        most=LENGTH,
    )


def _after_press(round_: Round, typed: str) -> str:
    """Does what the pressed button says and tells where to go next; the keypad, until the code leads on."""
    session.pop(TYPED, None)
    if request.form.get("do") == "go":
        try:
            return by_code(round_, typed)
        except DomainError as refusal:
            session[WRONG] = refusal.message  # what was typed stays, to be put right
    else:
        typed = _pressed(typed)
    if typed:
        session[TYPED] = box().encrypt(typed.encode()).decode()
    return url_for(".keypad", slug=round_.slug)


def _typed() -> str:
    sealed = session.get(TYPED, "")
    return box().decrypt(sealed.encode()).decode() if sealed else ""


def _pressed(typed: str) -> str:
    """What is typed after the button that was pressed."""
    typed = "".join(letter for letter in typed if letter in ALPHABET)[:LENGTH]
    key, do = request.form.get("key", ""), request.form.get("do", "")
    if do == "back":
        return typed[:-1]
    if do == "empty":
        return ""
    return (typed + key)[:LENGTH] if len(key) == 1 and key in ALPHABET else typed


@bp.route("/<slug>/kiosk/end", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def end(slug: str) -> ResponseReturnValue:
    """The worker takes the device back with the PIN."""
    kiosk, round_ = _here(slug)
    form, status = PinForm(), 200
    if form.validate_on_submit():
        if attempts.tries("kiosk-pin", str(kiosk.id), PIN_SLOW) >= PIN_TRIES:
            form.pin.errors, status = [_("There were many wrong PINs. Wait a minute, then try again")], 429
        elif not check_password_hash(kiosk.pin_hash, form.pin.data or ""):
            attempts.note("kiosk-pin", str(kiosk.id))
            form.pin.errors = [_("This PIN is not right")]
        else:
            with unit_of_work():
                commands.end_kiosk(kiosk.id, actor=SYSTEM, today=today())
            answer = make_response(redirect(url_for("rounds.show", slug=round_.slug)))
            leave()
            device.take_back(answer)
            return answer
    return render_template("register/kiosk/end.html", round=round_, form=form), status

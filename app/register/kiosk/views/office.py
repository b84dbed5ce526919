"""The workers' page of shared devices: handing this one over, and taking any back from afar."""

from __future__ import annotations

import uuid

from flask import Blueprint, abort, flash, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import logout_user
from werkzeug.security import generate_password_hash

from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, show_on_form
from app.core.i18n import NATIVE_NAMES, _
from app.register.policies import can_see_register
from app.rounds import queries as rounds

from .. import commands, device, policies, queries
from ..models import Kiosk
from ..office_forms import HandOverForm

office_bp = Blueprint("kiosk_office", __name__, url_prefix="/office/rounds")


@office_bp.route("/<slug>/kiosks", methods=["GET", "POST"])
@access(Rule.REGISTER)
def index(slug: str) -> ResponseReturnValue:
    """The devices that are shared for this round; this one can become one of them."""
    round_, actor = rounds.round_by_slug(slug), current_actor()
    allow(can_see_register(actor, round_))
    may = policies.can_start(actor, round_, now())
    form = HandOverForm()
    if may and form.validate_on_submit():
        hashed = generate_password_hash(form.pin.data or "")
        try:
            with unit_of_work():
                made = commands.start_kiosk(
                    round_.id,
                    place=form.place.data or "",
                    lang=form.lang.data,
                    pin_hash=hashed,
                    actor=actor,
                    now=now(),
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return _handed_over(slug, made)
    return render_template(
        "register/office/kiosks.html",
        round=round_,
        form=form,
        may=may,
        kiosks=queries.kiosks(round_.id),
        plain=Form(),
        names=NATIVE_NAMES,
    )


def _handed_over(slug: str, made: Kiosk) -> ResponseReturnValue:
    """Nobody is signed in on the device any more."""
    answer = make_response(redirect(url_for("kiosk.clear", slug=slug)))
    device.hand_over(answer, made)
    logout_user()
    session.clear()
    return answer


@office_bp.post("/<slug>/kiosks/<uuid:kiosk_id>/end")
@access(Rule.REGISTER)
def end_from_afar(slug: str, kiosk_id: uuid.UUID) -> ResponseReturnValue:
    """A device is taken back by an officer who is elsewhere."""
    round_, actor = rounds.round_by_slug(slug), current_actor()
    kiosk = queries.kiosk(kiosk_id)
    if kiosk is None:
        abort(404)
    allow(policies.can_end(actor, round_, kiosk))
    with unit_of_work():
        commands.end_kiosk(kiosk_id, actor=actor, today=today())
    flash(_("This device is not shared any more"), "success")
    return redirect(url_for(".index", slug=slug))

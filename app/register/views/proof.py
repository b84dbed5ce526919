"""What a held voter still has to show, in words, and every way to show it. Nobody signs in here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import attempts, outbox
from app.core.access import Rule, access
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import Form, filled, show_on_form
from app.core.i18n import _
from app.rounds import queries as rounds
from app.rounds.models import Proof, Round

from .. import commands, queries
from ..codes import queries as codes
from ..forms import CodeForm
from ..models import HoldReason, Voter, VoterState
from ..proof_forms import BirthForm, ContactCodeForm, EmailProofForm, PartnerForm, PhoneProofForm, StreetForm
from ..sessions import voter_here

proof_bp = Blueprint("register_proof", __name__, url_prefix="/vote")
SENT_A_DAY, WRONG, WRONG_FOR = 5, 5, dt.timedelta(minutes=15)


def _forms(round_: Round) -> dict[str, Form]:
    organisations = [(str(key), name) for key, name in queries.partners(round_.id)]
    return {
        "email": EmailProofForm(),
        "phone": PhoneProofForm(),
        "typed": ContactCodeForm(),
        "partner": PartnerForm(partners=organisations),
        "street": StreetForm(),
        "birth": BirthForm(),
        "code": CodeForm(),
    }


@proof_bp.route("/<slug>/proof", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def needed(slug: str) -> ResponseReturnValue:
    """What this voter's vote still waits for, and the ways to settle it; what is settled releases it at once."""
    round_ = rounds.public_round(slug)
    voter = voter_here(round_)
    if voter is None:
        return redirect(url_for("register.start", slug=slug))
    forms, done = _forms(round_), ""
    wanted = request.form.get("do", "")
    form = forms.get(wanted)
    if form is not None and form.validate_on_submit():
        try:
            done = DOING[wanted](round_, voter, form)
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            return redirect(url_for(".needed", slug=slug, done=done))
    return _page(round_, voter.id, forms, form)


def _page(round_: Round, voter_id: uuid.UUID, forms: dict[str, Form], form: Form | None) -> str:
    voter = queries.voter(voter_id)
    waits = [HoldReason(word) for word in voter.waits_for]
    return render_template(
        "register/needed.html",
        round=round_,
        voter=voter,
        waits=[each.value for each in waits],
        is_held=voter.state is VoterState.HELD,
        forms=forms,
        form=form,
        proofs=round_.proofs,
        can_text=outbox.can_text(),
        partner=dict(queries.partners(round_.id)).get(voter.partner_id) if voter.partner_id else "",
        has_partners=len(forms["partner"].partner.choices) > 1,
        has_code=queries.has_contact_code(voter.id, today()),
        done=request.args.get("done", ""),
    )


def _send(round_: Round, voter: Voter, proof: Proof, to: str) -> str:
    if attempts.tries("contact-send", voter.id.hex, dt.timedelta(days=1)) >= SENT_A_DAY:
        raise DomainError(_("We have sent you several codes today. Use the last one, or try again tomorrow"))
    with unit_of_work():
        attempts.note("contact-send", voter.id.hex)
        commands.send_contact_code(voter.id, proof, to=to, today=today())
    return "sent"


def _email(round_: Round, voter: Voter, form: Form) -> str:
    return _send(round_, voter, Proof.EMAIL_CODE, filled(form["email"]))


def _phone(round_: Round, voter: Voter, form: Form) -> str:
    if not outbox.can_text():
        raise DomainError(_("This council cannot send text messages"), field="phone")
    return _send(round_, voter, Proof.SMS_CODE, filled(form["phone"]))


def _typed(round_: Round, voter: Voter, form: Form) -> str:
    """Wrong tries slow down; they never lock anybody out (E21)."""
    if attempts.tries("contact-code", voter.id.hex, WRONG_FOR) >= WRONG:
        raise DomainError(_("There were many wrong codes. Wait 15 minutes, then try again"), field="contact_code")
    with unit_of_work():
        is_right = commands.type_contact_code(voter.id, filled(form["contact_code"]), today=today())
    if not is_right:
        attempts.note("contact-code", voter.id.hex)
        raise DomainError(_("These are not the numbers that we sent you last. Check them"), field="contact_code")
    return "proven"


def _partner(round_: Round, voter: Voter, form: Form) -> str:
    try:
        group_id = uuid.UUID(filled(form["partner"]))
    except ValueError:
        raise DomainError(_("Choose an organisation from the list"), field="partner") from None
    with unit_of_work():
        commands.ask_partner(voter.id, group_id)
    return "asked"


def _street(round_: Round, voter: Voter, form: Form) -> str:
    with unit_of_work():
        commands.tell_more(voter.id, street=filled(form["street"]))
    return "noted"


def _birth(round_: Round, voter: Voter, form: Form) -> str:
    with unit_of_work():
        commands.tell_more(voter.id, birth_band=filled(form["birth_band"]))
    return "noted"


def _code(round_: Round, voter: Voter, form: Form) -> str:
    """Wrong tries are counted as on the page for codes."""
    if attempts.tries("contact-code", voter.id.hex, WRONG_FOR) >= WRONG:
        raise DomainError(_("There were many wrong codes. Wait 15 minutes, then try again"), field="code")
    try:
        with unit_of_work():
            digest = codes.digest_of(round_.id, filled(form["code"]))
            commands.prove_by_code(voter.id, digest, today=today())
    except DomainError as refusal:
        attempts.note("contact-code", voter.id.hex)
        raise DomainError(refusal.message, field="code") from refusal
    return "proven"


DOING: dict[str, Callable[[Round, Voter, Form], str]] = {
    "email": _email,
    "phone": _phone,
    "typed": _typed,
    "partner": _partner,
    "street": _street,
    "birth": _birth,
    "code": _code,
}

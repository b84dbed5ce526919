"""Reviewing, casting, the receipt and the way to another device. What was cast is never shown again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import attempts, outbox
from app.core.access import VISITOR, Rule, access
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import show_on_form
from app.core.i18n import _
from app.core.ports import ports
from app.core.web import absolute
from app.core.web.logs import RECEIVED_AT
from app.register import policies as register_policies
from app.register.models import VoterState
from app.register.sessions import enter, voter_here
from app.rounds import queries as rounds
from app.rounds.models import Round

from .. import commands, emails, policies, presenters, queries
from ..forms import CastForm, ChoicesForm, ReceiptForm
from ..models import Envelope
from .ballot import ballot_page, review_page
from .here import Here, bp, channel, here

if TYPE_CHECKING:
    from app.register.models import Voter

SENT_A_DAY = 5


@bp.route("/<slug>/review", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def review(slug: str) -> ResponseReturnValue:
    """What would be cast, not yet counted; and the cast."""
    if request.method == "POST":
        return _cast(slug)
    found = here(slug)
    if not isinstance(found, Here):
        return found
    if found.draft is None and found.voter.has_cast:
        return redirect(url_for(".done", slug=slug))
    fault = found.fault()
    if fault:
        choices = ChoicesForm(formdata=None)
        choices.choices.errors = [fault]
        return ballot_page(found, choices)
    return review_page(found)


def _cast(slug: str) -> ResponseReturnValue:
    try:
        with unit_of_work():
            found = here(slug, queries.Hold.RIGHT)
            if not isinstance(found, Here):
                return found
            commands.cast_vote(
                found.voter.id,
                received_at=request.environ[RECEIVED_AT],
                today=today(),
                mark=request.form.get("mark", ""),  # a form that did not show the choices casts nothing
                channel=channel(found.round),
            )
    except DomainError as refusal:
        again = here(slug)
        if not isinstance(again, Here):
            return again
        form = CastForm()
        show_on_form(form, refusal)
        return review_page(again, form)
    return redirect(url_for(".done", slug=slug))


def _in_box(slug: str) -> tuple[Round, Voter, Envelope] | None:
    round_ = rounds.public_round(slug)
    voter = voter_here(round_)
    envelope = queries.envelope_of(voter.id) if voter is not None else None
    return (round_, voter, envelope) if voter is not None and envelope is not None else None


@bp.route("/<slug>/done", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def done(slug: str) -> ResponseReturnValue:
    """The vote is in the box; its receipt, on paper or sent, and never what the vote says."""
    found = _in_box(slug)
    if found is None:
        return redirect(url_for("register.start", slug=slug))
    round_, voter, envelope = found
    form = ReceiptForm(with_texts=outbox.can_text())
    is_sent = False
    if form.validate_on_submit():
        try:
            _send_receipt(round_, envelope, (form.to.data or "").strip())
            is_sent = True
        except DomainError as refusal:
            show_on_form(form, refusal)
    return render_template(
        "ballots/done.html",
        round=round_,
        receipt=envelope.receipt,
        form=form,
        is_sent=is_sent,
        can_send=not g.get("shared_device"),
        is_held=voter.state is VoterState.HELD,
        can_settle=register_policies.can_settle(voter),
        can_change=bool(policies.can_cast_at(round_, request.environ[RECEIVED_AT])),
        panels=ports().panels_for("after-vote", round_, VISITOR),
    )


def _send_receipt(round_: Round, envelope: Envelope, to: str) -> None:
    """The receipt is on its way; the address is kept only until it is sent. A few a day, so that nobody is flooded."""
    _count_sending(to, str(envelope.entitlement_id))
    with unit_of_work():
        emails.receipt_mail(round_, to, envelope.receipt)


def _count_sending(*keys: str) -> None:
    for key in keys:
        if attempts.tries("vote-mail", key.casefold(), dt.timedelta(days=1)) >= SENT_A_DAY:
            raise DomainError(_("Enough messages were sent for today. Write the receipt down or print it"), field="to")
    for key in keys:
        attempts.note("vote-mail", key.casefold())


@bp.route("/<slug>/another-device", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def elsewhere(slug: str) -> ResponseReturnValue:
    """How to go on with this vote on another phone or computer: a code, a picture to scan, a link by mail."""
    found = here(slug)
    if not isinstance(found, Here):
        return found
    form = ChoicesForm()
    if not form.validate_on_submit():
        return render_template("ballots/elsewhere.html", round=found.round, form=form, code="", can_mail=_mails(found))
    prefix = absolute("register.link", token="-").removesuffix("-")  # noqa: S106 - a placeholder
    by_mail = request.form.get("do") == "mail" and _mails(found)
    try:
        if by_mail:
            _count_sending(found.voter.email or found.voter.phone or "")
        with unit_of_work():
            way = commands.new_way_in(found.voter.id, link_prefix=prefix, by_mail=by_mail)
    except DomainError as refusal:
        show_on_form(form, refusal)
        return render_template("ballots/elsewhere.html", round=found.round, form=form, code="", can_mail=_mails(found))
    enter(found.round, way.code_id)
    return render_template(
        "ballots/elsewhere.html",
        round=rounds.public_round(slug),
        form=form,
        code=way.code,
        picture=presenters.qr_picture(prefix + way.link),
        home=absolute("register.enter_code", slug=slug),
        is_sent=by_mail,
        can_mail=False,
    )


def _mails(found: Here) -> bool:
    return bool(found.voter.email or (found.voter.phone and outbox.can_text()))

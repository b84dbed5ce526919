"""The way into voting: who you are, your code, and the way back in with it. Nobody signs in here."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core import attempts
from app.core.access import Rule, access
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _, language
from app.core.web import absolute
from app.core.web.context import page_around
from app.core.web.logs import RECEIVED_AT
from app.rounds import queries as rounds
from app.rounds.booth import Booth, booth_seen
from app.rounds.models import Connection, OwnProject, Round

from .. import commands, policies, queries
from ..codes import carried, entry
from ..commands import Registered, Registration
from ..forms import CodeForm, PlainRegistration, RegisterForm
from ..kiosk.device import channel_here
from ..models import Channel, CodeKind, VoterState
from ..sessions import enter, leave, link_prefix, voter_here

bp = Blueprint("register", __name__, url_prefix="/vote")
MAILS_A_DAY = 5


def received_at() -> dt.datetime:
    """When this request reached us."""
    moment: dt.datetime = request.environ[RECEIVED_AT]
    return moment


@bp.route("/<slug>/", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def start(slug: str) -> ResponseReturnValue:
    """Somebody says who they are, once, and gets a code."""
    here = booth_seen(slug)
    round_ = here.round
    if voter_here(round_) is not None:
        return redirect(url_for("ballots.choose", slug=slug))
    has_code = bool(carried.carried(round_))
    if not (may := policies.can_register(round_, received_at(), has_code=has_code)):
        return render_template("register/closed.html", round=round_, reason=may.reason)
    form = None
    if request.method == "POST":
        form, given = _sent(here)
        if given is not None:
            try:
                with unit_of_work():
                    given = replace(given, code_digest=carried.carried(round_), link_prefix=_link_prefix(given.email))
                    made = commands.register_voter(round_.id, given, received_at=received_at(), today=today())
            except DomainError as refusal:
                form = form or _form(here)
                show_on_form(form, refusal)
            else:
                carried.put_down(round_)
                return _show_code(round_, made)
    form = form or _form(here)
    form.show(areas.choices(today()), asks_for_address=queries.asks_for_address(round_))
    return render_template("register/start.html", round=round_, form=form, proof=carried.proof_here(round_))


def _form(here: Booth) -> RegisterForm:
    round_ = here.round
    return RegisterForm(min_age=round_.min_age, connections=round_.connections, own_items=own_items(here))


def _sent(here: Booth) -> tuple[RegisterForm | None, Registration | None]:
    """The form, where one was needed to read what was sent, and what was said, where nothing of it is wrong."""
    round_ = here.round
    if (plain := PlainRegistration.of(request.form, round_.connections)) is not None:
        return None, _registration(round_, **plain._asdict())
    form = _form(here)
    if not form.validate_on_submit():
        return form, None
    try:
        return form, _said(round_, form)
    except DomainError as refusal:
        show_on_form(form, refusal)
        return form, None


def own_items(here: Booth) -> list[tuple[int, str]]:
    """The projects from which voters say which are their own, where the rules treat these apart (E09)."""
    if here.round.rules.own_project is OwnProject.ALLOWED:
        return []
    lang = language()
    live = [item for item in rounds.items(here.round.id) if not item.is_withdrawn]
    return [(item.number, (item.translations or {}).get(lang, {}).get("title") or item.title) for item in live]


def _said(round_: Round, form: RegisterForm) -> Registration:
    chosen = form.area.data if form.no_postcode.data else None
    return _registration(
        round_,
        name=filled(form.name),
        postcode=None if form.no_postcode.data else form.postcode.data,
        area_id=_uuid(chosen) if chosen else None,
        connection=form.connection.data,
        age_ok=form.age_ok.data == "yes",
        email=form.email.data or None,
        form_key=form.form_key.data or "",
        own_items=tuple(form.own_items.data or ()),
    )


def _registration(round_: Round, *, name: str, postcode: str | None, connection: str, **said: Any) -> Registration:
    return Registration(
        name=name,
        postcode=postcode,
        connection=Connection(connection),
        lang=language(),
        channel=Channel.KIOSK if channel_here(round_) is Channel.KIOSK else Channel.ONLINE,
        **{"area_id": None, **said},
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise DomainError(_("Choose an area from the list"), field="area") from None


def _link_prefix(email: str | None) -> str:
    """Where mailed links lead; empty when there is no address, or it has had enough mail for a day."""
    if not email:
        return ""
    if attempts.tries("vote-mail", email.casefold(), dt.timedelta(days=1)) >= MAILS_A_DAY:
        return ""
    attempts.note("vote-mail", email.casefold())
    return link_prefix()


def _show_code(round_: Round, made: Registered) -> ResponseReturnValue:
    """The code is on this one answer and nowhere else: not in a cookie, not in an address."""
    enter(round_, made.code_id)
    half = len(made.code) // 2
    code = f"{made.code[:half]} {made.code[half:]}"
    waits, email = made.voter.waits_for if made.voter.state is VoterState.HELD else [], made.voter.email

    def facts() -> dict[str, object]:
        home = absolute("register.enter_code", slug=round_.slug)
        return {"round": round_, "home": home, "waits": waits, "email": email}

    if waits or email:
        return render_template("register/your_code.html", code=code, **facts())
    return page_around("register/your_code.html", {"code": code}, facts)


@bp.route("/<slug>/code", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def enter_code(slug: str) -> ResponseReturnValue:
    """Somebody comes back with a code; wrong tries slow down and never lock (E21)."""
    round_ = rounds.public_round(slug)
    form, status = CodeForm(), 200
    if form.validate_on_submit():
        try:
            return redirect(entry.by_code(round_, filled(form.code)))
        except DomainError as refusal:
            show_on_form(form, refusal)
            status = 429 if isinstance(refusal, entry.WaitALittle) else 200
    return render_template("register/code.html", round=round_, form=form), status


@bp.route("/l/<token>", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def link(token: str) -> ResponseReturnValue:
    """A mailed link shows a button; only pressing it leads to the vote, since mail scanners open every link."""
    words = ""
    if request.method == "POST":
        try:
            to = entry.by_link(token)
        except DomainError as refusal:
            words = refusal.message
        else:
            if to is not None:
                return redirect(to)
            words = _("This link does not work any more. Use the code in the same email, or ask for a new one.")
    return render_template("register/link.html", words=words)


@bp.post("/<slug>/new-code")
@access(Rule.PUBLIC)
def another_code(slug: str) -> ResponseReturnValue:
    """The voter who is in gets one more code, to come back with from another device."""
    round_ = rounds.public_round(slug)
    voter = voter_here(round_)
    if voter is None:
        return redirect(url_for(".start", slug=slug))
    try:
        with unit_of_work():
            made = commands.new_code(voter.id, kind=CodeKind.SCREEN)
    except DomainError as refusal:
        abort(403, description=refusal.message)
    return _show_code(round_, made)


@bp.post("/<slug>/leave")
@access(Rule.PUBLIC)
def finish(slug: str) -> ResponseReturnValue:
    """Nothing of the voter is left on a device that others use too."""
    leave()
    return render_template("register/finished.html", round=rounds.public_round(slug))

"""One's own account: details, sessions, my data, closing it; and how an invited person joins."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Rule, access, current_actor
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.core.forms import filled, show_on_form
from app.core.i18n import _, language
from app.core.ports import ports
from app.people import commands, queries
from app.people.accounts import email_secret, hashed
from app.people.accounts.guard import count_tries
from app.people.closing import close_account
from app.people.forms import AcceptInvitationForm, CloseForm, DetailsForm

bp = Blueprint("people", __name__, url_prefix="/account")


@bp.get("")
@access(Rule.SIGNED_IN)
def account() -> ResponseReturnValue:
    grants = [row for row in queries.grants_of(current_user.id) if row.is_live()]
    return render_template("people/account.html", person=current_user, grants=grants)


@bp.get("/start")
@access(Rule.SIGNED_IN)
def start() -> ResponseReturnValue:
    """Where somebody lands who has just signed in: officers at their desk, group members at their groups."""
    actor = current_actor()
    for area in ("office", "my"):
        items = sorted((i for i in ports().nav if i.area == area and i.is_for(actor)), key=lambda item: item.order)
        if items and items[0].endpoint in current_app.view_functions:
            return redirect(url_for(items[0].endpoint))
    return redirect(url_for(".account"))


@bp.get("/joined")
@access(Rule.PUBLIC)
def joined() -> ResponseReturnValue:
    return render_template("people/joined.html")


@bp.get("/second-step-ready")
@access(Rule.SIGNED_IN)
def second_step_ready() -> ResponseReturnValue:
    if not current_user.has_second_factor():
        return redirect(url_for(".account"))
    return render_template("people/second_step_ready.html", person=current_user)


@bp.get("/leave")
@access(Rule.SIGNED_IN)
def leave() -> ResponseReturnValue:
    return render_template("people/leave.html")


@bp.route("/details", methods=["GET", "POST"])
@access(Rule.SIGNED_IN)
def details() -> ResponseReturnValue:
    form = DetailsForm(obj=current_user)
    if form.validate_on_submit():
        me, actor = current_user.id, current_actor()
        with unit_of_work():
            commands.rename_person(me, name=filled(form.name), lang=form.lang.data, actor=actor)
        flash(_("Your details are saved"), "success")
        return redirect(url_for(".account"))
    return render_template("people/details.html", form=form)


@bp.post("/sessions")
@access(Rule.SIGNED_IN)
def end_sessions() -> ResponseReturnValue:
    me, actor = current_user.id, current_actor()
    with unit_of_work():
        session_key = commands.end_other_sessions(me, actor=actor).fs_uniquifier
    session["_user_id"] = session_key
    flash(_("You are signed out everywhere else"), "success")
    return redirect(url_for(".account"))


@bp.get("/my-data.json")
@access(Rule.SIGNED_IN)
def my_data() -> ResponseReturnValue:
    """Everything that the packages hold about the person, as a file."""
    me = current_user.id
    held = {part.name: part.export(me) for part in ports().personal_data if part.export}
    text = json.dumps({"made_at": now().isoformat(), **held}, ensure_ascii=False, indent=2, default=str)
    answer = Response(text, mimetype="application/json")
    answer.headers["Content-Disposition"] = f"attachment; filename=my-data-{today().isoformat()}.json"
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/close", methods=["GET", "POST"])
@access(Rule.SIGNED_IN)
def close() -> ResponseReturnValue:
    form = CloseForm()
    if form.validate_on_submit():
        me, actor = current_user.id, current_actor()
        try:
            with unit_of_work():
                close_account(me, actor=actor, on=today(), at=now())
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            session.clear()
            flash(_("Your account is closed"), "success")
            return redirect(url_for("security.login"))
    return render_template("people/close.html", form=form)


@bp.route("/invitation", methods=["GET", "POST"])
@access(Rule.PUBLIC)
def invitation() -> ResponseReturnValue:
    form = AcceptInvitationForm()
    if request.method == "POST":
        count_tries("sign-in", (form.email.data or "").strip().lower())
    if form.validate_on_submit():
        password_hash, secret = hashed(filled(form.password)), email_secret()
        try:
            with unit_of_work():
                commands.accept_invitation(
                    filled(form.code),
                    email=filled(form.email),
                    name=filled(form.name),
                    password_hash=password_hash,
                    lang=language(),
                    at=now(),
                    on=today(),
                    email_secret=secret,
                )
        except DomainError as refusal:
            show_on_form(form, refusal)
        else:
            flash(_("You have joined. Now sign in"), "success")
            return redirect(url_for("security.login"))
    return render_template("people/invitation.html", form=form)

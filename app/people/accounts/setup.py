"""Putting Flask-Security into an application."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask, Request, current_app, g, render_template, request, session
from flask_security import Security, signals, uia_email_mapper
from flask_security.utils import get_message
from wtforms import EmailField, PasswordField

from app.core import audit
from app.core.access import Actor
from app.core.installation import settings
from app.people import emails
from app.people.models import Person

from .config import ADDRESSES, PAGES, security_config
from .datastore import OneUseTotp, OutboxMail, PersonDatastore
from .forms import SECURITY_FORMS
from .guard import guard_endpoints, send_to_second_step


def register(app: Flask) -> None:
    """People can join, sign in and look after their sign-in under /account.

    Raises:
        EndpointTableError: Flask-Security has other pages than the table lists.
    """
    with app.app_context():
        app.config.update(security_config(settings()))
    security = Security(
        app, PersonDatastore(), mail_util_cls=OutboxMail, totp_cls=OneUseTotp, render_template=_page, **SECURITY_FORMS
    )
    security.want_json(_never)
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # would load a person on every request
    app.login_manager._request_callback = None  # type: ignore[attr-defined] # no sign-in by token in an address
    confirm = f"{ADDRESSES['URL_PREFIX']}{ADDRESSES['CHANGE_EMAIL_URL']}/<token>"
    app.add_url_rule(confirm, endpoint="security.change_email_confirm", methods=["POST"])
    guard_endpoints(app)
    app.before_request(send_to_second_step)
    _listen(app)


def _never(_request: Request) -> bool:
    return False


def _page(template: str, **context: Any) -> str:
    """A page of Flask-Security: its form is also `form`, for the title and the error summary."""
    forms = [value for name, value in context.items() if name.endswith("_form")]
    if request.method == "POST":
        for form in forms:
            tell_blanks(form)
    with_errors = [form for form in forms if form is not None and form.errors]
    form = (with_errors or forms or [None])[0]
    if template == PAGES["TWO_FACTOR_VERIFY_CODE_TEMPLATE"] and session.get("tf_state") == "validating_profile":
        template, context = PAGES["TWO_FACTOR_SETUP_TEMPLATE"], context | _picture(session["tf_totp_secret"], form)
    return render_template(template, **{"form": form, **context})


def _picture(sealed: str, form: Any) -> dict[str, Any]:
    """The same picture and key again, for whoever mistyped the first code: Flask-Security would not show them."""
    shown = current_app.extensions["security"].totp_factory.fetch_setup_values(sealed, form.user)
    return {"authr_qrcode": shown["image"], "authr_key": shown["key"], "chosen_method": "authenticator"}


def tell_blanks(form: Any) -> None:
    """A blank or impossible address and a blank password are told at their field: that gives nobody away.

    Flask-Security would say that a mail is sent, or that something is wrong, as it does for addresses it does not know.
    """
    faults = {field: fault for field in form or () if field.flags.required and (fault := _fault(field))}
    if faults:
        session.pop("_flashes", None)
        form.form_errors = []
    for field, fault in faults.items():
        field.errors = [get_message(fault)[0]]


def _fault(field: Any) -> str:
    if isinstance(field, EmailField) and field.data:
        return "" if uia_email_mapper(field.data) else "INVALID_EMAIL_ADDRESS"
    kinds = {EmailField: "EMAIL_NOT_PROVIDED", PasswordField: "PASSWORD_NOT_PROVIDED"}
    return next((fault for kind, fault in kinds.items() if isinstance(field, kind) and not field.data), "")


AUDITED = {
    "user_registered": "join",
    "user_confirmed": "confirm_email",
    "password_reset": "reset_password",
    "password_changed": "change_password",
    "tf_profile_changed": "set_up_second_step",
    "tf_disabled": "switch_off_second_step",
}


def _listen(app: Flask) -> None:
    for name, verb in AUDITED.items():
        getattr(signals, name).connect(_recorder(verb), sender=app, weak=False)
    signals.change_email_confirmed.connect(_address_changed, sender=app, weak=False)


def _recorder(verb: str) -> Any:
    def record(_app: Flask, user: Any, **_more: Any) -> None:
        person: Person = getattr(user, "_get_current_object", lambda: user)()
        audit.record(Actor(person.id, person.name), verb, person, name=person.name)

    return record


def _address_changed(_app: Flask, user: Person, old_email: str, **_more: Any) -> None:
    """Every session but this one ends, links mailed to the old address are dead, and the old address is told."""
    emails.address_changed(user, old_email)
    is_here = session.get("_user_id") == user.fs_uniquifier
    user.fs_uniquifier = uuid.uuid4().hex
    if is_here:
        session["_user_id"] = user.fs_uniquifier
        g.pop("_login_user", None)
    audit.record(Actor(user.id, user.name), "change_email", user, name=user.name)

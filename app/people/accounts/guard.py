"""What stands around every page of Flask-Security: its rule, the count of tries, the button, one commit."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

from flask import Flask, abort, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import attempts
from app.core.access import Rule, access, current_actor
from app.core.db import commit_outside, db, unit_of_work
from app.core.i18n import _
from app.core.installation import settings
from app.people.endpoints import ENDPOINTS, Endpoint

View = Callable[..., Any]
WINDOW = dt.timedelta(minutes=15)
LIMITS = {"sign-in": (10, 100), "mail": (6, 60)}  # tries in WINDOW: for one person, from one network address


class EndpointTableError(Exception):
    """Flask-Security has a page that `endpoints.py` does not list, or the other way round."""


def guard_endpoints(app: Flask) -> None:
    """Each framework page stands behind its line of the table.

    Raises:
        EndpointTableError: the table and the application differ.
    """
    there = {name for name in app.view_functions if name.startswith("security.")}
    if there != ENDPOINTS.keys():
        raise EndpointTableError(f"endpoints.py and Flask-Security differ in {sorted(there ^ ENDPOINTS.keys())}")
    for name, spec in ENDPOINTS.items():
        app.view_functions[name] = guarded(spec, app.view_functions[name])


def guarded(spec: Endpoint, view: View) -> View:
    @access(spec.rule)
    @functools.wraps(view)
    def run(**values: str) -> ResponseReturnValue:
        if not spec.is_open:
            abort(404)
        if spec.has_button and request.method != "POST":
            return render_template(
                "people/press.html", is_new_address=request.endpoint == "security.change_email_confirm"
            )
        if spec.for_visitors and current_user.is_authenticated:
            return redirect(url_for("people.start"))
        keys = counted(spec) if spec.tries and request.method == "POST" else []
        was_in = "_user_id" in session
        try:
            with db.session.no_autoflush:
                answer = make_response(view(**values))
                commit_outside()
        except BaseException:
            if not was_in:
                session.pop("_user_id", None)
            raise
        if not was_in and "_user_id" in session:
            return _entered(keys, answer)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return run


def counted(spec: Endpoint) -> list[tuple[str, str]]:
    """This try is counted for the person and for the network address.

    Raises:
        TooManyTries: one of them has had enough.
    """
    if spec.field:
        whose = request.form.get(spec.field, "").strip().lower()
    else:
        whose = str(session.get("tf_user_id") or session.get("_user_id") or "")
    return count_tries(spec.tries, whose)


def count_tries(kind: str, whose: str) -> list[tuple[str, str]]:
    """The try is counted under both keys, which are returned.

    Raises:
        TooManyTries: one of them has had enough.
    """
    keys = [(kind, whose), (f"{kind}-from", request.remote_addr or "")]
    for (purpose, key), limit in zip(keys, LIMITS[kind], strict=True):
        attempts.check(purpose, key, limit, WINDOW)
    with unit_of_work():
        for purpose, key in keys:
            attempts.note(purpose, key)
    return keys


def _entered(keys: list[tuple[str, str]], answer: ResponseReturnValue) -> ResponseReturnValue:
    """Somebody has just signed in: their wrong tries are forgotten; without recovery codes they are shown how."""
    with unit_of_work():
        for purpose, key in keys[:1]:
            attempts.forget(purpose, key)
    if current_user.has_second_factor() and not current_user.mf_recovery_codes:
        return redirect(url_for("people.second_step_ready"))
    return answer


def send_to_second_step() -> ResponseReturnValue | None:
    """Before each request: whoever holds a role sets up a second step before pages not public; not in a demo."""
    view = request.endpoint and _view(request.endpoint)
    rule = getattr(view, "access_rule", None)
    if rule in {None, Rule.PUBLIC} or request.blueprint in {"security", "people"} or settings().is_demo:
        return None
    if current_user.is_authenticated and not current_user.has_second_factor() and current_actor().is_officer():
        flash(_("Set up a second step first. Everyone with a role needs one"), "error")
        return redirect(url_for("security.two_factor_setup"))
    return None


def _view(endpoint: str) -> View | None:
    from flask import current_app

    found: View | None = current_app.view_functions.get(endpoint)
    return found

"""What must hold of the framework underneath: its doors, its words, and one use of each code."""

from __future__ import annotations

import re
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.db import commit_outside
from app.people.accounts import guard
from app.people.accounts.messages import MESSAGES
from app.people.endpoints import ENDPOINTS, Endpoint

from .factories import PASSWORD, app_code, make_person

# Messages of parts of Flask-Security that are switched off or shut.
NOT_USED = re.compile(
    r"OAUTH|USERNAME|WEBAUTHN|REFRESH_TOKEN|PHONE|LOGIN_|INVALID_LOGIN_TOKEN|PASSWORDLESS|USE_CODE|US_CURRENT|US_SETUP_SUCC"
    r"|PASSWORD_BREACHED_SITE|INVALID_INPUT_LENGTH"
)


@pytest.mark.parametrize("change", ["missing", "extra"])
def test_boot_fails_when_the_table_of_endpoints_differs(
    app: Flask, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    table, name = dict(ENDPOINTS), "security.login" if change == "missing" else "security.new_door"
    if change == "missing":
        del table[name]
    else:
        table[name] = Endpoint()
    monkeypatch.setattr(guard, "ENDPOINTS", table)
    with pytest.raises(guard.EndpointTableError, match=name):
        guard.guard_endpoints(app)


def test_every_message_is_in_our_words() -> None:
    from flask_security.core import _default_messages

    assert [key for key in _default_messages if key not in MESSAGES and not NOT_USED.match(key)] == []
    assert [key for key in MESSAGES if key not in _default_messages] == []


def token_of(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(path).text)
    assert found, path
    return found[1]


@pytest.mark.slow
def test_one_recovery_code_lets_one_in(committed: Flask) -> None:
    person = make_person(roles=(Role.OBSERVER,))
    codes = committed.extensions["security"].mf_recovery_codes_util
    (code, *_rest) = codes.create_recovery_codes(person)
    commit_outside()
    assert race(committed, person.email, "/account/recovery", code) == [False, False, False, True]


@pytest.mark.slow
def test_one_code_of_the_app_lets_one_in(committed: Flask) -> None:
    person = make_person(roles=(Role.OBSERVER,))
    code = app_code(person.tf_totp_secret or "")
    assert race(committed, person.email, "/account/second-step-code", code) == [False, False, False, True]


def race(app: Flask, email: str, path: str, code: str) -> list[bool]:
    """Four browsers, past the password, send the same code at once: who is in, sorted."""
    app.test_client_class = FlaskClient  # the guarded one listens to every session, also those of other threads
    start, entered = threading.Barrier(4), []

    def work() -> None:
        client = app.test_client()
        data = {"email": email, "password": PASSWORD, "csrf_token": token_of(client, "/account/sign-in")}
        client.post("/account/sign-in", data=data)
        data = {"code": code, "csrf_token": token_of(client, path)}
        start.wait(timeout=30)
        client.post(path, data=data)
        entered.append(client.get("/account").status_code == 200)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(entered)


def test_no_secret_of_a_person_stands_in_clear(session: Session) -> None:
    person = make_person(roles=(Role.OBSERVER,))
    for sealed in (person.us_totp_secrets, person.tf_totp_secret):
        assert sealed is not None
        assert "enckey" in sealed
    assert (person.password or "").startswith("$argon2id$")

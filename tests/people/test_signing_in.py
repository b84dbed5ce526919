"""Joining, confirming, signing in by password, mailed code and app, and what happens after wrong tries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.crypto import box
from app.core.outbox import OutboxRow
from app.people import queries
from app.people.models import Person
from tests.support.browser import Page, Visitor

from .factories import PASSWORD, app_code, make_person


def mails(session: Session) -> list[tuple[str, dict[str, Any]]]:
    """Template, and what it is filled with, of every mail that waits."""
    rows = session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id))
    return [(row.template, json.loads(box().decrypt(row.sealed))) for row in rows]


def last_mail(session: Session, template: str) -> dict[str, Any]:
    found = [payload for name, payload in mails(session) if name == f"people/mail/{template}"]
    assert found, f"no mail {template}: {mails(session)}"
    return found[-1]


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost")


def sign_in_by_password(visitor: Visitor, email: str, password: str = PASSWORD) -> Page:
    form = visitor.open("/account/sign-in").form("Sign in")
    return form.fill("Email address", email).fill("Password", password).submit()


def is_in(visitor: Visitor) -> bool:
    return visitor.client.get("/account").status_code == 200


def join(visitor: Visitor, email: str, password: str = PASSWORD) -> Page:
    form = visitor.open("/account/join").form("Join")
    return form.fill("Full name", "Sana Khan").fill("Email address", email).fill("Choose a password", password).submit()


def test_join_confirm_sign_in_and_out(visitor: Visitor, session: Session) -> None:
    assert join(visitor, " Sana@Example.org ").h1 == "Check your email"
    assert sign_in_by_password(visitor, "sana@example.org").errors == [
        "The email address, password or code is wrong. Check them and try again"
    ]
    link = path_of(last_mail(session, "welcome")["context"]["link"])
    page = visitor.open(link)
    assert page.h1 == "Confirm your email address"
    person = queries.person_by_email("sana@example.org")
    assert person is not None
    assert person.confirmed_at is None, "opening the link must not use it"
    assert page.submit("Confirm my address").h1 == "Sign in"
    sign_in_by_password(visitor, "SANA@example.org")
    assert is_in(visitor)
    visitor.open("/account/leave").submit("Sign out")
    assert not is_in(visitor)


def test_join_without_a_password_works_with_mailed_codes(visitor: Visitor, session: Session) -> None:
    join(visitor, "code@example.org", password="")
    visitor.open(path_of(last_mail(session, "welcome")["context"]["link"])).submit("Confirm my address")
    by_code(visitor, session, "code@example.org")
    assert is_in(visitor)
    page = visitor.open("/account/password")
    assert page.h1 == "Choose a password"


def by_code(visitor: Visitor, session: Session, email: str) -> Page:
    page = visitor.open("/account/code").form("Send me a code").fill("Email address", email).submit()
    assert page.h1 == "Enter your code"
    code = last_mail(session, "code")["context"]["code"]
    return page.form("Sign in").fill("Code", code).submit()


def test_a_mailed_code_works_once(visitor: Visitor, session: Session) -> None:
    person = make_person()
    by_code(visitor, session, person.email)
    assert is_in(visitor)
    code = last_mail(session, "code")["context"]["code"]
    visitor.open("/account/leave").submit("Sign out")
    again = visitor.open("/account/code").form("Send me a code").fill("Email address", person.email).submit()
    newest = last_mail(session, "code")["context"]["code"]
    assert newest != code
    refused = again.form("Sign in").fill("Code", code).submit()
    assert refused.errors == ["The email address, password or code is wrong. Check them and try again"]
    assert not is_in(visitor)


@pytest.mark.parametrize("email", ["nobody@example.org", "known@example.org"])
def test_nobody_learns_who_has_an_account(visitor: Visitor, session: Session, email: str) -> None:
    make_person(email="known@example.org")
    sent = visitor.open("/account/code").form("Send me a code").fill("Email address", email).submit()
    assert (sent.status, sent.h1) == (200, "Enter your code")
    reset = visitor.open("/account/reset").form("Send me a link").fill("Email address", email).submit()
    assert f"If {email} has an account, we have sent it a link" in reset.text
    assert join(visitor, email).h1 == "Check your email"
    wrong = sign_in_by_password(visitor, email, "not the password")
    assert wrong.errors == ["The email address, password or code is wrong. Check them and try again"]


def test_joining_twice_tells_only_the_owner(visitor: Visitor, session: Session) -> None:
    make_person(email="known@example.org")
    join(visitor, "known@example.org")
    assert last_mail(session, "joined_already")["context"]["reset_link"].endswith("/account/reset")
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


def test_a_join_form_says_what_is_missing(visitor: Visitor) -> None:
    page = visitor.open("/account/join").form("Join").fill("Choose a password", "short").submit()
    assert page.errors == [
        "Enter your full name",
        "Enter your email address",
        "Enter a password of at least 10 characters",
    ]


def test_reset_ends_sessions_and_the_link_works_once(
    visitor: Visitor, session: Session, client: FlaskClient, sign_in: Callable[[FlaskClient, Person], FlaskClient]
) -> None:
    person = make_person()
    sign_in(client, person)
    assert is_in(visitor)
    other = Visitor(client.application.test_client())
    other.open("/account/reset").form("Send me a link").fill("Email address", person.email).submit()
    link = path_of(last_mail(session, "reset")["context"]["link"])
    form = other.open(link).form("Save the password")
    done = form.fill("New password", "another-good-one").fill("The new password once more", "another-good-one").submit()
    assert done.h1 == "Sign in"
    assert not is_in(visitor), "the old session must have ended"
    assert other.open(link).h1 == "Set a new password"
    sign_in_by_password(other, person.email, "another-good-one")
    assert is_in(other)
    assert last_mail(session, "password_changed")["to"] == person.email


def test_changing_the_password_ends_other_sessions(
    visitor: Visitor, session: Session, client: FlaskClient, sign_in: Callable[[FlaskClient, Person], FlaskClient]
) -> None:
    person = make_person()
    elsewhere = Visitor(sign_in(client.application.test_client(), person))
    sign_in_by_password(visitor, person.email)
    form = visitor.open("/account/password").form("Save the password")
    form.fill("Password as it is now", PASSWORD).fill("New password", "a-very-new-password")
    page = form.fill("The new password once more", "a-very-new-password").submit()
    assert "Your password is changed" in page.text
    assert is_in(visitor)
    assert not is_in(elsewhere)


def test_a_wrong_repetition_is_told(visitor: Visitor) -> None:
    person = make_person()
    sign_in_by_password(visitor, person.email)
    form = visitor.open("/account/password").form("Save the password")
    form.fill("Password as it is now", PASSWORD).fill("New password", "a-very-new-password")
    assert form.fill("The new password once more", "something else").submit().errors == [
        "The two passwords are not the same"
    ]


def test_sign_out_everywhere_else(
    visitor: Visitor, client: FlaskClient, sign_in: Callable[[FlaskClient, Person], FlaskClient]
) -> None:
    person = make_person()
    elsewhere = Visitor(sign_in(client.application.test_client(), person))
    sign_in_by_password(visitor, person.email)
    assert is_in(elsewhere)
    visitor.open("/account").submit("Sign out everywhere else")
    assert is_in(visitor)
    assert not is_in(elsewhere)


def test_changing_the_address(visitor: Visitor, session: Session) -> None:
    person = make_person(email="old@example.org")
    sign_in_by_password(visitor, "old@example.org")
    visitor.open("/account/email").form("Send the link").fill("New email address", "new@example.org").submit()
    link = path_of(last_mail(session, "change_email")["context"]["link"])
    assert last_mail(session, "change_email")["to"] == "new@example.org"
    page = visitor.open(link)
    assert session.get_one(Person, person.id).email == "old@example.org"
    page.submit("Use this address")
    session.expire_all()
    assert session.get_one(Person, person.id).email == "new@example.org"
    assert last_mail(session, "address_changed")["to"] == "old@example.org"
    assert is_in(visitor)


@pytest.mark.slow
def test_wrong_tries_have_to_wait(visitor: Visitor) -> None:
    person = make_person()
    for _ in range(10):
        assert sign_in_by_password(visitor, person.email, "wrong wrong wrong").status == 200
    refused = sign_in_by_password(visitor, person.email)
    assert refused.status == 429
    assert "too many tries" in refused.text
    assert not is_in(visitor)


@pytest.mark.slow
def test_getting_in_forgets_the_wrong_tries(visitor: Visitor) -> None:
    person = make_person()
    for _ in range(3):
        for _ in range(6):
            sign_in_by_password(visitor, person.email, "wrong wrong wrong")
        sign_in_by_password(visitor, person.email)
        assert is_in(visitor)
        visitor.open("/account/leave").submit("Sign out")


def second_step_from(visitor: Visitor, page: Page, session: Session, person: Person) -> Page:
    """Sets up an app from the first page of the second step; the page after it."""
    shown = page.submit("Set up an app")
    key = re.search(r"Key: ([A-Z2-7 -]+)", shown.text)
    assert key
    with visitor.client.session_transaction() as cookie:
        sealed = cookie["tf_totp_secret"]
    return shown.form("Finish").fill("The 6 numbers", app_code(sealed)).submit()


@pytest.mark.slow
def test_an_officer_sets_up_a_second_step_before_anything_else(visitor: Visitor, session: Session) -> None:
    person = make_person(roles=(Role.ADMINISTRATOR,), has_second_step=False)
    page = sign_in_by_password(visitor, person.email)
    assert page.h1 == "Second step"
    assert not is_in(visitor)
    ready = second_step_from(visitor, page, session, person)
    assert ready.h1 == "Your second step is ready"
    codes = ready.submit("Make recovery codes")
    found = re.findall(r"[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}", codes.text)
    assert len(found) == 8
    visitor.open("/account/leave").submit("Sign out")
    asked = sign_in_by_password(visitor, person.email)
    assert asked.h1 == "Enter the 6 numbers"
    assert asked.form("Sign in").fill("The 6 numbers", "000000").submit().errors == [
        "Enter the 6 numbers that your app shows now"
    ]
    recovery = visitor.open("/account/recovery").form("Sign in")
    recovery.fill("Recovery code", found[0]).submit()
    assert is_in(visitor)
    visitor.open("/account/leave").submit("Sign out")
    sign_in_by_password(visitor, person.email)
    again = visitor.open("/account/recovery").form("Sign in").fill("Recovery code", found[0]).submit()
    assert again.errors == ["Enter one of your recovery codes that you have not used before"]
    assert not is_in(visitor)


def test_a_mistyped_first_code_leaves_the_picture_there(visitor: Visitor, session: Session) -> None:
    """The key stays the same: what was scanned already goes on working."""
    person = make_person(roles=(Role.ADMINISTRATOR,), has_second_step=False)
    shown = sign_in_by_password(visitor, person.email).submit("Set up an app")
    key = re.search(r"Key: ([A-Z2-7 -]+)", shown.text)
    again = shown.form("Finish").fill("The 6 numbers", "000000").submit()
    assert again.errors == ["Enter the 6 numbers that your app shows now"]
    assert again.h1 == "Second step"
    assert key
    assert key[0] in again.text
    with visitor.client.session_transaction() as cookie:
        sealed = cookie["tf_totp_secret"]
    ready = again.form("Finish").fill("The 6 numbers", app_code(sealed)).submit()
    assert ready.h1 == "Your second step is ready"


def test_an_apps_code_works_once(visitor: Visitor, session: Session) -> None:
    person = make_person(roles=(Role.OBSERVER,))
    sealed = person.tf_totp_secret or ""
    code = app_code(sealed)
    sign_in_by_password(visitor, person.email).form("Sign in").fill("The 6 numbers", code).submit()
    assert is_in(visitor)
    visitor.open("/account/leave").submit("Sign out")
    sign_in_by_password(visitor, person.email).form("Sign in").fill("The 6 numbers", code).submit()
    assert not is_in(visitor)


def test_an_officer_already_signed_in_is_sent_to_the_second_step(
    visitor: Visitor, client: FlaskClient, sign_in: Callable[[FlaskClient, Person], FlaskClient]
) -> None:
    sign_in(client, make_person(roles=(Role.ADMINISTRATOR,), has_second_step=False))
    answer = client.get("/office/people/held")
    assert (answer.status_code, answer.location) == (302, "/account/second-step")


def test_a_group_member_may_switch_the_second_step_on_and_off(visitor: Visitor, session: Session) -> None:
    person = make_person()
    sign_in_by_password(visitor, person.email)
    ready = second_step_from(visitor, visitor.open("/account/second-step"), session, person)
    assert ready.h1 == "Your second step is ready"
    visitor.open("/account/second-step").submit("Switch the second step off")
    session.expire_all()
    assert not session.get_one(Person, person.id).has_second_factor()


def test_an_officer_cannot_switch_the_second_step_off(visitor: Visitor, session: Session) -> None:
    person = make_person(roles=(Role.OBSERVER,))
    page = sign_in_by_password(visitor, person.email).form("Sign in")
    page.fill("The 6 numbers", app_code(person.tf_totp_secret or "")).submit()
    shown = visitor.open("/account/second-step")
    assert "Switch the second step off" not in shown.text
    answer = shown.form("Set up another app")
    answer.values["setup"] = ["disable"]
    answer.submit()
    session.expire_all()
    assert session.get_one(Person, person.id).has_second_factor()


@pytest.mark.parametrize(
    "path", ["/account/code/link?id=x&code=1", "/account/verify", "/account/second-step-help", "/account/code/setup"]
)
def test_doors_that_are_not_used_are_shut(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_stale_link_says_so(visitor: Visitor) -> None:
    page = visitor.open("/account/confirm/nonsense").submit("Confirm my address")
    assert "too old or was already used" in page.text


def test_signing_out_wants_a_post(client: FlaskClient) -> None:
    assert client.get("/account/sign-out").status_code == 405


def test_a_stray_link_to_the_second_step_signs_nobody_out(
    visitor: Visitor, client: FlaskClient, sign_in: Callable[[FlaskClient, Person], FlaskClient]
) -> None:
    sign_in(client, make_person())
    assert client.get("/account/second-step-code").location == "/account/start"
    assert is_in(visitor)


def test_everyone_signed_in_lands_somewhere(
    client: FlaskClient, sign_in: Callable[[FlaskClient, Person], FlaskClient]
) -> None:
    sign_in(client, make_person())
    assert client.get("/account/sign-in").location == "/account/start"
    assert client.get("/account/start").status_code == 302


@pytest.mark.parametrize("role", [None, Role.OBSERVER])
def test_an_empty_code_is_refused_in_our_words(visitor: Visitor, role: Role | None) -> None:
    person = make_person(roles=(role,) if role else (), has_second_step=True)
    asked = sign_in_by_password(visitor, person.email)
    assert asked.submit("Sign in").errors == ["Enter the 6 numbers that your app shows now"]
    recovery = visitor.open("/account/recovery").submit("Sign in")
    assert recovery.errors == ["Enter one of your recovery codes that you have not used before"]


def test_sign_in_goes_on_to_the_page_that_was_asked_for(visitor: Visitor, client: FlaskClient) -> None:
    person = make_person()
    sent = client.get("/account/details")
    assert sent.location == "/account/sign-in?next=/account/details"
    form = visitor.open(sent.location).form("Sign in").fill("Email address", person.email)
    assert form.fill("Password", PASSWORD).submit().h1 == "Your details"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_sign_in_never_leads_elsewhere(client: FlaskClient, address: str) -> None:
    person = make_person()
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/account/sign-in").text)
    assert token
    data = {"email": person.email, "password": PASSWORD, "next": address, "csrf_token": token[1]}
    answer = client.post("/account/sign-in", data=data)
    location = answer.location or "/"
    assert location[0] == "/"
    assert location[:2] not in {"//", "/\\"}


def test_a_check_is_asked_before_what_matters(
    visitor: Visitor, client: FlaskClient, session: Session, sign_in: Callable[[FlaskClient, Person], FlaskClient]
) -> None:
    person = make_person()
    sign_in(client, person)  # signed in long ago
    page = visitor.open("/account/email")
    assert page.h1 == "Is it still you?"
    assert page.submit("Continue").errors == ["Enter your password, or the newest code from your email"]
    sent = page.submit("Send me a code")
    code = last_mail(session, "code")["context"]["code"]
    done = sent.form("Continue").fill("Your password, or a code from your email", code).submit()
    assert done.h1 == "Change your email address"


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/account/reset", "Send me a link"),
        ("/account/confirm", "Send the link"),
        ("/account/code", "Send me a code"),
    ],
)
@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "Enter your email address"), ("ann@", "Enter an email address, such as name@example.com")],
)
def test_an_impossible_address_is_told_at_its_field(
    visitor: Visitor, path: str, button: str, typed: str, told: str
) -> None:
    page = visitor.open(path).form(button).fill("Email address", typed).submit()
    assert page.errors == [told]
    assert "we have sent" not in page.text
    assert page.response.text.count("govuk-error-message") == 1


def test_a_blank_sign_in_says_what_is_missing(visitor: Visitor) -> None:
    assert visitor.open("/account/sign-in").submit("Sign in").errors == ["Enter your email address", "Enter a password"]

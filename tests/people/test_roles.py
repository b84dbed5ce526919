"""Giving and ending roles: who may, what counts on which day, and the office pages that do it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Grant, Role, Scope, actor_for
from app.core.audit import AuditEntry
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.outbox import OutboxRow, send_due
from app.people import commands, policies, queries
from app.people.commands import Part
from app.people.models import Person, RoleGrant
from tests.support.browser import Visitor

from .factories import PASSWORD, make_person

MAY = dt.date(2026, 5, 10)
SignIn = Callable[[FlaskClient, Person], FlaskClient]


def admin_actor(person: Person) -> Actor:
    return actor_for(person.id, person.name)


ADMIN = Grant(Role.ADMINISTRATOR)
AREA_ADMIN = Grant(Role.ADMINISTRATOR, Scope.AREA, uuid.uuid4())


@pytest.mark.pure
@pytest.mark.parametrize("role", list(Role))
def test_only_administrators_of_the_whole_council_manage_people(app: Flask, role: Role) -> None:
    with app.app_context():
        actor = Actor(uuid.uuid4(), "Somebody", (Grant(role),))
        assert bool(policies.can_manage_people(actor)) is (role is Role.ADMINISTRATOR)
        assert bool(policies.can_grant(actor, uuid.uuid4())) is (role is Role.ADMINISTRATOR)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("grants", "grant", "is_own", "same_left", "others", "may"),
    [
        ((ADMIN,), ADMIN, True, 0, 5, False),
        ((ADMIN, ADMIN), ADMIN, True, 1, 0, True),
        ((ADMIN,), ADMIN, False, 0, 0, False),
        ((ADMIN,), ADMIN, False, 0, 1, True),
        ((ADMIN,), Grant(Role.OBSERVER), True, 0, 0, True),
        ((ADMIN,), AREA_ADMIN, True, 0, 0, True),
        ((AREA_ADMIN,), Grant(Role.OBSERVER), False, 0, 3, False),
        ((Grant(Role.FUND_MANAGER),), Grant(Role.OBSERVER), False, 0, 3, False),
        ((), Grant(Role.OBSERVER), False, 0, 3, False),
    ],
)
def test_who_may_end_what(
    app: Flask, grants: tuple[Grant, ...], grant: Grant, is_own: bool, same_left: int, others: int, may: bool
) -> None:
    with app.app_context():
        actor = Actor(uuid.uuid4(), "Somebody", grants)
        whose = actor.id if is_own else uuid.uuid4()
        assert whose is not None
        assert bool(policies.can_end(actor, grant, whose, same_left, others)) is may


def test_a_role_counts_between_its_days_and_not_after_it_was_taken_back(session: Session) -> None:
    boss, person = make_person(roles=(Role.ADMINISTRATOR,)), make_person("Bo")
    with unit_of_work():
        row = commands.grant_role(
            person.id,
            Part(Role.OBSERVER, to_on=MAY),
            actor=admin_actor(boss),
            on=clock.today(),
            from_on=dt.date(2026, 5, 1),
        )
    for day, holds in (("2026-04-30", 0), ("2026-05-01", 1), ("2026-05-10", 1), ("2026-05-11", 0)):
        assert len(queries.live_grants(person.id, dt.date.fromisoformat(day))) == holds, day
    with unit_of_work():
        commands.end_grant(row.id, reason="left", actor=admin_actor(boss), on=dt.date(2026, 5, 5))
    assert queries.live_grants(person.id, dt.date(2026, 5, 5)) == []
    for day, listed in (("2026-05-01", 1), ("2026-05-05", 1), ("2026-05-06", 0)):
        found = queries.who_held_what(dt.date.fromisoformat(day), Role.OBSERVER)
        assert len(found) == listed, day
    kept = session.get_one(RoleGrant, row.id)
    assert (kept.end_reason, kept.ended_by_id) == ("left", boss.id)
    verbs = list(session.scalars(sa.select(AuditEntry.verb).where(AuditEntry.subject_id == str(row.id))))
    assert verbs == ["grant_role", "end_grant"]


def test_refusals_of_granting(session: Session) -> None:
    boss, other = make_person(roles=(Role.ADMINISTRATOR,)), make_person(roles=(Role.FUND_MANAGER,))
    today = clock.today()
    with pytest.raises(NotAllowed, match="Only an administrator"), unit_of_work():
        commands.grant_role(other.id, Part(Role.OBSERVER), actor=admin_actor(other), on=today)
    with pytest.raises(NotAllowed, match="give yourself"), unit_of_work():
        commands.grant_role(boss.id, Part(Role.OBSERVER), actor=admin_actor(boss), on=today)
    with pytest.raises(DomainError, match="already has this role"), unit_of_work():
        commands.grant_role(other.id, Part(Role.FUND_MANAGER), actor=admin_actor(boss), on=today)
    with pytest.raises(DomainError, match="last day"), unit_of_work():
        late = Part(Role.OBSERVER, to_on=today - dt.timedelta(days=1))
        commands.grant_role(other.id, late, actor=admin_actor(boss), on=today)
    assert session.scalar(sa.select(sa.func.count()).select_from(RoleGrant)) == 2


def test_the_council_keeps_an_administrator(session: Session) -> None:
    boss = make_person(roles=(Role.ADMINISTRATOR,))
    (own,) = queries.grants_of(boss.id)
    with pytest.raises(NotAllowed, match="your own"), unit_of_work():
        commands.end_grant(own.id, reason="tired", actor=admin_actor(boss), on=clock.today())
    second = make_person("Second", roles=(Role.ADMINISTRATOR,))
    with unit_of_work():
        commands.end_grant(own.id, reason="left", actor=admin_actor(second), on=clock.today())
    with pytest.raises(WrongState, match="already ended"), unit_of_work():
        commands.end_grant(own.id, reason="again", actor=admin_actor(second), on=clock.today())


def test_the_database_refuses_a_scope_without_its_thing(session: Session) -> None:
    person = make_person()
    with pytest.raises(sa.exc.IntegrityError), unit_of_work():
        db.session.add(RoleGrant(person_id=person.id, role=Role.WARD_OFFICER, scope=Scope.AREA, from_on=MAY))


def test_create_officer_on_the_command_line(app: Flask, session: Session) -> None:
    run = app.test_cli_runner()
    made = run.invoke(args=["create-officer", "First@Council.example", "First Officer", "--role", "administrator"])
    assert made.exit_code == 0, made.output
    assert "can sign in with the password" in made.output
    again = run.invoke(
        args=["create-officer", "first@council.example", "x", "--role", "administrator", "--role", "trustee"]
    )
    assert again.exit_code == 0, again.output
    session.expire_all()
    person = queries.person_by_email("first@council.example")
    assert person is not None
    assert {g.role for g in queries.live_grants(person.id)} == {Role.ADMINISTRATOR, Role.TRUSTEE}
    assert run.invoke(args=["create-officer", "a@b.example", "A", "--role", "king"]).exit_code != 0
    short = run.invoke(args=["create-officer", "a@b.example", "A", "--role", "trustee", "--password", "short"])
    assert "at least 10 characters" in short.output


@pytest.fixture
def boss(client: FlaskClient, sign_in: SignIn) -> Person:
    person = make_person("Boss", roles=(Role.ADMINISTRATOR,))
    sign_in(client, person)
    return person


def test_an_administrator_gives_and_takes_back_a_role(visitor: Visitor, session: Session, boss: Person) -> None:
    person = make_person("Cleo Marsh", email="cleo@example.org")
    page = visitor.open("/office/people?q=cleo").follow("Cleo Marsh")
    form = page.form("Give the role").fill("Role", "Fund manager").fill("Why", "New in post")
    given = form.submit()
    assert "The role is given" in given.text
    assert "Fund manager" in given.text
    assert [g.role for g in queries.live_grants(person.id)] == [Role.FUND_MANAGER]
    ending = given.follow("Take back")
    assert ending.form("Take the role back").submit().errors == ["Enter why, for the record"]
    ending.form("Take the role back").fill("Why", "Moved on").submit()
    assert queries.live_grants(person.id) == []
    assert "Moved on" in visitor.open(f"/office/people/{person.id}").text
    templates = list(session.scalars(sa.select(OutboxRow.template).order_by(OutboxRow.id)))
    assert templates == ["people/mail/role_granted", "people/mail/role_ended"]


def test_the_form_says_what_is_missing(visitor: Visitor, boss: Person) -> None:
    person = make_person("Cleo Marsh")
    page = visitor.open(f"/office/people/{person.id}").form("Give the role").submit()
    assert page.errors == ["Choose a role", "Enter why, for the record"]


def test_filters_and_exports(client: FlaskClient, visitor: Visitor, boss: Person) -> None:
    make_person("=cmd|' /C calc'!A0", email="formula@example.org", roles=(Role.OBSERVER,))
    make_person("Zed", email="zed@example.org")
    page = visitor.open("/office/people?role=observer")
    assert "formula@example.org" in page.text
    assert "zed@example.org" not in page.text
    rows = list(csv.DictReader(io.StringIO(client.get("/office/people/people.csv").data.decode("utf-8-sig"))))
    assert {row["email"] for row in rows} == {boss.email, "formula@example.org", "zed@example.org"}
    assert next(row["name"] for row in rows if row["email"] == "formula@example.org").startswith("'=")
    today = clock.today()
    query = {"day-day": today.day, "day-month": today.month, "day-year": today.year, "role": "observer"}
    assert (
        "formula@example.org"
        not in client.get("/office/people/held.csv", query_string=query | {"role": "trustee"}).text
    )
    assert "formula@example.org" in client.get("/office/people/held.csv", query_string=query).text
    assert "Observer" in visitor.open("/office/people/held", query_string=query).text


@pytest.mark.parametrize("path", ["", "/held", "/invite", "/people.csv"])
def test_others_do_not_get_in(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    path = f"/office/people{path}"
    assert client.get(path).status_code == 302
    sign_in(client, make_person())
    assert client.get(path).status_code == 404
    sign_in(client, make_person(roles=(Role.FUND_MANAGER,)))
    assert client.get(path).status_code == 403
    sign_in(client, make_person(roles=(AREA_ADMIN,)))
    assert client.get(path).status_code == 403


def invite(visitor: Visitor, email: str = "new@example.org") -> Any:
    form = visitor.open("/office/people/invite").form("Send the invitation")
    form.fill("Full name", "Newcomer").fill("Email address", email).fill("Role", "Trustee").fill("Why", "Holds a share")
    return form.submit()


def mailed(app: Flask) -> str:
    """The newest mail, sent."""
    from email import message_from_bytes, policy

    folder = app.config["SETTINGS"].data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()
    send_due()
    (path,) = folder.glob("*.eml")
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    return f"{message['Subject']}\n{message.get_content()}"  # type: ignore[attr-defined]


def test_an_invited_person_joins_with_the_code(
    app: Flask, visitor: Visitor, client: FlaskClient, session: Session, boss: Person
) -> None:
    assert "is on its way to new@example.org" in invite(visitor).text
    text = mailed(app)
    assert text.startswith("You are invited to join\n")
    assert "with the role: Trustee." in text
    code = re.findall(r"^[2-9A-Z]{10}$", text, re.M)[0]
    stranger = Visitor(app.test_client())
    form = stranger.open("/account/invitation").form("Join")
    form.fill("Code from the email", code.lower()).fill("Email address", "other@example.org")
    refused = form.fill("Full name", "Newcomer").fill("Choose a password", PASSWORD).submit()
    assert refused.errors == ["Enter the code from your invitation, and the email address it was sent to"]
    form.fill("Email address", "NEW@example.org")
    assert form.submit().h1 == "Sign in"
    session.expire_all()
    person = queries.person_by_email("new@example.org")
    assert person is not None
    assert person.confirmed_at is not None
    assert queries.live_grants(person.id) == [Grant(Role.TRUSTEE)]
    assert queries.grants_of(person.id)[0].granted_by_id == boss.id
    assert form.submit().errors == ["Enter the code from your invitation, and the email address it was sent to"]


def test_a_withdrawn_invitation_works_no_more(app: Flask, visitor: Visitor, session: Session, boss: Person) -> None:
    invite(visitor)
    code = re.findall(r"^[2-9A-Z]{10}$", mailed(app), re.M)[0]
    visitor.open("/office/people").submit("Withdraw")
    with pytest.raises(DomainError, match="Enter the code"), unit_of_work():
        commands.accept_invitation(
            code,
            email="new@example.org",
            name="N",
            password_hash="x",
            lang="en",
            at=clock.now(),
            on=clock.today(),
            email_secret="{}",
        )


def test_nobody_with_an_account_is_invited(visitor: Visitor, boss: Person) -> None:
    make_person(email="known@example.org")
    assert invite(visitor, "known@example.org").errors == [
        "Somebody already has an account with this email address. Give the role to that person instead"
    ]


def test_an_administrator_removes_a_lost_second_step(visitor: Visitor, session: Session, boss: Person) -> None:
    person = make_person(roles=(Role.OBSERVER,))
    page = visitor.open(f"/office/people/{person.id}").follow("Remove")
    page.form("Remove it").fill("Why", "Lost phone, rang back").submit()
    session.expire_all()
    assert not session.get_one(Person, person.id).has_second_factor()


def test_my_data_and_my_details(visitor: Visitor, client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    person = make_person("Old Name", roles=(Role.OBSERVER,))
    sign_in(client, person)
    page = visitor.open("/account/details").form("Save")
    page.fill("Full name", "New Name").fill("Language of our emails to you", "ur").submit()
    session.expire_all()
    assert (person.name, person.lang) == ("New Name", "ur")
    answer = client.get("/account/my-data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    held = json.loads(answer.text)["people"]
    assert (held["name"], held["roles"][0]["role"]) == ("New Name", "observer")
    assert person.password not in answer.text
    assert [act["verb"] for act in held["acts"]] == ["rename_person"]


def test_closing_an_account_leaves_no_name(
    visitor: Visitor, client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    person = make_person("Gone Away", email="gone@example.org", roles=(Role.OBSERVER,))
    sign_in(client, person)
    form = visitor.open("/account/close").form("Close my account")
    assert form.submit().errors == ["Tick the box to close your account"]
    assert form.fill("I understand that this cannot be undone", True).submit().h1 == "Sign in"
    session.expire_all()
    kept = session.get_one(Person, person.id)
    assert (kept.is_active, kept.password, kept.tf_totp_secret, kept.us_totp_secrets) == (False, None, None, None)
    assert "gone" not in kept.email + kept.name
    assert queries.live_grants(person.id) == []
    assert client.get("/account").status_code == 302


def test_the_last_administrator_cannot_close_their_account(visitor: Visitor, boss: Person) -> None:
    form = visitor.open("/account/close").form("Close my account")
    page = form.fill("I understand that this cannot be undone", True).submit()
    assert page.errors == ["You are the last administrator. Make somebody else an administrator first"]


def test_accounts_never_confirmed_are_overdue(session: Session) -> None:
    from app.people.privacy import overdue

    with clock.at(clock.now() - dt.timedelta(days=40)):
        make_person(is_confirmed=False)
        make_person()
    accounts, _invitations = overdue(clock.today())
    assert accounts.rows == 1
    with unit_of_work():
        assert accounts.erase() == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Person)) == 1


MAILS = {
    "welcome": {"link": "http://localhost/x"},
    "confirm": {"link": "http://localhost/x"},
    "joined_already": {"link": "http://localhost/x", "reset_link": "http://localhost/y"},
    "reset": {"link": "http://localhost/x"},
    "password_changed": {"link": "http://localhost/x"},
    "change_email": {"link": "http://localhost/x"},
    "address_changed": {},
    "code": {"code": "123456"},
    "role_granted": {"role": "trustee", "link": "http://localhost/x"},
    "role_ended": {"role": "trustee", "reason": "left"},
    "invited": {"role": "trustee", "link": "http://localhost/x", "code": "ABCDEFGHJK", "last_day": "1 May 2026"},
    "second_factor_removed": {"link": "http://localhost/x"},
    "account_closed": {},
}


@pytest.mark.parametrize("mail", list(MAILS))
def test_every_mail_can_be_rendered(app: Flask, session: Session, mail: str) -> None:
    from app.core import outbox

    with unit_of_work():
        outbox.put(f"people/mail/{mail}", "a@example.org", name="Ann & Bo", **MAILS[mail])
    subject, _newline, body = mailed(app).partition("\n")
    assert 10 < len(subject) < 70
    assert "Hello Ann & Bo," in body
    assert all(str(value) in body for key, value in MAILS[mail].items() if key != "role")


def test_every_mail_is_tested() -> None:
    from pathlib import Path

    folder = Path(__file__).parents[2] / "templates" / "people" / "mail"
    assert {path.stem for path in folder.glob("*.txt")} == set(MAILS)

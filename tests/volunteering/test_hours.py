"""Volunteer hours: logged in quarters, looked at by another person."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.access import Actor, Function, Role
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed
from app.delivery import queries as projects
from app.delivery.models import LineKind, LogLine, Project
from app.groups import queries as groups
from app.people.models import Person
from app.volunteering.commands import Given, log_hours, verify_hours, void_hours
from app.volunteering.models import HoursEntry, HoursState
from app.volunteering.panels import waiting
from tests.delivery.factories import lead_person, make_actions, make_project, member_of, officer
from tests.groups.factories import acting, join
from tests.people.factories import make_person
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(actions=make_actions(1))


def colleague(project: Project, function: Function) -> Person:
    person = make_person(f"Somebody {function}")
    join(groups.group(project.group_id), person, function)
    return person


def log(project: Project, volunteers: int = 12, each: str = "3", actor: Actor | None = None) -> HoursEntry:
    who = actor or member_of(project)
    given = Given(today(), volunteers, Decimal(each), action_ids=tuple(projects.action_ids_of(project.id)))
    with unit_of_work():
        return log_hours(who, project.id, given, today=today())


def test_hours_of_all_together_are_in_the_log(session: Session, project: Project) -> None:
    """E83: 12 people for 3 hours."""
    assert log(project).hours == 36
    log(project, 1, "0.25")
    assert projects.project_totals(project.id).of(LineKind.HOURS) == Decimal("36.25")
    (action,) = projects.action_ids_of(project.id)
    assert projects.action_line(action).hours == Decimal("36.25")


@pytest.mark.parametrize(
    ("volunteers", "each", "field"),
    [(0, "3", "volunteers"), (2, "24.25", "each"), (2, "0.1", "each"), (2, "0", "each")],
)
def test_hours_that_no_day_has_are_refused(
    session: Session, project: Project, volunteers: int, each: str, field: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        log(project, volunteers, each)
    assert refusal.value.field == field
    assert session.scalar(sa.select(sa.func.count()).select_from(LogLine)) == 0
    assert log(project, 1, "24").hours == 24


@pytest.mark.parametrize("function", list(Function))
def test_a_lead_or_who_looks_after_volunteers_checks(project: Project, function: Function) -> None:
    entry, person = log(project), colleague(project, function)
    may = function in {Function.LEAD, Function.VOLUNTEER_MANAGER}
    actor = acting(person)
    try:
        with unit_of_work():
            verify_hours(actor, entry.id, is_right=True, reason="", today=today())
    except NotAllowed:
        assert not may
    else:
        assert may
        assert entry.state is HoursState.VERIFIED


def test_nobody_checks_their_own_and_nobody_twice(project: Project) -> None:
    entry, boss = log(project), officer()
    with pytest.raises(NotAllowed, match="somebody else must"), unit_of_work():
        verify_hours(member_of(project), entry.id, is_right=True, reason="", today=today())
    with unit_of_work():
        verify_hours(boss, entry.id, is_right=True, reason="", today=today())
    with pytest.raises(NotAllowed, match="already been checked"), unit_of_work():
        verify_hours(boss, entry.id, is_right=False, reason="No", today=today())


def test_rejected_hours_count_no_more(session: Session, project: Project) -> None:
    entry, boss = log(project), officer(Role.FUND_MANAGER)
    with pytest.raises(DomainError, match="Enter what is not right"), unit_of_work():
        verify_hours(boss, entry.id, is_right=False, reason=" ", today=today())
    with unit_of_work():
        verify_hours(boss, entry.id, is_right=False, reason="They were paid", today=today())
    assert projects.project_totals(project.id).of(LineKind.HOURS) == 0
    assert session.scalars(sa.select(LogLine.void_reason)).all() == ["They were paid"]
    other = log(project)
    with unit_of_work():
        void_hours(member_of(project), other.id, "Wrong day")
    assert session.get_one(HoursEntry, other.id).is_void


def test_a_member_logs_hours_and_a_colleague_checks_them(
    app: Flask, visitor: Visitor, client: FlaskClient, sign_in: SignIn, session: Session, project: Project
) -> None:
    sign_in(client, lead_person(project))
    form = visitor.open(f"/my/projects/{project.reference}").follow("Log volunteer hours").form("Log the hours")
    assert form.submit().errors == ["Enter how many volunteers helped", "Enter how many hours"]
    form.fill("How many volunteers helped?", "4").fill("How many hours did each", "1.3").fill(
        "What did they do?", "Cooked"
    )
    assert form.submit().errors == ["Enter hours in quarters, such as 1.25 or 2.5"]
    after = form.fill("How many hours did each", "1:15").submit()
    assert "The hours are logged" in after.text
    assert "1 entry waits to be checked" in after.text
    own = after.follow("Volunteer hours")
    assert "Cooked" in own.text
    assert "They are right" not in own.text

    manager = colleague(project, Function.VOLUNTEER_MANAGER)
    with app.test_request_context():
        (item,) = waiting(acting(manager))
    assert "1 entry of volunteer hours to check" in item.text
    sign_in(client, manager)
    page = visitor.open(item.url)
    assert "Thank you. The hours are checked" in page.submit("They are right").text
    assert session.scalars(sa.select(HoursEntry)).one().state is HoursState.VERIFIED
    assert "5 volunteer hours" in visitor.open(f"/projects/{project.reference}").text


def test_a_colleague_says_that_hours_are_not_right(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, project: Project
) -> None:
    log(project)
    sign_in(client, colleague(project, Function.LEAD))
    page = visitor.open(f"/my/projects/{project.reference}/hours").follow("They are not right")
    assert page.submit("Take them out").errors == ["Enter what is not right"]
    after = page.form("Take them out").fill("What is not right?", "It was in May").submit()
    assert "They no longer count" in after.text
    assert "0 volunteer hours" in visitor.open(f"/projects/{project.reference}").text


def test_hours_of_another_project_are_not_there(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, project: Project
) -> None:
    entry, other = log(project), make_project()
    sign_in(client, lead_person(other))
    assert client.get(f"/my/projects/{other.reference}/hours/{entry.id}/reject").status_code == 404
    token = visitor.open(f"/my/projects/{other.reference}/hours/new").form("Log the hours").values["csrf_token"]
    answer = client.post(f"/my/projects/{other.reference}/hours/{entry.id}/verify", data={"csrf_token": token})
    assert answer.status_code == 404
    sign_in(client, colleague(project, Function.MEMBER))
    assert client.get(f"/my/projects/{project.reference}/hours/{entry.id}/reject").status_code == 404


def test_an_officer_checks_hours_too(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, session: Session, project: Project
) -> None:
    log(project)
    other = log(project, 3, "1")
    sign_in(client, make_person("Olu", roles=(Role.STRATEGY_OFFICER,)))
    page = visitor.open(f"/office/projects/{project.reference}").follow("Volunteer hours")
    assert "The hours are checked" in page.submit("They are right").text
    states = sorted(session.scalars(sa.select(HoursEntry.state)))
    assert states == [HoursState.LOGGED, HoursState.VERIFIED]
    sign_in(client, make_person(roles=(Role.OBSERVER,)))
    assert client.get(f"/office/projects/{project.reference}/hours/{other.id}/reject").status_code == 403

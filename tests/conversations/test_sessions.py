"""Logging sessions: who may, where, when, and the page on a phone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.conversations import queries
from app.conversations.commands import Held, log_session
from app.conversations.models import Channel, ConversationSession, Depth, Dimension
from app.core.access import Actor, Role
from app.core.audit import AuditEntry
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed
from app.delivery.models import LineKind, LogLine, Project
from app.people.models import Person
from tests.delivery.factories import elsewhere, lead_person, make_actions, make_project, member_of, officer, two_wards
from tests.people.factories import make_person
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Person], FlaskClient]
TWELVE = Held(held_on=dt.date(2026, 1, 1), attended=12, has_ground_rules=True)


@pytest.fixture
def wards(session: Session) -> list[uuid.UUID]:
    return two_wards()


@pytest.fixture
def project(wards: list[uuid.UUID]) -> Project:
    return make_project(actions=make_actions(), area_ids=wards)


def log(project: Project, actor: Actor | None = None, **given: object) -> ConversationSession:
    held = dataclasses.replace(TWELVE, **({"held_on": today()} | given))  # type: ignore[arg-type]
    acting = actor or member_of(project)
    with unit_of_work():
        return log_session(acting, project.id, held, today=today())


def test_a_session_writes_its_three_lines(session: Session, project: Project, wards: list[uuid.UUID]) -> None:
    made = log(project, attended=18, new_participants=7, area_id=wards[0])
    lines = session.scalars(sa.select(LogLine).order_by(LogLine.id)).all()
    assert [(line.kind, int(line.quantity), line.area_id) for line in lines] == [
        (LineKind.PARTICIPANTS, 7, wards[0]),
        (LineKind.ATTENDANCES, 18, wards[0]),
        (LineKind.SESSIONS, 1, wards[0]),
    ]
    assert {(line.source_type, line.source_id) for line in lines} == {("conversation_session", str(made.id))}


def test_a_headcount_without_newcomers_counts_visits_only(session: Session, project: Project) -> None:
    """E69."""
    log(project, attended=18)
    assert set(session.scalars(sa.select(LogLine.kind))) == {LineKind.ATTENDANCES, LineKind.SESSIONS}


def test_another_ward_is_refused_to_members_and_needs_a_reason_of_officers(session: Session, project: Project) -> None:
    """S0-05: refused for a facilitator, accepted with a reason for an officer; the reason is in the audit log."""
    away, boss = elsewhere(), officer()
    with pytest.raises(NotAllowed, match="does not work in that area") as refusal:
        log(project, area_id=away, override="We wanted to")
    assert refusal.value.field == "area_id"
    with pytest.raises(NotAllowed, match="Say why") as refusal:
        log(project, boss, area_id=away)
    assert refusal.value.field == "override"
    made = log(project, boss, area_id=away, override="The hall in Northfield was flooded")
    reasons = session.scalars(sa.select(AuditEntry.reason).where(AuditEntry.subject_id == str(made.id))).all()
    assert reasons == ["The hall in Northfield was flooded"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"has_ground_rules": False}, "has_ground_rules"),
        ({"attended": 0}, "attended"),
        ({"attended": 5001}, "attended"),
        ({"new_participants": 13}, "new_participants"),
        ({"new_participants": -1}, "new_participants"),
        ({"background_counts": {"age": {"18-29": 9, "65-plus": 4}}}, "under-18"),
    ],
)
def test_numbers_that_do_not_fit_are_refused_and_nothing_is_kept(
    session: Session, project: Project, given: dict[str, object], field: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        log(project, None, **given)
    assert refusal.value.field == field
    for table in (ConversationSession, LogLine):
        assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


def test_tomorrow_is_refused(project: Project) -> None:
    with pytest.raises(DomainError, match="not in the future"):
        log(project, held_on=today() + dt.timedelta(days=1))


def test_a_project_for_adults_counts_nobody_younger(session: Session, wards: list[uuid.UUID]) -> None:
    """S0-07: 17 is refused where the project starts at 18, and fine where it starts at 16."""
    counts = {"age": {"under-18": 2, "18-29": 5}}
    with pytest.raises(DomainError, match="aged 18 and over"):
        log(make_project(min_age=18), background_counts=counts)
    assert log(make_project(min_age=16), background_counts=counts).background_counts == counts


def test_encounters_leave_out_sessions_of_one_group(project: Project) -> None:
    """S1-03."""
    log(project, background_counts={"age": {"18-29": 6, "30-49": 4, "65-plus": 2}, "culture": {"asian": 12}})
    log(project, background_counts={"culture": {"white": 12}})
    log(project, background_counts={"faith": {"muslim": 3, "christian": 2}}, depth=Depth.FLEETING)
    log(project)
    found = queries.encounters(project.id)
    assert (found.sessions, found.mixed, found.meaningful) == (3, 2, 1)
    assert {d: round(i, 3) for d, i in found.mixing.items()} == {Dimension.AGE: 0.611, Dimension.CULTURE: 0.0}


@pytest.mark.slow
def test_a_member_logs_a_session_on_a_phone(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, session: Session, project: Project
) -> None:
    """At most 12 taps: the button, two numbers, the tick, the button; the rest is filled in."""
    sign_in(client, lead_person(project))
    form = visitor.open(f"/my/projects/{project.reference}").follow("Log a session").form("Log the session")
    assert form.submit().errors == [
        "Enter how many people came",
        "Tick the box: every session starts with the ground rules",
    ]
    form.fill("How many people came?", "18").fill("How many of them came to this project", "19")
    refused = form.fill("We shared the ground rules", True).submit()
    assert refused.errors == ["Enter how many of those who came were there for the first time"]
    assert "The session is logged" in form.fill("How many of them came to this project", "7").submit().text
    made = session.scalars(sa.select(ConversationSession)).one()
    assert (made.held_on, made.attended, made.new_participants) == (today(), 18, 7)
    assert (made.channel, made.depth, made.lang) == (Channel.TALK, Depth.MEANINGFUL, "en")
    assert made.area_id is not None
    assert "7 people took part" in visitor.open(f"/projects/{project.reference}").text
    assert "7 participants in conversations" in visitor.open("/plan/action-number-1").text
    assert "7 participants in conversations" in visitor.open("/plan/action-number-2").text


def test_a_tampered_ward_and_action_are_refused(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, session: Session, project: Project
) -> None:
    sign_in(client, lead_person(project))
    for name, value in (("area_id", elsewhere()), ("action_ids", uuid.uuid4())):
        form = visitor.open(f"/my/projects/{project.reference}/sessions/new").form("Log the session")
        form.fill("How many people came?", "18").fill("We shared the ground rules", True)
        form.values[name] = [str(value)]
        assert len(form.submit().errors) == 1, name
    assert session.scalar(sa.select(sa.func.count()).select_from(LogLine)) == 0


def test_an_officer_logs_in_another_ward_with_a_reason(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, project: Project
) -> None:
    sign_in(client, make_person("Olu", roles=(Role.STRATEGY_OFFICER,)))
    form = visitor.open(f"/office/projects/{project.reference}").follow("Log a session").form("Log the session")
    form.fill("How many people came?", "18").fill("We shared the ground rules", True).fill("Ward", "Elsewhere")
    assert form.submit().errors == ["Say why it was logged outside the project's areas"]
    assert "The session is logged" in form.fill("Why was it outside", "The hall was flooded").submit().text


def test_a_projects_page_says_who_met_whom(visitor: Visitor, project: Project) -> None:
    log(project, background_counts={"age": {"18-29": 6, "30-49": 4, "65-plus": 2}})
    page = visitor.open(f"/projects/{project.reference}")
    assert "In 1 session people were asked about their backgrounds." in page.text
    assert "0.61" in page.text

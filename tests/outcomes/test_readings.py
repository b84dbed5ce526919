"""Readings of indicators: in their unit, with their base, apart from official observations."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import DomainError
from app.delivery import queries as projects
from app.delivery.models import LineKind, LogLine, LogLineAction, Project
from app.outcomes.commands import Measured, log_reading, void_reading
from app.outcomes.models import OutcomeReading
from app.people.models import Person
from app.strategy.models import Action, Indicator, Unit
from tests.delivery.factories import lead_person, make_actions, make_project, member_of
from tests.strategy.factories import make_indicator
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def actions(session: Session) -> list[Action]:
    return make_actions(2)


@pytest.fixture
def project(actions: list[Action]) -> Project:
    return make_project(actions=actions)


def log(project: Project, indicator: Indicator, value: str, base: int | None = 40) -> OutcomeReading:
    measured = Measured(indicator.id, today(), Decimal(value), base, how="A show of hands")
    with unit_of_work():
        return log_reading(member_of(project), project.id, measured, today=today())


def test_a_reading_counts_towards_the_action_it_tells_about(
    session: Session, project: Project, actions: list[Action]
) -> None:
    indicator = make_indicator("I1", unit=Unit.PERCENT, action=actions[0])
    log(project, indicator, "62.5")
    line = session.scalars(sa.select(LogLine)).one()
    assert (line.kind, line.quantity, line.unit, line.base) == (LineKind.READING, Decimal("62.5"), "percent", 40)
    assert line.indicator_id == indicator.id
    assert session.scalars(sa.select(LogLineAction.action_id)).all() == [actions[0].id]
    assert projects.action_line(actions[0].id).readings == 1


@pytest.mark.parametrize(
    ("unit", "value", "base", "field"),
    [
        (Unit.PERCENT, "100.5", 40, "value"),
        (Unit.PERCENT, "50", None, "base"),
        (Unit.PERCENT, "50", 0, "base"),
        (Unit.MEAN, "3.5", None, "base"),
        (Unit.COUNT, "3.5", None, "value"),
        (Unit.COUNT, "-1", None, "value"),
    ],
)
def test_values_that_are_none_of_the_unit_are_refused(
    session: Session, project: Project, actions: list[Action], unit: Unit, value: str, base: int | None, field: str
) -> None:
    indicator = make_indicator("I1", unit=unit, action=actions[0])
    with pytest.raises(DomainError) as refusal:
        log(project, indicator, value, base)
    assert refusal.value.field == field
    assert session.scalar(sa.select(sa.func.count()).select_from(LogLine)) == 0


def test_a_measure_of_another_action_is_refused(session: Session, actions: list[Action]) -> None:
    project = make_project(actions=[])
    with pytest.raises(DomainError, match="does not serve that measure"):
        log(project, make_indicator("I1", action=actions[0]), "3", None)


def test_a_void_reading_is_gone_from_the_public_pages(
    visitor: Visitor, project: Project, actions: list[Action]
) -> None:
    made = log(project, make_indicator("I1", unit=Unit.PERCENT, action=actions[0]), "62.5")
    assert "62.5%" in visitor.open(f"/projects/{project.reference}").text
    with unit_of_work():
        void_reading(member_of(project), made.id, "Asked the wrong people")
    assert "62.5%" not in visitor.open(f"/projects/{project.reference}").text


def test_a_member_logs_a_reading_and_the_indicator_shows_it_apart(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, project: Project, actions: list[Action]
) -> None:
    make_indicator("I1", unit=Unit.PERCENT, action=actions[0], name="People who trust their neighbours")
    sign_in(client, lead_person(project))
    form = visitor.open(f"/my/projects/{project.reference}").follow("Log a reading").form("Log the reading")
    assert form.submit().errors == ["Enter what you found"]
    assert form.fill("What did you find?", "62.5%").submit().errors == ["Enter how many people you asked"]
    form.fill("How many people did you ask?", "40").fill("How did you measure it?", "A show of hands")
    assert "The reading is logged" in form.submit().text
    page = visitor.open("/plan/indicators/I1")
    assert "What projects measured" in page.text
    assert "They are not official figures" in page.text
    for words in ("62.5%", "40", "A show of hands", project.title):
        assert words in page.text, words
    assert "62.5%" in visitor.open(f"/log?project={project.reference}&kind=reading").text


@pytest.mark.parametrize(("value", "base"), [("50", 9), ("90", 40), ("2.5", 40)])
def test_readings_of_few_people_are_hidden(
    visitor: Visitor, project: Project, actions: list[Action], value: str, base: int
) -> None:
    log(project, make_indicator("I1", unit=Unit.PERCENT, action=actions[0]), value, base)
    for path in (f"/projects/{project.reference}", "/plan/indicators/I1", f"/log?project={project.reference}"):
        text = visitor.open(path).text
        assert "too few people to show" in text, path
        assert f"{value}%" not in text, path


def test_a_project_without_measures_says_so(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, project: Project
) -> None:
    sign_in(client, lead_person(project))
    page = visitor.open(f"/my/projects/{project.reference}/readings/new")
    assert "have no measures yet" in page.text

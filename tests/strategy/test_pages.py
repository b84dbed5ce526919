"""The plan over HTTP: what everybody reads, and how officers keep it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.clock import today
from app.core.db import unit_of_work
from app.people.models import Person
from app.strategy import commands, queries
from app.strategy.models import ActionState, Rag, StrategyState
from tests.areas.factories import make_set
from tests.people.factories import make_person
from tests.support.browser import Page, Visitor
from tests.support.pages import labels, text_of

from .factories import KEEPER, actions_of, make_indicator, make_officer, make_strategy, officer_of
from .test_import import GOOD, csv_of

SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture
def person(session: Session) -> Person:
    return make_person(name="Olu", roles=(Role.STRATEGY_OFFICER,))


@pytest.fixture
def officer(client: FlaskClient, visitor: Visitor, sign_in: SignIn, person: Person) -> Visitor:
    sign_in(client, person)
    return visitor


def test_before_the_first_plan(visitor: Visitor) -> None:
    assert "No plan yet" in visitor.open("/plan").text
    assert visitor.open("/plan/versions").status == 200
    assert visitor.open("/plan/indicators").status == 200


def test_a_draft_is_nobodys_business(visitor: Visitor) -> None:
    strategy = make_strategy(adopt=False)
    assert "No plan yet" in visitor.open("/plan").text
    action = actions_of(strategy)["1.1"]
    for path in (f"/plan/{action.slug}", "/plan/versions/1", "/plan/versions/1/csv", "/plan/pdf"):
        assert visitor.open(path).status == 404


def test_the_plan_is_filtered_by_its_address(visitor: Visitor) -> None:
    ward = make_set("North", "South").areas[0]
    strategy = make_strategy(adopt=False)
    action = actions_of(strategy)["1.1"]
    words = {"code": "1.1", "title": "Only in North"}
    with unit_of_work():
        commands.save_action(action.objective_id, action.id, words, area_ids=[ward.id], actor=KEEPER)
        commands.adopt(strategy.id, adopted_by="Board", adopted_on=today(), minute_reference="", actor=KEEPER)
    form = visitor.open("/plan").form("Show results")
    assert "2 actions" in form.fill("Area", "North").submit().text
    page = form.fill("Area", "South").submit()
    assert "1 action" in page.text
    assert "1.1 Only in North" not in page.links()
    assert "No action fits" in form.fill("Status", "Complete").submit().text
    assert visitor.open("/plan?pillar=9&area=x&state=flying").status == 200
    assert "1.1 Only in North" in visitor.open(f"/areas/{ward.slug}").links()


def test_an_action_shows_what_it_is_measured_by(visitor: Visitor) -> None:
    action = actions_of(make_strategy())["1.1"]
    none = make_indicator("N1", action=action)
    seen = make_indicator("S1", action=action, baseline=Decimal(10), baseline_on=dt.date(2025, 3, 31))
    first, second = make_officer("Ann"), make_officer("Bo")
    with unit_of_work():
        commands.set_target(seen.id, due_on=dt.date(2200, 3, 31), value=Decimal(50), reason="", actor=KEEPER)
        for year, value in ((2025, 12), (2026, 30)):
            day = dt.date(year, 6, 30)
            facts = commands.Reading(day, day, "Count", value=Decimal(value))
            made = commands.enter_observation(seen.id, facts, actor=first)
            commands.approve_observation(made.id, on=day, actor=second)
        commands.enter_observation(none.id, commands.Reading(day, day, "Count", value=Decimal(777)), actor=first)
    page = visitor.open(f"/plan/{action.slug}")
    assert cells(page, "Measure N1") == ["No baseline", "Nothing seen yet", "No target", ""]
    assert cells(page, "Measure S1") == ["10 (Mar 2025)", "30 (Jun 2026)", "50 (Mar 2200)", "Getting better"]
    assert "777" not in page.text
    assert 'alt="Measure S1: from 12 (30 June 2025) to 30 (30 June 2026)"' in page.response.text
    chart = page.response.text.split('<img src="/charts/')[1].split('"')[0]
    assert visitor.client.get(f"/charts/{chart}").status_code == 200
    assert "777" not in page.follow("Measure N1").text


def cells(page: Page, name: str) -> list[str]:
    """What stands in the row of this name."""
    rows = [row for row in page.tree.iter("tr") if any(text_of(head) == name for head in row.iter("th"))]
    return [text_of(cell) for cell in rows[0].iter("td")]


def test_a_hidden_value_is_hidden_everywhere(visitor: Visitor) -> None:
    indicator, first, second = make_indicator("H1"), make_officer("Ann"), make_officer("Bo")
    day = dt.date(2026, 6, 30)
    with unit_of_work():
        facts = commands.Reading(day, day, "Count", value=Decimal(3))
        made = commands.enter_observation(indicator.id, facts, is_suppressed=True, actor=first)
        commands.approve_observation(made.id, on=day, actor=second)
    page = visitor.open("/plan/indicators/h1")
    assert "Hidden: too few people" in page.text
    assert "Nothing seen yet" in visitor.open("/plan/indicators").text


def test_the_plan_as_files(visitor: Visitor) -> None:
    make_strategy()
    assert visitor.client.get("/plan/pdf").data.startswith(b"%PDF-")
    listing = visitor.client.get("/plan/versions/1/csv")
    assert listing.text.splitlines()[0].startswith("\ufeffObjective,Activity,Target areas,Milestones,")
    assert "Action number 2" in listing.text


@pytest.mark.parametrize("path", ["", "/first", "/indicators", "/indicators/new", "/template.csv"])
def test_who_comes_in(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    assert client.get(f"/office/strategy{path}").status_code == 302
    for roles, status in (((), 404), ((Role.ADMINISTRATOR,), 403), ((Role.STRATEGY_OFFICER,), 200)):
        sign_in(client, make_person(roles=roles))
        assert client.get(f"/office/strategy{path}").status_code == status


@pytest.mark.slow
def test_an_officer_writes_the_first_plan(officer: Visitor) -> None:
    form = officer.open("/office/strategy").follow("Start the plan").form("Save")
    assert "Enter the title" in form.submit().errors
    form.fill("Title", "Together").fill("First year", "2027").fill("Last year", "2026").fill("Vision", "A good place.")
    for part in ("belong", "feel understood", "feel safe", "can take part"):
        label = next(
            words for words in labels_of(form) if words.startswith("In our words") and part.split()[-1] in words
        )
        form.fill(label, f"We {part}.")
    assert form.submit().errors == ["The last year must not be before the first"]
    page = form.fill("Last year", "2030").submit()
    assert page.path == "/office/strategy/versions/1"
    page = page.follow("Add a pillar").form("Save").fill("Number", "1").fill("Name", "Getting on").submit()
    page = page.follow("Add an objective").form("Save").fill("Objective", "People learn").submit()
    form = (
        page.follow("Add an action").form("Save").fill("Number", "1.1").fill("Title", "English").fill("What", "Groups")
    )
    page = form.date("starts_on", dt.date(2027, 5, 1)).date("due_on", dt.date(2027, 4, 1)).submit()
    assert page.errors == ["The end must be the same as or after the start"]
    page = form.date("due_on", dt.date(2028, 4, 1)).fill("Partners", "College\n\nLibrary").submit()
    assert "1.1 English" in page.text
    assert actions_of(queries.strategy(1))["1.1"].partners == ["College", "Library"]
    form = page.follow("Adopt this version").form("Adopt").fill("Who adopted it", "Executive")
    page = form.date("adopted_on", dt.date(2027, 3, 1)).fill("Minute reference", "14").submit()
    assert "The plan is in force" in page.text
    assert "Change the vision" not in page.links()
    assert "1.1 English" in officer.open("/plan").links()


def labels_of(form: Any) -> list[str]:
    return sorted(labels(form.element).values())


def test_an_adopted_version_shows_no_way_to_edit_and_refuses_all(officer: Visitor) -> None:
    strategy = make_strategy()
    action = actions_of(strategy)["1.1"]
    path = f"/office/strategy/objectives/{action.objective_id}/actions/{action.id}"
    page = officer.open(path).form("Save").fill("Title", "Another").submit()
    assert page.errors == ["This version was adopted and cannot be changed. Start a new version instead"]
    assert queries.action(action.id).title == "Action number 1"


def test_two_officers_at_one_action_lose_nothing(officer: Visitor) -> None:
    action = actions_of(make_strategy(adopt=False))["1.1"]
    form = officer.open(f"/office/strategy/objectives/{action.objective_id}/actions/{action.id}").form("Save")
    with unit_of_work():
        commands.save_action(action.objective_id, action.id, {"code": "1.1", "title": "First"}, actor=KEEPER)
    page = form.fill("Title", "Second").submit()
    assert page.errors == ["Someone changed this while you had it open. Look at it again before you decide"]
    assert 'value="Second"' in page.response.text
    assert queries.action(action.id).title == "First"


@pytest.mark.slow
def test_a_new_version_by_hand(officer: Visitor) -> None:
    make_strategy()
    page = officer.open("/office/strategy/versions/1").follow("Start a new version")
    assert page.form("Start the new version").submit().errors == ["Enter why a new version is needed"]
    page = page.form("Start the new version").fill("Why a new version", "One year on").submit()
    assert page.path == "/office/strategy/versions/2"
    page = page.follow("1.1 Action number 1").form("Save").fill("Title", "Reworded").submit()
    page = page.form("Start the consultation").submit()
    assert "In consultation" in page.text
    page = page.follow("Adopt this version")
    assert "Changed: 1.1 Reworded" in page.text
    form = page.form("Adopt").fill("Who adopted it", "Executive").date("adopted_on", dt.date(2026, 4, 1))
    assert "The plan is in force" in form.submit().text
    assert queries.strategy(1).state is StrategyState.SUPERSEDED
    listing = officer.open("/plan/versions")
    assert "Action number 1" in listing.follow("Version 1").text
    assert "Changed: 1.1 Reworded" in listing.follow("Version 2").text


def test_parts_of_a_draft_are_removed(officer: Visitor) -> None:
    action = actions_of(make_strategy(adopt=False))["1.1"]
    page = officer.open(f"/office/strategy/objectives/{action.objective_id}/actions/{action.id}")
    page = page.form("Remove it, with all that is under it").submit()
    assert "1 action" in page.text
    pillar = queries.plan(queries.strategy(1).id)[0]
    page = officer.open(f"/office/strategy/versions/1/pillars/{pillar.id}")
    assert "No pillars yet" in page.form("Remove it, with all that is under it").submit().text


def import_page(officer: Visitor, content: bytes, name: str = "plan.csv") -> Page:
    form = officer.open("/office/strategy/versions/1").follow("Take in a spreadsheet").form("Take it in")
    return form.fill("The action plan", (content, name)).submit()


def test_a_plan_with_faults_is_refused_whole(officer: Visitor) -> None:
    make_set("North")
    make_strategy(adopt=False)
    wrong = GOOD | {"Target areas": "Atlantis", "Milestones": "31/02/2027: six", "Outcome measures year 1": "=1+1"}
    page = import_page(officer, csv_of(GOOD | {"Target areas": "North"}, wrong))
    assert "Nothing was taken in: there are 3 faults" in page.text
    for words in ("Row 3, Target areas:", "Row 3, Milestones:", "Row 3, Outcome measures year 1:"):
        assert words in page.text
    assert len(actions_of(queries.strategy(1))) == 2
    assert import_page(officer, b"\xff\xfe").errors == ["Save the file as CSV UTF-8 and choose it again"]


def test_a_plan_without_fault_is_taken_in(officer: Visitor) -> None:
    make_set("North")
    make_strategy(adopt=False)
    page = import_page(officer, csv_of(GOOD | {"Target areas": "North"}))
    assert "1 action taken in" in page.text
    assert [area.name for area in actions_of(queries.strategy(1))["1.3"].areas] == ["North"]


def test_progress_is_said_by_one_and_confirmed_by_another(officer: Visitor, person: Person, sign_in: SignIn) -> None:
    action = actions_of(make_strategy())["1.1"]
    path = f"/office/strategy/actions/{action.id}"
    form = officer.open(path).form("Save").pick("In progress").pick("At risk")
    assert form.submit().errors == ["Enter the reason why it is amber or red"]
    page = form.fill("Reason", "The hall burnt down").submit()
    assert "Somebody else has to confirm it" in page.text
    assert officer.client.post(f"{path}/confirm").status_code in {400, 409}
    sign_in(officer.client, make_person(name="Bo", roles=(Role.STRATEGY_OFFICER,)))
    assert "Confirmed" in officer.open(path).form("Confirm").submit().text
    public = officer.open(f"/plan/{action.slug}")
    assert "The hall burnt down" in public.text
    assert "Not yet confirmed" not in public.text


def test_an_overdue_action_is_not_green(officer: Visitor) -> None:
    """E92."""
    strategy = make_strategy(adopt=False)
    action = actions_of(strategy)["1.1"]
    words = {"code": "1.1", "title": "Late", "starts_on": dt.date(2020, 1, 1), "due_on": dt.date(2020, 2, 1)}
    with unit_of_work():
        commands.save_action(action.objective_id, action.id, words, actor=KEEPER)
        commands.adopt(strategy.id, adopted_by="Board", adopted_on=today(), minute_reference="", actor=KEEPER)
    form = officer.open(f"/office/strategy/actions/{action.id}").form("Save").pick("In progress").pick("On track")
    assert form.submit().errors == ["This action is overdue, so it cannot be green"]
    assert "Overdue" in officer.open(f"/plan/{action.slug}").text


@pytest.mark.slow
def test_steps_and_indicators_of_an_action(officer: Visitor) -> None:
    action = actions_of(make_strategy())["1.1"]
    make_indicator("I1")
    page = officer.open(f"/office/strategy/actions/{action.id}").follow("Add a step")
    form = page.form("Save").fill("What will be done", "Ten hubs").date("due_on", dt.date(2026, 3, 31))
    page = form.fill("Kind of step", "Set-up").submit()
    assert "Ten hubs" in page.text
    page = page.follow("Done: Ten hubs").form("Save").date("done_on", dt.date(2200, 1, 1)).submit()
    assert page.errors == ["The day must be today or earlier"]
    page = page.form("Save").date("done_on", dt.date(2026, 3, 1)).submit()
    assert "Done 1 March 2026" in page.text
    page = page.follow("Add an indicator").form("Add").fill("Indicator", "I1 Measure I1").submit()
    assert "I1 Measure I1" in page.links()
    assert "No indicator yet" in page.form("Take off Measure I1").submit().text


@pytest.mark.slow
def test_a_value_is_entered_by_one_and_approved_by_another(officer: Visitor, sign_in: SignIn) -> None:
    page = officer.open("/office/strategy/indicators").follow("Add an indicator")
    form = (
        page.form("Save").fill("Short code", "P1").fill("Name", "People who belong").fill("Measured as", "Percentage")
    )
    assert form.fill("Baseline", "60").submit().errors == ["Enter the date of the baseline"]
    page = form.date("baseline_on", dt.date(2025, 3, 31)).submit()
    page = page.follow("Set a target").form("Save").fill("Target", "70").date("due_on", dt.date(2028, 3, 31)).submit()
    form = page.follow("Enter a value").form("Save").fill("How many", "650").fill("Of how many", "1000")
    form.date("from_on", dt.date(2025, 4, 1)).date("to_on", dt.date(2026, 3, 31)).fill("Source", "Survey")
    page = form.submit()
    assert "65%" in page.text and "Waits for somebody else" in page.text
    assert "65%" not in officer.open("/plan/indicators/p1").text
    sign_in(officer.client, make_person(name="Bo", roles=(Role.STRATEGY_OFFICER,)))
    assert "People who belong" in officer.open("/office/strategy").links()
    page = officer.open(page.path).form("Approve 31 March 2026").submit()
    assert "Public" in page.text
    assert "65%" in officer.open("/plan/indicators/p1").text
    form = page.follow("Correct").form("Save").fill("How many", "640")
    assert form.submit().errors == ["Enter what was wrong and what changed"]
    page = form.fill("Note", "Ten counted twice").submit()
    assert "Corrected later" in page.text


def test_two_officers_waiting_lists(officer: Visitor, person: Person) -> None:
    from app.core.ports import ports

    action, indicator = actions_of(make_strategy())["1.1"], make_indicator()
    other = make_officer("Bo")
    day = dt.date(2026, 6, 30)
    with unit_of_work():
        commands.report_progress(
            action.id, state=ActionState.IN_PROGRESS, rag=Rag.GREEN, reason="", on=day, actor=other
        )
        commands.enter_observation(indicator.id, commands.Reading(day, day, "x", value=Decimal(4)), actor=other)
    with officer.client.application.test_request_context():
        mine = [item.kind for source in ports().queue for item in source(officer_of(person))]
        theirs = [item.kind for source in ports().queue for item in source(other)]
    assert {"observation", "rag"} <= set(mine)
    assert not {"observation", "rag"} & set(theirs)

"""The pages of projects as visitors, groups and officers walk them, by label and without JavaScript."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.access import Function, Role
from app.core.clock import today
from app.core.db import db, unit_of_work
from app.core.outbox import send_due
from app.delivery import commands, presenters, queries
from app.delivery.commands.contributions import Claim
from app.delivery.models import Contribution, ContributionState, LineKind, Project, ProjectState
from app.people.models import Person
from tests.groups.factories import join
from tests.people.factories import make_person
from tests.support.browser import Visitor

from .factories import accept, lead_person, make_actions, make_award, make_project, member_of, officer, two_wards
from .test_commands import claim, decide, log

SignIn = Callable[[FlaskClient, Person], FlaskClient]


@pytest.fixture
def project(session: Session) -> Project:
    return make_project(actions=make_actions(), area_ids=two_wards(), title="Soup on Fridays")


def test_the_list_is_searched_and_filtered(visitor: Visitor, project: Project) -> None:
    make_project(title="Walks by the beck", theme="green-spaces")
    page = visitor.open("/projects")
    assert "Soup on Fridays" in page.text
    assert "2 projects" in page.text
    found = page.form("Show results").fill("Words in the project", "beck").submit()
    assert ("Walks by the beck" in found.text, "Soup on Fridays" in found.text) == (True, False)
    assert "Walks" not in page.form("Show results").fill("Theme", "Food and growing").submit().text
    assert "Walks" not in page.form("Show results").fill("Ward", "Northfield").submit().text
    none = page.form("Show results").fill("State", "Paused").submit()
    assert "No project fits" in none.text
    assert "Walks" not in visitor.open("/projects?action=action-number-1").text
    assert visitor.client.get("/projects?action=nothing").status_code == 404


def test_a_projects_page_says_what_it_did(visitor: Visitor, project: Project) -> None:
    log(project, 38, 24)
    page = visitor.open(f"/projects/{project.reference.lower()}")
    assert page.h1 == "Soup on Fridays"
    for words in (
        "24 people took part",
        "1 session",
        "38 visits in all",
        "£1,500",
        "1.1 Action number 1",
        "Northfield",
    ):
        assert words in page.text, words
    lines = page.follow("people took part")
    assert lines.h1 == "People who came for the first time"
    assert "In all: 24" in lines.text
    assert "25" in lines.text  # one line, rounded
    assert visitor.client.get("/projects/PJ-NOTHIN").status_code == 404


def test_a_page_of_the_log_has_the_newest_day_first() -> None:
    days = [dt.date(2026, 7, 18), dt.date(2026, 11, 1), dt.date(2026, 9, 26)]
    entries = [presenters.LogEntry("Session", day, "", [], False, "", False, "session", "") for day in days]
    assert [entry.on for entry in presenters.by_day(entries)] == [days[1], days[2], days[0]]


def test_small_numbers_are_hidden_on_every_page(visitor: Visitor, project: Project) -> None:
    log(project, 4, 3)
    page = visitor.open(f"/projects/{project.reference}")
    assert "fewer than 5 people took part" in page.text
    lines = page.follow("people took part")
    assert "In all: fewer than 5" in lines.text
    assert "fewer than 5" in lines.text


def test_the_action_says_in_one_line_what_changed(visitor: Visitor, session: Session) -> None:
    actions = make_actions(2)
    award, proposal = make_award(actions=actions, amount_pence=1_840_000)
    with unit_of_work():
        db.session.merge(proposal).starts_on = today() - dt.timedelta(days=30)
    accept(award)
    project = queries.project_of_award(award.id)
    assert project is not None
    log(project, 300, 214)
    decide(officer(), claim(project, "3", action_id=actions[0].id), "3")
    page = visitor.open(f"/plan/{actions[0].slug}")
    line = "Action 1.1: 214 participants in conversations, 1 group, £18,400, 3 accepted changes"
    assert line in page.text, page.text[page.text.find("What the fund") :][:300]
    assert "1 project also serves other actions; its money is counted whole in each" in page.text
    assert page.follow("214 participants").h1 == "People who came for the first time"
    assert proposal.title in page.follow("1 group").text
    assert "Together they were given £18,400, to 1 group" in page.follow("£18,400").text
    changes = page.follow("3 accepted changes")
    assert "Three tables now meet without us." in changes.text
    assert "3 changes" in changes.text
    assert "It became a project" in visitor.open(f"/proposals/{proposal.reference}").text


@pytest.mark.parametrize("query", ["", "?kind=hours", "?action=action-number-1&kind=nothing"])
def test_there_is_no_log_of_everything(visitor: Visitor, project: Project, query: str) -> None:
    assert visitor.client.get(f"/log{query}").status_code == 404
    assert visitor.client.get(f"/log?action=action-number-1&project={project.reference}").status_code == 404


def test_a_group_takes_a_record_out_with_a_reason(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, project: Project
) -> None:
    log(project, 38, 24)
    sign_in(client, lead_person(project))
    page = visitor.open("/my/projects").follow("Open")
    assert "Visits to sessions: 38" in page.text
    taking = page.follow("Take it out")
    assert taking.submit("Take it out").errors == ["Enter why it is taken out"]
    after = taking.form("Take it out").fill("Why?", "Counted twice").submit()
    assert "It no longer counts" in after.text
    assert "Counted twice" in after.text
    assert "0 people took part" in after.text
    assert "Take it out" not in after.links()


@pytest.mark.slow
def test_a_claim_is_made_read_and_decided(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, project: Project, session: Session
) -> None:
    sign_in(client, lead_person(project))
    form = visitor.open(f"/my/projects/{project.reference}").follow("Say what changed").form("Send to the council")
    assert "Say what is different now" in form.submit().errors
    form.fill("What did you change?", "Action 1.1: Action number 1").fill("How many changes", "3")
    sent = form.fill("What is different now", "Three tables meet without us.").submit()
    assert "The council will read what you changed" in sent.text
    assert "Waiting for the council" in sent.text
    assert "Three tables" not in visitor.open(f"/projects/{project.reference}").text

    sign_in(client, make_person("Olu", roles=(Role.STRATEGY_OFFICER,)))
    page = visitor.open("/office/contributions").follow("Action 1.1: Action number 1")
    answer = page.form("Decide").fill("Less of it", True)
    assert answer.submit().errors == ["Enter how much you accept"]
    answer.fill("How much do you accept?", "2")
    assert answer.submit().errors == ["Say why, so that the group can read it"]
    assert "Decided" in answer.fill("Why not all of it?", "One is only planned").submit().text
    made = session.query(Contribution).one()
    assert (made.state, made.accepted) == (ContributionState.PART_ACCEPTED, Decimal(2))
    public = visitor.open(f"/projects/{project.reference}")
    assert "Accepted in part 2 changes" in public.text
    assert "Three tables meet without us." in public.text
    assert "One is only planned" not in public.text
    assert send_due() == 1

    sign_in(client, lead_person(project))
    assert "One is only planned" in visitor.open(f"/my/projects/{project.reference}").text


def test_what_waits_stands_in_the_officers_queue(session: Session, project: Project) -> None:
    from app.delivery.panels import waiting

    made = claim(project)
    boss = officer()
    from flask import current_app

    with current_app.test_request_context():
        (item,) = waiting(boss)
        assert item.url == f"/office/contributions/{made.id}"
        assert list(waiting(officer(Role.OBSERVER))) == []
        assert list(waiting(member_of(project))) == []


def test_others_projects_are_not_there(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, project: Project
) -> None:
    made = log(project, 12)
    mine = make_project()
    person = make_person("Bea")
    from app.groups import queries as groups

    join(groups.group(mine.group_id), person, Function.MEMBER)
    sign_in(client, person)
    base = f"/my/projects/{project.reference}"
    for path in ("", "/claim", "/sessions/new", "/hours/new", "/readings/new", "/hours"):
        assert client.get(base + path).status_code == 404, path
    assert client.get(f"{base}/log/conversation_session/{made.id}/void").status_code == 404
    swapped = f"/my/projects/{mine.reference}/log/conversation_session/{made.id}/void"
    assert client.get(swapped).status_code == 404


def test_the_portfolio_filters_sorts_and_exports(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, project: Project
) -> None:
    make_project(title="=Walks", amount_pence=900_000)
    log(project, 3, 2)
    sign_in(client, make_person("Olu", roles=(Role.STRATEGY_OFFICER,)))
    page = visitor.open("/office/projects?sort=amount")
    assert page.text.index("=Walks") < page.text.index("Soup on Fridays")
    rows = list(csv.DictReader(io.StringIO(client.get("/office/projects.csv?q=soup").text)))
    assert [(row["title"], row["participants"], row["amount_gbp"]) for row in rows] == [
        ("Soup on Fridays", "2", "1500.00")
    ]
    assert "'=Walks" in client.get("/office/projects.csv").text
    page = page.follow("Soup on Fridays")
    assert "Visits to sessions: 3" in page.text
    form = page.follow("Change the state").form("Change the state").fill("New state", "Paused")
    assert form.submit().errors == ["Enter why"]
    assert "The group has been told" in form.fill("Why?", "No hall for now").submit().text
    assert queries.project(project.id).state is ProjectState.PAUSED


@pytest.mark.parametrize("path", ["projects", "projects.csv", "contributions"])
def test_only_those_who_follow_projects_get_in(client: FlaskClient, sign_in: SignIn, path: str) -> None:
    assert client.get(f"/office/{path}").status_code == 302
    sign_in(client, make_person())
    assert client.get(f"/office/{path}").status_code == 404
    sign_in(client, make_person(roles=(Role.OBSERVER,)))
    assert client.get(f"/office/{path}").status_code == 403
    sign_in(client, make_person(roles=(Role.FUND_MANAGER,)))
    assert client.get(f"/office/{path}").status_code == 200


def test_a_fund_manager_of_another_fund_sees_nothing_of_it(
    visitor: Visitor, client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    from app.core.access import Grant, Scope
    from tests.funds.factories import make_fund

    award, _proposal = make_award(actions=make_actions(1))
    accept(award)
    found = queries.project_of_award(award.id)
    assert found is not None
    made = claim(found)
    other = make_fund()
    sign_in(client, make_person(roles=(Grant(Role.FUND_MANAGER, Scope.FUND, other.id),)))
    assert found.reference not in visitor.open("/office/projects").text
    assert client.get(f"/office/projects/{found.reference}").status_code == 403
    assert client.get(f"/office/contributions/{made.id}").status_code == 403
    sign_in(client, make_person(roles=(Grant(Role.FUND_MANAGER, Scope.FUND, found.fund_id),)))
    assert found.reference in visitor.open("/office/projects").text
    assert client.get(f"/office/contributions/{made.id}").status_code == 200


def test_pages_in_urdu_keep_the_words_of_the_group(client: FlaskClient, project: Project) -> None:
    words = "اب تین میزیں ہمارے بغیر ملتی ہیں۔"
    claimed = Claim(
        narrative=words, amount=Decimal(1), action_id=next(iter(queries.action_ids_of(project.id))), lang="ur"
    )
    mine, boss = member_of(project), officer()
    with unit_of_work():
        made = commands.claim_contribution(mine, project.id, claimed, today=today())
    decide(boss, made, "1")
    client.set_cookie("lang", "ur")
    answer = client.get(f"/projects/{project.reference}")
    assert answer.status_code == 200
    assert words in answer.text
    assert 'lang="ur"' in answer.text
    assert client.get(f"/log?project={project.reference}&kind={LineKind.SESSIONS.value}").status_code == 200

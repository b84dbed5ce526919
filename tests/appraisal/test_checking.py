"""Officers check proposals, ask groups, pass or refuse; groups answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.appraisal import commands, queries
from app.appraisal.models import CheckResult, InterestEffect, QueryState
from app.appraisal.rules import RULES
from app.core import clock, retention
from app.core.access import Grant, Role, Scope
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.outbox import OutboxRow
from app.core.ports import ports
from app.funds import queries as funds
from app.proposals import queries as proposals
from app.proposals.models import Proposal, ProposalState
from tests.groups.factories import acting, join, make_group
from tests.people.factories import make_person
from tests.proposals.factories import make_action, make_proposal
from tests.support.browser import Page, Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]
S = ProposalState
ALL_FINE = {rule.key: (CheckResult.PASS, "") for rule in RULES}


@pytest.fixture
def sent(session: Session) -> Proposal:
    return make_proposal(state=S.SUBMITTED, group=make_group(make_person(name="Lena Lead")), title="Soup on Fridays")


@pytest.fixture
def checker(session: Session) -> Any:
    return make_person(name="Chris Checker", roles=(Role.ELIGIBILITY_CHECKER,))


def checklist(page: Page, results: dict[str, str], notes: dict[str, str]) -> Page:
    form = page.form("Save the checklist")
    for rule in RULES:
        form.values[f"result_{rule.key}"] = [results.get(rule.key, "pass")]
        form.values[f"note_{rule.key}"] = [notes.get(rule.key, "")]
    return form.submit()


@pytest.mark.slow
def test_a_checker_ticks_the_rules_and_passes(
    session: Session, visitor: Visitor, sign_in: SignIn, sent: Proposal, checker: Any
) -> None:
    sign_in(visitor.client, checker)
    page = visitor.open("/office/appraisal").follow("Soup on Fridays")
    assert "11 rules are not met or not checked yet" in page.text
    page = checklist(page, {"account": "waived"}, {})
    assert page.errors == ["Write a note for each rule that is not simply met"]
    page = checklist(page, {"account": "waived"}, {"account": "A holder will be found"})
    page = page.follow("Pass").submit("Pass")
    assert "Meets the rules" in page.text and "Chris Checker" in page.text
    assert proposals.proposal(sent.id).state is S.ELIGIBLE
    assert visitor.open(f"/proposals/{sent.reference}").h1 == "Soup on Fridays"
    assert session.scalars(sa.select(OutboxRow.template)).all() == ["appraisal/mail/passed"]
    verbs = session.scalars(sa.select(AuditEntry.verb).where(AuditEntry.actor_id == checker.id)).all()
    assert verbs == ["save_checks", "set_state", "pass_proposal"]
    assert "Nothing here" in visitor.open("/office/appraisal").text
    assert "Soup on Fridays" in visitor.open("/office/appraisal?state=eligible&sort=title&order=down").text


@pytest.mark.slow
def test_a_question_goes_to_the_group_and_back(
    app: Flask, session: Session, visitor: Visitor, sign_in: SignIn, sent: Proposal, checker: Any
) -> None:
    asked_at = dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)
    lead = session.get_one(type(checker), queries_lead(sent))
    with clock.at(asked_at):
        sign_in(visitor.client, checker)
        page = visitor.open(f"/office/appraisal/{sent.reference}").follow("Ask the group")
        page = page.form("Send the question").fill("Your question to the group", "Who has the key?").submit()
        assert "8 June 2027" in page.text
        assert proposals.proposal(sent.id).state is S.QUERY
        sign_in(visitor.client, lead)
        page = visitor.open(f"/my/proposals/{sent.reference}")
        assert "Who has the key?" in page.text and "Please answer by 8 June 2027" in page.text
        page = page.follow("Your idea").form("Save and go on").fill("Title", "Soup on Mondays").submit()
        assert not page.errors, "while we ask, the group may change the proposal"
        page = visitor.open(f"/my/proposals/{sent.reference}").follow("Answer")
        assert page.submit("Send the answer").errors == ["Write your answer"]
        page = page.form("Send the answer").fill("Your answer", "The caretaker has it").submit()
        assert "The caretaker has it" in page.text
    found = proposals.proposal(sent.id)
    assert (found.state, found.title) == (S.SUBMITTED, "Soup on Mondays")
    templates = session.scalars(sa.select(OutboxRow.template).order_by(OutboxRow.id)).all()
    assert templates == ["appraisal/mail/asked", "appraisal/mail/answered"]
    query = queries.queries_of(sent.id)[0]
    assert query.state is QueryState.ANSWERED
    assert "already been answered" in visitor.open(f"/my/proposals/{sent.reference}/questions/{query.id}").text
    with pytest.raises(WrongState), unit_of_work():
        commands.answer_query(acting(lead), query.id, "Again", now=now())


def queries_lead(proposal: Proposal) -> Any:
    from app.groups import queries as groups

    return groups.leads(proposal.group_id)[0].id


def test_another_group_cannot_read_or_answer_the_question(
    session: Session, client: FlaskClient, sign_in: SignIn, sent: Proposal, checker: Any
) -> None:
    with unit_of_work():
        query_id = commands.ask_query(acting(checker), sent.id, "Who has the key?", now=now()).id
    outsider = make_person()
    mine = make_proposal(state=S.QUERY, group=make_group(outsider))
    sign_in(client, outsider)
    assert client.get(f"/my/proposals/{sent.reference}/questions/{query_id}").status_code == 404
    assert client.get(f"/my/proposals/{mine.reference}/questions/{query_id}").status_code == 404


def test_refusing_needs_a_reason_and_tells_how_to_appeal(
    app: Flask, session: Session, visitor: Visitor, sign_in: SignIn, sent: Proposal, checker: Any
) -> None:
    with clock.at(dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)):
        sign_in(visitor.client, checker)
        page = visitor.open(f"/office/appraisal/{sent.reference}").follow("Refuse")
        assert page.submit("Refuse").errors == ["Give the reason, in words the group will understand"]
        page = page.form("Refuse").fill("Why does it not meet the rules?", "It is for members only").submit()
        assert "Refused" in page.text and "15 June 2027" in page.text
        sign_in(visitor.client, session.get_one(type(checker), queries_lead(sent)))
        page = visitor.open(f"/my/proposals/{sent.reference}")
        assert "It is for members only" in page.text and "funds@council.example by 15 June 2027" in page.text
    assert session.scalars(sa.select(OutboxRow.template)).all() == ["appraisal/mail/refused"]
    assert visitor.client.get(f"/proposals/{sent.reference}").status_code == 404
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "refuse_proposal")).one()
    assert entry.reason == "It is for members only"


def test_an_officer_of_the_group_may_look_and_not_decide(
    session: Session, visitor: Visitor, sign_in: SignIn, sent: Proposal, checker: Any
) -> None:
    from app.groups import queries as groups

    join(groups.group(sent.group_id), checker)
    sign_in(visitor.client, checker)
    page = visitor.open(f"/office/appraisal/{sent.reference}")
    assert "You are a member of this group, so someone else must check its proposal" in page.text
    assert "Save the checklist" not in page.text
    assert visitor.client.get(f"/office/appraisal/{sent.reference}/pass").status_code == 403
    for work in (
        lambda: commands.save_checks(acting(checker), sent.id, ALL_FINE, now=now()),
        lambda: commands.pass_proposal(acting(checker), sent.id, now=now()),
        lambda: commands.refuse_proposal(acting(checker), sent.id, "No", now=now()),
        lambda: commands.ask_query(acting(checker), sent.id, "Why?", now=now()),
    ):
        with pytest.raises(NotAllowed, match="member of this group"), unit_of_work():
            work()


def test_a_declared_interest_is_shown_and_bars(
    session: Session, visitor: Visitor, sign_in: SignIn, sent: Proposal, checker: Any
) -> None:
    sign_in(visitor.client, checker)
    form = visitor.open(f"/office/appraisal/{sent.reference}").follow("Declare an interest").form("Declare")
    page = form.fill("What ties you to this proposal", "My sister cooks there").submit()
    assert "My sister cooks there" in page.text
    assert "You have declared an interest in this proposal" in page.text
    with pytest.raises(NotAllowed, match="declared an interest"), unit_of_work():
        commands.refuse_proposal(acting(checker), sent.id, "No", now=now())
    with unit_of_work():
        commands.declare_interest(acting(checker), sent.id, "I once ate there", InterestEffect.NONE, now=now())
    assert len(queries.interests(sent.id)) == 1
    with unit_of_work():
        commands.refuse_proposal(acting(checker), sent.id, "No", now=now())


def test_a_rule_that_is_not_met_keeps_it_from_passing(session: Session, sent: Proposal, checker: Any) -> None:
    actor = acting(checker)
    with unit_of_work():
        commands.save_checks(actor, sent.id, ALL_FINE | {"area": (CheckResult.FAIL, "In Leeds")}, now=now())
    with pytest.raises(NotAllowed, match="1 rules are not met"), unit_of_work():
        commands.pass_proposal(actor, sent.id, now=now())
    with pytest.raises(DomainError, match="not known"), unit_of_work():
        commands.save_checks(actor, sent.id, {"made-up": (CheckResult.PASS, "")}, now=now())


def test_a_question_is_taken_back(
    session: Session, visitor: Visitor, sign_in: SignIn, sent: Proposal, checker: Any
) -> None:
    with unit_of_work():
        commands.ask_query(acting(checker), sent.id, "Who has the key?", now=now())
    sign_in(visitor.client, checker)
    visitor.open(f"/office/appraisal/{sent.reference}").submit("Take the question back")
    assert proposals.proposal(sent.id).state is S.SUBMITTED
    assert queries.open_query(sent.id) is None


def test_the_list_shows_only_the_funds_of_the_checker(
    session: Session, visitor: Visitor, sign_in: SignIn, sent: Proposal
) -> None:
    own = make_proposal(state=S.SUBMITTED, title="=cmd() in my fund")
    fund_id = funds.call(own.call_id).fund_id
    sign_in(visitor.client, make_person(roles=(Grant(Role.ELIGIBILITY_CHECKER, Scope.FUND, fund_id),)))
    page = visitor.open("/office/appraisal")
    assert "1 proposal" in page.text and "Soup on Fridays" not in page.text
    assert visitor.client.get(f"/office/appraisal/{sent.reference}").status_code == 403
    csv = visitor.client.get("/office/appraisal/proposals.csv").text
    assert "'=cmd() in my fund" in csv and "Soup on Fridays" not in csv


def test_drafts_are_not_shown_to_officers(session: Session, client: FlaskClient, sign_in: SignIn, checker: Any) -> None:
    draft = make_proposal()
    sign_in(client, checker)
    assert client.get(f"/office/appraisal/{draft.reference}").status_code == 404


def test_queues(app: Flask, session: Session, sent: Proposal, checker: Any) -> None:
    lead = session.get_one(type(checker), queries_lead(sent))

    def texts(person: Any) -> list[str]:
        return [item.text for source in ports().queue for item in source(acting(person))]

    with app.test_request_context():
        assert any("Check Soup on Fridays" in text for text in texts(checker))
        with unit_of_work():
            commands.ask_query(acting(checker), sent.id, "Who has the key?", now=now())
        assert texts(checker) == []
        assert texts(lead) == ["Answer our question about Soup on Fridays"]
    with clock.at(now() + dt.timedelta(days=20)), app.test_request_context():
        assert texts(checker) == ["No answer yet: Soup on Fridays"]


def test_the_whole_way_from_draft_to_eligible(session: Session, checker: Any) -> None:
    from app.proposals import commands as writing

    lead = make_person()
    draft = make_proposal(group=make_group(lead), action_ids=(make_action().id,))
    with unit_of_work():
        writing.submit_proposal(acting(lead), draft.id, now=now())
    with unit_of_work():
        commands.save_checks(acting(checker), draft.id, ALL_FINE, now=now())
        commands.pass_proposal(acting(checker), draft.id, "Fine", now=now())
    assert proposals.eligible_for_round([draft.pot_id]) == [draft]
    decision = queries.decision(draft.id)
    assert decision is not None and decision.reason == "Fine"


def test_a_refused_proposal_loses_its_people_after_a_year(
    app: Flask, session: Session, sent: Proposal, checker: Any
) -> None:
    """`domain.md` vi.2: 1 year, then anonymous; what was asked for and why it was refused stay."""
    refused_at = dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)
    with clock.at(refused_at), unit_of_work():
        commands.refuse_proposal(acting(checker), sent.id, "Outside the district", now=refused_at)
    assert [each.what for each in retention.overdue(dt.date(2028, 5, 30))] == []
    due = [each for each in retention.overdue(dt.date(2028, 6, 2)) if each.what == "Refused proposals"]
    assert [each.rows for each in due] == [1]
    with unit_of_work():
        retention.erase_overdue(acting(checker), dt.date(2028, 6, 2))
    found = proposals.proposal(sent.id)
    assert (found.title, found.state_reason) == ("Soup on Fridays", "Outside the district")
    assert (found.started_by_id, found.submitted_by_id, found.description, found.need) == (None, None, "", "")
    assert not any(section["by"] for section in found.sections.values())
    assert [each.what for each in retention.overdue(dt.date(2028, 6, 2))] == []

"""Funds, pots, calls and the ledger, over HTTP and by command."""

from __future__ import annotations

import datetime as dt
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.access import Grant, Role, Scope
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, WrongState
from app.core.outbox import OutboxRow
from app.funds import commands, queries
from app.funds.models import CallState, LedgerKind
from tests.funds.factories import MANAGER, make_call, make_fund, make_pot
from tests.people.factories import make_person
from tests.proposals.factories import make_proposal
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]


class Subject:
    """Something that money is promised to."""

    __tablename__ = "award"

    def __init__(self) -> None:
        self.id = uuid.uuid4()


@pytest.mark.slow
def test_an_officer_sets_up_fund_pot_and_call(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    sign_in(visitor.client, make_person(roles=(Role.FUND_MANAGER,)))
    form = visitor.open("/office/funds").follow("Start a fund").form("Save")
    form.fill("Name of the fund", "Sparks fund").fill("How much is it in all?", "£10,000")
    form.date("starts_on", today()).date("ends_on", today() + dt.timedelta(days=300))
    page = form.submit()
    assert page.h1 == "Sparks fund"
    form = (
        page.follow("Add a pot").form("Save").fill("Name of the pot", "Main pot").fill("How much is in it?", "10,001")
    )
    page = form.submit()
    assert page.errors == ["Only £10,000 of the fund is left"]
    page = page.form("Save").fill("How much is in it?", "9,000.50").submit()
    assert "£9,000.50" in page.text and "£999.50" in page.text
    form = page.follow("Draft a call").form("Save")
    form.fill("Title", "Small sparks").fill("What is this call for, in plain words?", "Money for neighbours")
    form.fill("Who can apply?", "Any group").fill("How can people apply without the internet?", "Ask us")
    form.pick("Main pot").fill("The least a group can ask for", "300").fill("The most a group can ask for", "5000")
    form.fill("Email address for questions", "funds@council.example")
    form.date("opens_at", today() + dt.timedelta(days=3), "9:00")
    form.date("closes_at", today() + dt.timedelta(days=2), "12 noon")
    page = form.submit()
    assert page.errors == ["The call must close after it opens"]
    page = page.form("Save").date("closes_at", today() + dt.timedelta(days=30), "12 noon").submit()
    assert page.h1 == "Small sparks" and "Draft" in page.text
    assert visitor.open("/calls/small-sparks").status == 404, "a draft is not public"
    assert "Residents cannot see it yet" in page.follow("See how it will look").text
    page = page.submit("Publish the call")
    assert visitor.open("/calls/small-sparks").h1 == "Small sparks"
    assert "Coming soon" in visitor.open("/calls").text
    call = queries.call_by_slug("small-sparks")
    assert (call.min_pence, call.max_pence, call.state) == (30_000, 500_000, CallState.PUBLISHED)


def test_pots_never_add_up_to_more_than_the_fund(session: Session) -> None:
    fund = make_fund(total_pence=100_000)
    make_pot(fund, amount_pence=60_000)
    with pytest.raises(DomainError, match="Only £400 of the fund is left"):
        make_pot(fund, amount_pence=40_001)
    pot = make_pot(fund, amount_pence=40_000)
    facts = {"name": fund.name, "total_pence": 99_999, "starts_on": fund.starts_on, "ends_on": fund.ends_on}
    with pytest.raises(DomainError, match="already add up to £1,000"), unit_of_work():
        commands.edit_fund(MANAGER, fund.id, facts, seen=fund.version)
    with pytest.raises(DomainError, match="of the fund is left"), unit_of_work():
        commands.edit_pot(MANAGER, pot.id, {"name": pot.name, "amount_pence": 40_001}, seen=pot.version)


def test_money_is_never_promised_twice(session: Session) -> None:
    pot, subject = make_pot(amount_pence=100_000), Subject()
    with unit_of_work():
        commands.commit_money(pot.id, 70_000, subject, MANAGER, today())
    assert queries.pot_balance(pot.id) == 30_000
    with pytest.raises(WrongState, match="Only £300 of the pot is left"), unit_of_work():
        commands.commit_money(pot.id, 30_001, Subject(), MANAGER, today())
    with unit_of_work():
        commands.pay_money(pot.id, 20_000, subject, MANAGER, today())
    assert queries.pot_balance(pot.id) == 30_000, "paying does not free money"
    with pytest.raises(WrongState), unit_of_work():
        commands.release_money(pot.id, 50_001, subject, MANAGER, today())
    with unit_of_work():
        commands.release_money(pot.id, 50_000, subject, MANAGER, today())
        commands.return_money(pot.id, 5_000, subject, MANAGER, today())
    assert queries.pot_balance(pot.id) == 85_000
    assert queries.subject_money(pot.id, "award", subject.id) == queries.SubjectMoney(15_000, 15_000)
    with pytest.raises(WrongState), unit_of_work():
        commands.return_money(pot.id, 15_001, subject, MANAGER, today())
    with pytest.raises(WrongState), unit_of_work():
        commands.pay_money(pot.id, 1, subject, MANAGER, today())
    with pytest.raises(DomainError), unit_of_work():
        commands.commit_money(pot.id, 0, subject, MANAGER, today())
    kinds = [entry.kind for entry in queries.ledger([pot.id])]
    assert kinds == [LedgerKind.RETURNED, LedgerKind.RELEASED, LedgerKind.PAID, LedgerKind.COMMITTED]
    with pytest.raises(DomainError, match="already promised"), unit_of_work():
        commands.edit_pot(MANAGER, pot.id, {"name": pot.name, "amount_pence": 14_999}, seen=pot.version)


def test_two_officers_at_once_cannot_overspend(committed: Flask) -> None:
    pot = make_pot(amount_pence=100_000)
    outcomes: list[str] = []
    gate = threading.Barrier(2)

    def take() -> None:
        with committed.app_context():
            gate.wait()
            try:
                with unit_of_work():
                    commands.commit_money(pot_id, 60_000, Subject(), MANAGER, today())
            except WrongState:
                outcomes.append("refused")
            else:
                outcomes.append("taken")
            finally:
                db.session.remove()

    pot_id = pot.id
    db.session.rollback()
    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "taken"]
    assert queries.pot_balance(pot_id) == 40_000


def test_more_time_is_for_all_and_told_to_all_drafters(
    app: Flask, session: Session, visitor: Visitor, sign_in: SignIn
) -> None:
    call = make_call()
    make_proposal(call=call)
    make_proposal(call=call)
    sign_in(visitor.client, make_person(roles=(Role.FUND_MANAGER,)))
    form = visitor.open(f"/office/funds/calls/{call.id}").follow("Give more time").form("Give more time")
    earlier = form.date("closes_at", today() + dt.timedelta(days=1), "12:00").fill("Why?", "Flood").submit()
    assert "never closes earlier" in earlier.errors[0]
    page = earlier.form("Give more time").date("closes_at", today() + dt.timedelta(days=40), "12:00").submit()
    assert page.h1 == call.title
    assert queries.call(call.id).first_closes_at is not None
    templates = session.scalars(sa.select(OutboxRow.template)).all()
    assert templates == ["proposals/mail/more_time"] * 2
    assert "More time was given" in visitor.open(f"/calls/{call.slug}").text


def test_an_open_call_cannot_be_changed(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    call = make_call()
    sign_in(client, make_person(roles=(Role.FUND_MANAGER,)))
    assert client.get(f"/office/funds/calls/{call.id}/edit").status_code == 403


def test_a_manager_of_one_fund_does_not_see_another(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    mine, other = make_fund(), make_fund()
    sign_in(client, make_person(roles=(Grant(Role.FUND_MANAGER, Scope.FUND, mine.id),)))
    assert client.get(f"/office/funds/{mine.id}").status_code == 200
    assert client.get(f"/office/funds/{other.id}").status_code == 403
    assert client.get(f"/office/funds/{other.id}/ledger.csv").status_code == 403
    assert client.get("/office/funds/new").status_code == 403
    assert other.name not in client.get("/office/funds").text


def test_a_call_page_in_each_phase(session: Session, visitor: Visitor) -> None:
    day = dt.timedelta(days=1)
    calls = {
        "Coming soon": make_call(opens_at=now() + day, closes_at=now() + 9 * day),
        "Open": make_call(),
        "Closed": make_call(opens_at=now() - 9 * day, closes_at=now() - day),
        "In the archive": make_call(state=CallState.ARCHIVED),
    }
    listing = visitor.open("/calls").text
    for phase, call in calls.items():
        page = visitor.open(f"/calls/{call.slug}")
        assert phase in page.text and call.title in listing
        assert ("Start a proposal" in page.text) is (phase == "Open")
        assert "Ask for a paper form." in page.text


def test_ledger_page_and_file(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    pot = make_pot(amount_pence=100_000, name="=Main pot")
    with unit_of_work():
        commands.commit_money(pot.id, 70_050, Subject(), MANAGER, today(), "Offer")
    sign_in(visitor.client, make_person(roles=(Role.FUND_MANAGER,)))
    assert "£700.50" in visitor.open(f"/office/funds/{pot.fund_id}/ledger").text
    text = visitor.client.get(f"/office/funds/{pot.fund_id}/ledger.csv").text
    assert "700.50" in text and "'=Main pot" in text, "a formula in a cell is made harmless"

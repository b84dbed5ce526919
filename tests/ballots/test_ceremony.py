"""The officers' pages of the box over HTTP: passphrases, key, test envelope, held voters, opening, receipts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.ballots import commands, queries
from app.core import clock, key_files
from app.core.access import Grant, Role, Scope
from app.core.audit import AuditEntry
from app.core.db import db, unit_of_work
from app.core.events import publish
from app.core.jobs import run_due
from app.people.models import Person
from app.register import queries as register
from app.register.models import Voter
from app.rounds.commands import close_round
from app.rounds.events import RoundCancelled
from app.rounds.models import Round, RoundState
from tests.ballots.factories import PASSPHRASES, cast, make_round, make_voter, make_ward, trustees_of
from tests.people.factories import make_person
from tests.support.browser import Page, Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]


def grant_trustees(round_: Round) -> list[Person]:
    """The trustees hold their role, as the lock gives it to them."""
    from app.core.access import SYSTEM
    from app.core.clock import today
    from app.core.db import unit_of_work
    from app.people.commands import Part, give

    people = trustees_of(round_)
    with unit_of_work():
        for person in people:
            give(person.id, Part(Role.TRUSTEE, Scope.ROUND, round_.id), actor=SYSTEM, from_on=today())
    return people


def two_trustees(page: Page, button: str, second: str = PASSPHRASES[1]) -> Page:
    form = page.form(button).fill("First trustee", "Trustee 1").fill("First trustee: passphrase", PASSPHRASES[0])
    return form.fill("Second trustee", "Trustee 2").fill("Second trustee: passphrase", second).submit()


@pytest.mark.usefixtures("session")
@pytest.mark.slow
def test_the_key_ceremony(client: FlaskClient, sign_in: SignIn) -> None:
    round_ = make_round(has_box=False)
    slug, visitor = round_.slug, Visitor(client)
    people = grant_trustees(round_)
    with_keys = f"/office/rounds/{slug}/keys"
    for person, words in zip(people, PASSPHRASES, strict=True):
        sign_in(client, person)
        page = visitor.open(with_keys).follow("Choose my passphrase")
        page = (
            page.form("Choose this passphrase").fill("Passphrase", words).fill("The same passphrase", "other").submit()
        )
        assert page.errors == ["Both passphrases must be the same"]
        form = page.form("Choose this passphrase").fill("Passphrase", words).fill("The same passphrase", words)
        page = form.submit()
        assert page.h1 == "Recovery sheet"
        assert words not in page.text
        assert visitor.open(f"{with_keys}/passphrase").status == 403
    page = visitor.open(with_keys).submit("Make the key")
    assert "The key is made" in page.text
    page = page.follow("Open the test envelope")
    page = two_trustees(page, "Open the test envelope", second="not the passphrase")
    assert page.errors == ["This is not the passphrase or recovery code of this trustee"]
    page = two_trustees(page, "Open the test envelope")
    assert "Voting can begin" in page.text
    db.session.expire_all()
    assert db.session.get_one(Round, round_.id).box_ready_at is not None


@pytest.mark.usefixtures("session")
def test_the_same_trustee_twice_is_refused(client: FlaskClient, sign_in: SignIn) -> None:
    round_ = make_round()
    sign_in(client, grant_trustees(round_)[0])
    with clock.at(round_.closes_at + dt.timedelta(minutes=1)):
        page = Visitor(client).open(f"/office/rounds/{round_.slug}/opening")
        form = page.form("Open all envelopes").fill("Second trustee", "Trustee 1")
        form.fill("First trustee: passphrase", PASSPHRASES[0]).fill("Second trustee: passphrase", PASSPHRASES[0])
        assert form.submit().errors == ["Choose two different trustees"]


@pytest.mark.usefixtures("session")
@pytest.mark.slow
def test_the_opening_page_says_what_is_missing(client: FlaskClient, sign_in: SignIn) -> None:
    round_, area = make_round(), make_ward()
    make_voter(round_, area, "Ann Lee")
    cast(make_voter(round_, area, "Ann Lee").voter.id, [1])
    sign_in(client, make_person("Rosa Ro", roles=(Role.RETURNING_OFFICER,)))
    visitor, path = Visitor(client), f"/office/rounds/{round_.slug}/opening"
    assert "when voting has closed" in visitor.open(path).text
    with clock.at(round_.closes_at + dt.timedelta(minutes=1)):
        page = visitor.open(path)
        assert "1 held vote must be decided before the opening" in page.text
        page = page.follow("Decide the held voters")
        assert page.h1 == f"Register: {round_.name}"
        page = page.follow("Decide about Ann Lee")
        assert page.text.count("Ann Lee") >= 2
        page = page.submit("Save the decision")
        assert page.errors == ["Choose accept or refuse", "Say why you decided this"]
        page = (
            page.form("Save the decision").pick("Accept this voter").fill("Why you decided", "Father and son").submit()
        )
        assert "The voter is accepted" in page.text
        assert visitor.open(path).h1 == "Open the ballot box"


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("page", ["keys", "opening", "register"])
def test_officers_of_other_things_are_refused(client: FlaskClient, sign_in: SignIn, page: str) -> None:
    round_ = make_round(has_box=False)
    path = f"/office/rounds/{round_.slug}/{page}"
    sign_in(client, make_person(roles=(Role.STRATEGY_OFFICER,)))
    assert client.get(path).status_code == 403
    elsewhere = Grant(Role.RETURNING_OFFICER, Scope.ROUND, make_ward().id)
    sign_in(client, make_person(roles=(elsewhere,)))
    assert client.get(path).status_code == 403
    sign_in(client, make_person())
    assert client.get(path).status_code == 404


@pytest.mark.slow
def test_the_opening_and_what_it_leaves(committed: Flask, sign_in: SignIn) -> None:
    round_, area = make_round(), make_ward()
    receipts = [cast(make_voter(round_, area).voter.id, [1, 2]) for _ in range(3)]
    people = grant_trustees(round_)
    slug, round_id, closes_at = round_.slug, round_.id, round_.closes_at
    client = sign_in(committed.test_client(), people[2])
    with clock.at(closes_at + dt.timedelta(minutes=1)):
        page = Visitor(client).open(f"/office/rounds/{slug}/opening")
        assert "There are 3 envelopes in the box" in page.text
        page = two_trustees(page, "Open all envelopes")
        assert page.h1 == "The ballot box is open"
        assert "are destroyed, on disk too" in page.text
    assert not key_files.exists(commands.server_key_name(round_id))
    assert not key_files.exists(f"draft-{round_id.hex}")
    page = Visitor(committed.test_client()).open(f"/rounds/{slug}/receipts")
    assert all(receipt in page.text for receipt in receipts)
    assert "There are 3 ballots of this kind" in page.text
    page = page.form("Find").fill("Your receipt", receipts[0].lower()).submit()
    assert "your vote was in the box" in page.text
    assert ["".join(mark.itertext()) for mark in page.tree.iter("mark")] == [receipts[0]]
    assert "Online: 3 receipts" in page.text
    with patch("app.ballots.views.public.PAGE", 1):
        for place, receipt in enumerate(sorted(receipts)):
            found = Visitor(committed.test_client()).open(f"/rounds/{slug}/receipts?find={receipt}")
            assert ["".join(mark.itertext()) for mark in found.tree.iter("mark")] == [receipt]
            (listed,) = ["".join(each.itertext()) for each in found.tree.iter("code")]
            page = Visitor(committed.test_client()).open(f"/rounds/{slug}/receipts?page={place + 1}")
            assert listed == receipt and receipt in page.text
    db.session.rollback()
    assert queries.valid_ballots(round_id) == 3
    assert db.session.query(Voter).count() == 3


@pytest.mark.usefixtures("session")
def test_receipts_are_published_only_after_the_opening(client: FlaskClient) -> None:
    round_ = make_round()
    cast(make_voter(round_, make_ward()).voter.id, [1])
    assert client.get(f"/rounds/{round_.slug}/receipts").status_code == 404


@pytest.mark.usefixtures("session")
def test_desk_staff_give_a_lost_code_anew(client: FlaskClient, sign_in: SignIn) -> None:
    round_ = make_round()
    voter = make_voter(round_, make_ward(), "Bea Low").voter
    sign_in(client, make_person("Desk", roles=(Role.DESK_STAFF,)))
    page = Visitor(client).open(f"/office/rounds/{round_.slug}/register")
    assert "Nobody of that name" in page.form("Find").fill("Name or postcode", "Zed").submit().text
    page = page.form("Find").fill("Name or postcode", "low bea").submit().submit("Give Bea Low a new code")
    code = re.search(r'id="voting-code"[^>]*>([^<]+)<', page.response.text)
    assert code
    found = register.voter_by_code(round_.id, code[1])
    assert found is not None
    assert found.id == voter.id
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.verb, entry.actor_name) == ("issue_code", "Desk")
    assert client.get(f"/office/rounds/{round_.slug}/register/{voter.id}").status_code == 403


@pytest.mark.usefixtures("session")
def test_what_was_not_cast_goes_soon_after_the_close() -> None:
    round_, area = make_round(), make_ward()
    voter_id = make_voter(round_, area).voter.id
    with unit_of_work():
        commands.keep_draft(voter_id, shown=[1], ticked=[1], received_at=clock.now())
    with clock.at(round_.closes_at), unit_of_work():
        close_round(round_.id, round_.closes_at)
    with clock.at(round_.closes_at + dt.timedelta(minutes=9)):
        run_due()
    assert queries.draft(voter_id) is not None
    with clock.at(round_.closes_at + dt.timedelta(minutes=11)):
        run_due()
    assert queries.draft(voter_id) is None


@pytest.mark.slow
def test_a_cancelled_rounds_envelopes_are_destroyed_unopened(committed: Flask) -> None:
    round_ = make_round()
    round_id = round_.id
    cast(make_voter(round_, make_ward()).voter.id, [1])
    with unit_of_work():
        db.session.get_one(Round, round_id).state = RoundState.CANCELLED
        publish(RoundCancelled(round_id))
    run_due()
    db.session.rollback()
    assert queries.envelope_count(round_id) == 0
    assert queries.key_shares(round_id) == {}
    assert not key_files.exists(commands.server_key_name(round_id))

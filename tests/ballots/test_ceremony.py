"""The officers' pages of the box over HTTP: passphrases, key, test envelope, held voters, opening, receipts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.ballots import commands, queries
from app.core import clock, key_files
from app.core.access import Grant, Role, Scope
from app.core.db import db
from app.people.models import Person
from app.register.models import Voter
from app.rounds.models import Round
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
    db.session.rollback()
    assert queries.valid_ballots(round_id) == 3
    assert db.session.query(Voter).count() == 3


@pytest.mark.usefixtures("session")
def test_receipts_are_published_only_after_the_opening(client: FlaskClient) -> None:
    round_ = make_round()
    cast(make_voter(round_, make_ward()).voter.id, [1])
    assert client.get(f"/rounds/{round_.slug}/receipts").status_code == 404

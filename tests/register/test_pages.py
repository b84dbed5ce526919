"""The register's pages over HTTP without scripts, by label: proof, desk, telephone, lists, organisations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.ballots.models import Envelope
from app.core.access import Role
from app.core.db import db, unit_of_work
from app.core.outbox import OutboxRow, _compose
from app.register import commands
from app.register.models import Channel, Entitlement, Voter, VoterState
from app.rounds.models import Electorate, Proof, Round, RoundElectorate
from tests.ballots.factories import make_round, make_voter, make_ward, returning_officer
from tests.ballots.test_journey import register
from tests.groups.factories import join, make_group
from tests.people.factories import make_person
from tests.register.test_proof import round_with
from tests.support.browser import Page, Visitor

pytestmark = pytest.mark.usefixtures("session")
SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture(autouse=True)
def _ward(session: Session) -> Iterator[None]:
    make_ward("Manningham", "BD8 8AA")
    yield


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn) -> Visitor:
    """Somebody at a desk."""
    return Visitor(sign_in(client, make_person("Dee Desk", roles=(Role.DESK_STAFF,))))


@pytest.fixture
def office(client: FlaskClient, sign_in: SignIn) -> Visitor:
    """A returning officer."""
    return Visitor(sign_in(client, make_person("Rosa Ro", roles=(Role.RETURNING_OFFICER,))))


def only_voter(name: str) -> Voter:
    db.session.expire_all()
    return db.session.scalars(sa.select(Voter).where(Voter.name == name)).one()


def test_a_voter_proves_an_address_by_the_numbers_that_were_sent(visitor: Visitor, session: Session) -> None:
    round_ = round_with(Proof.EMAIL_CODE)
    page = register(visitor, round_).follow("See what you can do")
    assert page.h1 == "What your vote waits for"
    assert page.submit("Send the numbers by email").errors == ["Enter your email address"]
    page = page.form("Send the numbers by email").fill("Your email address", "ann@example.org").submit()
    assert "We have sent you 6 numbers" in page.text
    body = _compose(session.scalars(sa.select(OutboxRow)).one()).as_string()
    digits = re.findall(r"\b\d{6}\b", body)[0]
    wrong = "000000" if digits != "000000" else "111111"
    again = page.form("Confirm").fill("The 6 numbers that we sent you", wrong).submit()
    assert again.errors == ["These are not the numbers that we sent you last. Check them"]
    done = again.form("Confirm").fill("The 6 numbers that we sent you", digits).submit()
    assert done.h1 == "Your vote does not wait" and "accepted as a voter" in done.text
    assert only_voter("Ann Lee").state is VoterState.ACCEPTED


def test_the_page_of_proof_is_for_somebody_who_is_in(visitor: Visitor) -> None:
    round_ = round_with(Proof.EMAIL_CODE)
    assert visitor.open(f"/vote/{round_.slug}/proof").path == f"/vote/{round_.slug}/"


def walk_in(page: Page, name: str, **more: object) -> Page:
    form = page.form("Register").fill("Full name", name).fill("Postcode", "BD8 8AA").pick("Yes").pick("I live here")
    for label, value in more.items():
        form.fill(label.replace("_", " "), value)
    return form.submit()


def test_a_desk_searches_then_registers_and_checks_a_walk_in(desk: Visitor) -> None:
    """E44."""
    round_ = round_with(Proof.DESK, channels=(Channel.ONLINE, Channel.PAPER))
    page = desk.open(f"/office/rounds/{round_.slug}/desk/new")
    assert page.path.endswith("/desk") and "Search the register first" in page.text
    page = page.form("Find").fill("Name or postcode", "Amina Khan").submit()
    assert "Nobody of that name or postcode is on the register" in page.text
    page = page.follow("Register a walk-in")
    assert page.form("Register").submit().errors[-2:] == [
        "Say if the person is old enough",
        "Choose a connection to the area",
    ]
    page = walk_in(page, "Amina Khan")
    assert page.h1 == "Amina Khan" and "Amina Khan is on the register" in page.text
    assert only_voter("Amina Khan").state is VoterState.HELD
    assert page.submit("Confirm").errors == ["Choose how you checked this person"]
    page = page.form("Confirm").pick("Checked at a desk").submit()
    assert "The voter is accepted" in page.text
    assert only_voter("Amina Khan").registered_by is Channel.PAPER
    again = desk.open(f"/office/rounds/{round_.slug}/desk", query_string={"q": "amina"})
    assert again.follow("Amina Khan").h1 == "Amina Khan"


def test_a_desk_makes_an_online_vote_void_with_a_reason(desk: Visitor, session: Session) -> None:
    round_ = make_round()
    page = register(desk, round_).follow("Choose projects").form("Check your choices").fill("Project 1", True).submit()
    page.submit("Cast my vote")
    page = desk.open(f"/office/rounds/{round_.slug}/desk/{only_voter('Ann Lee').id}")
    assert "Online" in page.text
    refused = page.submit("Make the online vote void")
    assert refused.errors == ["Say why the online vote is made void"]
    done = refused.form("Make the online vote void").fill("Why is the online vote", "Wants a paper").submit()
    assert "The online vote is void" in done.text
    assert session.scalars(sa.select(Envelope)).all() == []
    assert session.scalars(sa.select(Entitlement.taken_by)).one() is None


def test_a_worker_reads_the_ballot_out_before_a_second_listener(desk: Visitor, session: Session) -> None:
    """E41."""
    round_ = round_with(Proof.DECLARATION, channels=(Channel.ONLINE, Channel.ASSISTED))
    page = desk.open(f"/office/rounds/{round_.slug}/desk", query_string={"q": "Ann Lee"})
    page = page.follow("Register for a vote by telephone or at home")
    alone = walk_in(page, "Ann Lee")
    assert alone.errors == ["Name the second listener, or record the consent"]
    page = alone.form("Register").fill("Name of the second listener", "Sue Second").submit()
    assert page.h1 == "Read out the ballot to Ann Lee"
    link = page.follow("Go to the ballot")
    choose = link.submit("Go to my vote")
    assert choose.h1 == "Choose projects"
    done = choose.form("Check your choices").fill("Project 2", True).submit().submit("Cast my vote")
    assert done.h1 == "Your vote is in the box"
    voter = only_voter("Ann Lee")
    assert (voter.second_listener, voter.assisted_by_id is not None) == ("Sue Second", True)
    assert session.scalars(sa.select(Envelope.channel)).one() is Channel.ASSISTED


def list_round() -> Round:
    round_ = make_round()
    with unit_of_work():
        db.session.add(RoundElectorate(round_id=round_.id, electorate=Electorate.PANEL))
    return db.session.get_one(Round, round_.id)


def test_a_list_is_mapped_then_taken_whole_or_not_at_all(office: Visitor) -> None:
    round_ = list_round()
    page = office.open(f"/office/rounds/{round_.slug}/lists").follow("Upload")
    assert page.h1 == "Upload a list"
    wrong = b"Seat,Full name,Mail,Post code\n1,Ann Lee,nonsense,BD8 8AA\n2,,bea@example.org,ZZ1 1ZZ\n"
    page = page.form("Continue").pick("Panel drawn by lot").fill("The list as a CSV file", (wrong, "p.csv")).submit()
    assert page.h1 == "Which column is what?"
    page = page.submit("Put them on the register")
    assert page.errors == [
        "Line 2: nonsense is not an email address",
        "Line 3: there is no name",
        "Line 3: ZZ1 1ZZ is not a postcode of the area",
    ]
    assert db.session.scalars(sa.select(Voter)).all() == []
    form = office.open(f"/office/rounds/{round_.slug}/lists/upload").form("Continue")
    right = b"Seat,Full name,Mail,Post code\n1,Ann Lee,ann@example.org,BD8 8AA\n2,Bea Low,,BD8 8AA\n"
    mapped = form.pick("Panel drawn by lot").fill("The list as a CSV file", (right, "panel.csv")).submit()
    done = mapped.submit("Put them on the register")
    assert "2 voters are on the register" in done.text
    assert only_voter("Ann Lee").electorate is Electorate.PANEL


def test_no_file_and_no_body_are_said(office: Visitor) -> None:
    round_ = list_round()
    page = office.open(f"/office/rounds/{round_.slug}/lists/upload")
    assert page.submit("Continue").errors == ["Choose the body"]
    assert page.form("Continue").pick("Panel drawn by lot").submit().errors == ["Choose a CSV file"]


def test_an_organisation_confirms_only_who_asked_it(client: FlaskClient, sign_in: SignIn) -> None:
    """People without an address or papers (`domain.md` iv.2)."""
    round_, ward = round_with(Proof.ORGANISATION), make_ward("Toller")
    group, other = make_group(name="Open Door Hostel"), make_group(name="Elsewhere")
    with unit_of_work():
        for each in (group, other):
            commands.add_partner(round_.id, each.id, actor=returning_officer(), now=round_.opens_at)
    asked = make_voter(round_, ward, "Al Bee", partner_id=group.id).voter
    assert asked.state is VoterState.HELD
    stranger, member = make_person("Stan Ger"), make_person("May Mber")
    join(other, stranger)
    join(group, member)
    page = Visitor(sign_in(client, stranger)).open("/my/voters")
    assert "Al Bee" not in page.text and "Nobody has asked you" in page.text
    form = page.visitor.open("/my/groups/new").form()
    assert page.visitor.send(f"/my/voters/{asked.id}", {"csrf_token": form.values["csrf_token"]}).status == 404
    assert only_voter("Al Bee").state is VoterState.HELD
    page = Visitor(sign_in(client, member)).open("/my/voters")
    page = page.submit("We know Al Bee")
    assert "The person is confirmed" in page.text and "Nobody has asked you" in page.text
    assert only_voter("Al Bee").state is VoterState.ACCEPTED

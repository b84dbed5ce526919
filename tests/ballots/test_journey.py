"""The voter's journey over HTTP without JavaScript, by label; and what never leaves it."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.ballots.models import Draft, Envelope
from app.core import clock
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.core.outbox import send_due
from app.register.models import Voter, VoterState
from app.rounds.models import BallotItem, BallotType, Round
from tests.ballots.factories import make_round, make_voter, make_ward
from tests.support.browser import Page, Visitor

pytestmark = pytest.mark.usefixtures("session")


def start(visitor: Visitor, round_: Round) -> Page:
    return visitor.open(f"/vote/{round_.slug}/")


def register(visitor: Visitor, round_: Round, name: str = "Ann Lee", postcode: str = "BD8 8AA") -> Page:
    """The page with the code."""
    form = start(visitor, round_).form("Continue").fill("Your full name", name).fill("Your postcode", postcode)
    return form.pick("Yes").pick("I live here").submit()


def code_on(page: Page) -> str:
    return next("".join(e.itertext()) for e in page.tree.iter() if e.get("id") == "voting-code")


@pytest.fixture
def round_() -> Round:
    make_ward("Manningham", "BD8 8AA")
    return make_round()


def test_a_name_with_a_character_of_code_0_is_no_fault_of_ours(visitor: Visitor, round_: Round) -> None:
    """PostgreSQL keeps no such text: it is taken out of what is typed."""
    assert register(visitor, round_, name="Ann\0Lee").status == 200


def test_a_resident_votes_in_six_requests(visitor: Visitor, round_: Round, session: Session) -> None:
    page = register(visitor, round_)
    assert page.h1 == "Your voting code"
    page = page.follow("Choose projects")
    assert page.h1 == "Choose projects"
    assert "0 of 3 chosen" in page.text
    assert "not yet counted" in page.text
    page = page.form("Check your choices").fill("Project 1", True).fill("Project 4", True).submit()
    assert page.h1 == "Check your choices"
    assert "not yet counted" in page.text
    assert "2 of 3 chosen" in page.text
    page = page.submit("Cast my vote")
    assert page.h1 == "Your vote is in the box"
    receipt = session.scalars(sa.select(Envelope.receipt)).one()
    assert receipt in page.text
    assert "Project" not in page.text


def test_what_was_cast_is_never_shown_again(visitor: Visitor, round_: Round) -> None:
    page = register(visitor, round_).follow("Choose projects").form("Check your choices").fill("Project 1", True)
    done = page.submit().submit("Cast my vote")
    again = done.follow("Change my vote")
    assert "0 of 3 chosen" in again.text
    assert "You have already voted" in again.text
    assert visitor.open(f"/vote/{round_.slug}/review").h1 == "Your vote is in the box"
    receipt = re.search(r"[2-9A-Z]{12}", done.text)
    assert receipt
    new = again.form("Check your choices").fill("Project 2", True).submit().submit("Cast my vote")
    assert receipt[0] in new.text


def test_faults_are_said_at_their_fields_and_nothing_typed_is_lost(visitor: Visitor, round_: Round) -> None:
    page = start(visitor, round_).form("Continue").fill("Your postcode", "nonsense").submit()
    assert page.errors == [
        "Enter your full name",
        "Enter a full UK postcode, such as BD1 1HX",
        "Say if you are old enough to vote",
        "Choose how you are connected to the area",
    ]
    assert 'value="nonsense"' in page.response.text
    page = register(visitor, round_, postcode="")
    assert page.errors == ["Enter your postcode, or tick the box below it"]


def test_somebody_too_young_is_told(visitor: Visitor, round_: Round) -> None:
    form = start(visitor, round_).form("Continue").fill("Your full name", "Al Bee").fill("Your postcode", "BD8 8AA")
    page = form.pick("No").pick("I study here").submit()
    assert page.errors == ["You must be 11 or over to vote in this round"]


def test_somebody_without_an_address_chooses_an_area(visitor: Visitor, round_: Round, session: Session) -> None:
    form = start(visitor, round_).form("Continue").fill("Your full name", "Al Bee").pick("Yes").pick("I live here")
    page = form.fill("I would rather choose my area from a list", True).submit()
    assert page.errors == ["Choose your area"]
    page = page.form("Continue").fill("Your area", "Manningham").submit()
    assert page.h1 == "Your voting code"
    assert session.scalars(sa.select(Voter.state)).one() is VoterState.ACCEPTED


def test_a_held_voter_is_told_so_everywhere(client: FlaskClient, round_: Round) -> None:
    register(Visitor(client), round_)
    client.delete_cookie("vote", path="/vote")
    page = register(Visitor(client), round_, name="ann  lee")
    assert "Somebody with the same name and postcode" in page.text
    page = page.follow("Choose projects")
    assert "waits until a person has checked" in page.text
    page = page.form("Check your choices").fill("Project 3", True).submit().submit("Cast my vote")
    assert "waits until a person has checked" in page.text


def test_an_unknown_postcode_is_held_in_words(visitor: Visitor, round_: Round) -> None:
    assert "We do not know your postcode" in register(visitor, round_, postcode="ZE1 0AA").text


def test_too_many_choices_are_refused_beside_the_ballot_and_kept(visitor: Visitor, round_: Round) -> None:
    form = register(visitor, round_).follow("Choose projects").form("Check your choices")
    for number in (1, 2, 3, 4):
        form.fill(f"Project {number}", True)
    page = form.submit()
    assert page.h1 == "Choose projects"
    assert page.errors == ["You can choose 3 projects. Take 1 off"]
    assert "4 of 3 chosen. Take 1 off" in page.text
    page = page.form("Check your choices").fill("Project 4", False).submit()
    assert page.h1 == "Check your choices"
    assert page.errors == []
    assert "3 of 3 chosen" in page.text


def test_an_over_budget_ballot_is_refused_with_the_amount(visitor: Visitor) -> None:
    make_ward("Manningham", "BD8 8AA")
    round_ = make_round(ballot_type=BallotType.BUDGET, most=None)
    page = register(visitor, round_).follow("Choose projects")
    assert "£5,000 left of £5,000" in page.text
    form = page.form("Check your choices").fill("Project 2", True).fill("Project 3", True)
    page = form.submit()
    assert page.errors == ["Your choices cost £500 too much. Take something off"]
    assert "£500 too much" in page.text


def test_nothing_chosen_is_refused(visitor: Visitor, round_: Round) -> None:
    page = register(visitor, round_).follow("Choose projects").submit("Check your choices")
    assert page.errors == ["Choose at least 1 project"]


def test_a_filter_forgets_no_choice(visitor: Visitor, round_: Round) -> None:
    with unit_of_work():
        for item in db.session.scalars(sa.select(BallotItem).where(BallotItem.round_id == round_.id)):
            item.theme = "Food" if item.number < 3 else "Sport"
    form = register(visitor, round_).follow("Choose projects").form("Show these projects")
    page = form.fill("Project 4", True).fill("Theme", "Food").submit()
    assert "Project 1" in page.text
    assert "Project 4" not in page.text
    assert "1 of 3 chosen" in page.text
    page = page.form("Check your choices").fill("Project 1", True).submit()
    assert "Project 1" in page.text
    assert "Project 4" in page.text


def test_a_withdrawn_project_is_told_and_must_be_replaced(visitor: Visitor, round_: Round) -> None:
    form = register(visitor, round_).follow("Choose projects").form("Check your choices")
    review = form.fill("Project 1", True).fill("Project 2", True).submit()
    with unit_of_work():
        db.session.query(BallotItem).filter_by(round_id=round_.id, number=2).one().is_withdrawn = True
    page = review.submit("Cast my vote")
    assert page.errors == ["A project you chose has been withdrawn. Choose again"]
    page = visitor.open(f"/vote/{round_.slug}/choose")
    assert "Number 2, Project 2, has been withdrawn" in page.text
    page = page.submit("Check your choices").submit("Cast my vote")
    assert page.h1 == "Your vote is in the box"


def test_a_voter_comes_back_with_the_code_on_another_device(client: FlaskClient, round_: Round) -> None:
    visitor = Visitor(client)
    page = register(visitor, round_)
    code = code_on(page)
    page.follow("Choose projects").form("Check your choices").fill("Project 5", True).submit()
    page = visitor.open(f"/vote/{round_.slug}/choose").submit("Stop and clear this device")
    assert page.h1 == "This device is ready for the next person"
    page = start(visitor, round_).follow("I already have a code")
    page = page.form("Continue").fill("Your voting code", code.lower()).submit()
    assert page.h1 == "Choose projects"
    assert "1 of 3 chosen" in page.text


def test_wrong_codes_slow_down_and_never_lock(visitor: Visitor, round_: Round) -> None:
    good = make_voter(round_, make_ward()).code
    page = visitor.open(f"/vote/{round_.slug}/code")
    for _ in range(10):
        page = page.form("Continue").fill("Your voting code", "AAAAA AAAAA").submit()
        assert page.errors == ["This code is not right for this vote. Check it and try again"]
    page = page.form("Continue").fill("Your voting code", good).submit()
    assert page.status == 429
    with clock.at(now() + clock.dt.timedelta(seconds=70)):
        page = page.form("Continue").fill("Your voting code", good).submit()
        assert page.h1 == "Choose projects"


def test_a_mailed_link_waits_for_a_press_of_the_button(client: FlaskClient, round_: Round) -> None:
    visitor = Visitor(client)
    form = start(visitor, round_).form("Continue").fill("Your full name", "Ann Lee").fill("Your postcode", "BD8 8AA")
    form.fill("Email address for your code", "ann@example.org").pick("Yes").pick("I live here").submit()
    client.delete_cookie("vote", path="/vote")
    assert send_due() == 1
    mail = _last_mail()
    path = re.search(r"http://localhost(/vote/l/\S+)", mail)
    assert path
    assert re.search(r"Your voting code is: [2-9A-Z]{10}", mail)
    page = visitor.open(path[1])
    assert page.h1 == "Go to your vote"
    assert visitor.open(f"/vote/{round_.slug}/choose").path == f"/vote/{round_.slug}/"
    assert visitor.open(path[1]).submit("Go to my vote").h1 == "Choose projects"
    assert "does not work" in visitor.open("/vote/l/wrong-token").submit("Go to my vote").text


def _last_mail() -> str:
    from email import message_from_bytes
    from email.policy import default

    from flask import current_app

    folder = current_app.config["SETTINGS"].data_dir / "mail"
    newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    return str(message_from_bytes(newest.read_bytes(), policy=default).get_content())


def test_after_the_close_every_page_says_so_and_the_draft_is_kept(visitor: Visitor, round_: Round) -> None:
    form = register(visitor, round_).follow("Choose projects").form("Check your choices").fill("Project 1", True)
    review = form.submit()
    with clock.at(round_.closes_at):
        assert review.submit("Cast my vote").h1 == "Voting has closed"
        assert start(visitor, round_).h1 in {"Voting has closed", "Choose projects"}
        assert visitor.open(f"/vote/{round_.slug}/choose").h1 == "Voting has closed"
    assert db.session.scalars(sa.select(Envelope)).all() == []
    assert len(db.session.scalars(sa.select(Draft)).all()) == 1


def test_nobody_reaches_the_ballot_without_a_code(visitor: Visitor, round_: Round) -> None:
    for page in ("choose", "review", "done"):
        assert visitor.open(f"/vote/{round_.slug}/{page}").path == f"/vote/{round_.slug}/"


def test_one_choice_is_kept_by_the_small_script(client: FlaskClient, round_: Round) -> None:
    page = register(Visitor(client), round_).follow("Choose projects")
    token = page.form("Check your choices").values["csrf_token"][0]
    answer = client.post(f"/vote/{round_.slug}/keep", data={"item": "2", "on": "1", "csrf_token": token})
    assert answer.json == {
        "kept": True,
        "pots": [{"pot": 0, "words": "1 of 3 chosen", "percent": 33, "over": False}],
    }
    assert len(answer.data) < 1000
    answer = client.post(f"/vote/{round_.slug}/keep", data={"item": "2", "on": "0", "csrf_token": token})
    assert answer.json is not None
    assert answer.json["pots"][0]["words"] == "0 of 3 chosen"


def test_the_cookie_holds_neither_code_nor_choice_nor_name(client: FlaskClient, round_: Round) -> None:
    page = register(Visitor(client), round_)
    code = code_on(page).replace(" ", "")
    page.follow("Choose projects").form("Check your choices").fill("Project 1", True).submit().submit("Cast my vote")
    with client.session_transaction(f"/vote/{round_.slug}/") as cookie:
        kept = str(dict(cookie))
    assert set(cookie) <= {"rounds", "csrf_token", "_fresh"}
    assert code not in kept
    assert "Ann" not in kept
    header = page.response.headers.getlist("Set-Cookie")
    assert all("Path=/vote" in one and "HttpOnly" in one and "SameSite=Lax" in one for one in header if "vote=" in one)


def test_voting_pages_are_never_stored_and_tell_no_referrer(client: FlaskClient, round_: Round) -> None:
    answer = client.get(f"/vote/{round_.slug}/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.slow
def test_the_order_is_the_voters_own_and_can_be_replayed(client: FlaskClient, round_: Round) -> None:
    def order(page: Page) -> list[str]:
        return [e.get("value", "") for e in page.tree.iter("input") if e.get("type") == "checkbox"]

    visitor = Visitor(client)
    first = order(register(visitor, round_, "Ann Lee").follow("Choose projects"))
    assert order(visitor.open(f"/vote/{round_.slug}/choose")) == first
    seen = {tuple(first)}
    for number in range(6):
        client.delete_cookie("vote", path="/vote")
        seen.add(tuple(order(register(visitor, round_, f"Voter {number}").follow("Choose projects"))))
    assert len(seen) > 1
    assert {frozenset(one) for one in seen} == {frozenset(first)}


def test_taps_and_fields_are_few(visitor: Visitor, round_: Round) -> None:
    """Vote now, name, postcode, age, connection, continue; on; three boxes, check, cast: twelve."""
    page = start(visitor, round_)
    texts = [e for e in page.tree.iter("input") if e.get("type", "text") == "text"]
    assert [e.get("name") for e in texts] == ["name", "postcode"]

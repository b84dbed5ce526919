"""Shared devices over HTTP, without scripts: handed over, used by voter after voter, taken back (`domain.md` B4)."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.ballots.commands import cast_vote, keep_draft
from app.core import clock
from app.core.access import Actor, Grant, Role
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import NotAllowed
from app.register.codes import commands as codes
from app.register.codes import jobs, queries
from app.register.codes.commands import Wish
from app.register.codes.models import Desk, Shape
from app.register.kiosk import commands, policies
from app.register.kiosk.models import Kiosk
from app.register.models import Voter
from app.rounds.models import Channel, Round, RoundState
from tests.ballots.factories import make_round, make_voter, make_ward, returning_officer
from tests.people.factories import make_person
from tests.support.browser import Page, Visitor

pytestmark = pytest.mark.usefixtures("session")
PIN = "4711"


@pytest.fixture
def round_() -> Round:
    made = make_round()
    with unit_of_work():
        made.rules.channels = [Channel.ONLINE.value, Channel.KIOSK.value]
    return made


@pytest.fixture
def worker(client: FlaskClient, sign_in: object, round_: Round) -> FlaskClient:
    return sign_in(client, make_person(roles=(Role.DESK_STAFF,)))  # type: ignore[operator, no-any-return]


def hand_over(client: FlaskClient, round_: Round) -> Page:
    form = Visitor(client).open(f"/office/rounds/{round_.slug}/kiosks").form("Share this device")
    form.fill("Where is this device?", "Keighley library")
    form.fill("PIN to end sharing", PIN)
    form.fill("The same PIN again", PIN)
    return form.submit()


def code_of(round_: Round) -> str:
    with unit_of_work():
        wish = Wish(Desk.LIBRARY, Shape.FILE, "Keighley library", 3)
        batch = codes.order_batch(round_.id, wish, actor=returning_officer(), now=now())
    jobs.make(str(batch.id))
    return jobs.clear_codes(batch.id)[0]


def press(page: Page, code: str) -> Page:
    """Each letter on the keypad, as somebody without scripts and keyboard does."""
    for letter in code:
        page = page.submit(letter)
    return page


def cookies(client: FlaskClient) -> set[str]:
    return {cookie.key for cookie in client._cookies.values()}


@pytest.mark.slow
def test_a_device_is_handed_over_and_nobody_is_signed_in_on_it(worker: FlaskClient, round_: Round) -> None:
    page = hand_over(worker, round_)
    assert (page.h1, page.path) == ("Vote here", f"/vote/{round_.slug}/kiosk")
    for address in ("/office", "/account/sign-in", "/my/groups", f"/vote/{make_round().slug}/"):
        answer = worker.get(address)
        assert answer.status_code == 302
        assert answer.location == f"/vote/{round_.slug}/kiosk"
    assert worker.get("/").status_code == 200
    with worker.session_transaction() as signed_in:
        assert "_user_id" not in signed_in


@pytest.mark.slow
def test_a_voter_types_a_code_on_buttons_registers_and_is_forgotten(worker: FlaskClient, round_: Round) -> None:
    make_ward(postcode="BD1 1ZZ")
    code = code_of(round_)
    page = hand_over(worker, round_).follow("I have a code")
    page = press(page, code[:9])
    assert f"{code[:5]} {code[5:9]}_" in page.text
    page = page.submit("Delete the last letter")
    page = press(page, code[8:]).submit("Continue")
    assert page.h1.startswith("Vote in")
    assert "Your code is right" in page.text
    assert 'autocomplete="name"' not in page.response.text
    form = page.form("Continue")
    form.fill("Your full name", "Ann Lee")
    form.fill("Your postcode", "BD1 1ZZ")
    form.fill("Yes", True)
    form.fill("I live here", True)
    page = form.submit()
    assert page.h1 == "Your voting code"
    assert queries.used([db.session.scalars(sa.select(codes.CodeBatch.id)).one()]) != {}
    for answer in [page.response, worker.get(f"/vote/{round_.slug}/choose")]:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "shared.mjs" in answer.text
    page = Visitor(worker).open(f"/vote/{round_.slug}/choose").follow("Finish and clear this device")
    assert page.path == f"/vote/{round_.slug}/kiosk"
    assert Visitor(worker).open(f"/vote/{round_.slug}/choose").path == f"/vote/{round_.slug}/"


def test_clearing_leaves_no_session_language_or_text_size(worker: FlaskClient, round_: Round) -> None:
    hand_over(worker, round_)
    for choice in ("lang=ur", "text_size=150"):
        worker.get(f"/vote/{round_.slug}/kiosk?{choice}")
    assert 'lang="ur"' in worker.get(f"/vote/{round_.slug}/kiosk").text
    answer = worker.get(f"/vote/{round_.slug}/kiosk/clear")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "text_size" not in cookies(worker)
    assert 'lang="en"' in worker.get(f"/vote/{round_.slug}/kiosk").text.split(">")[1]


@pytest.mark.slow
def test_no_code_is_in_an_address_or_readable_in_a_cookie(worker: FlaskClient, round_: Round) -> None:
    """Every press redirects to the same address, so that the history of a shared device holds no code."""
    code = code_of(round_)
    page = hand_over(worker, round_).follow("I have a code")
    for letter in code:
        answer = worker.post(
            f"/vote/{round_.slug}/kiosk/code", data={"key": letter, "csrf_token": token(page)}, follow_redirects=False
        )
        assert (answer.status_code, answer.location) == (302, f"/vote/{round_.slug}/kiosk/code")
        assert code[:4] not in str(answer.headers)
        page = Visitor(worker).open(answer.location)
    assert code[:5] in page.text


def token(page: Page) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.response.text)
    assert found
    return found[1]


@pytest.mark.slow
def test_wrong_codes_slow_down_and_never_lock(worker: FlaskClient, round_: Round) -> None:
    """E21. A code with letters that no code has is no try; after a minute it goes on."""
    code = code_of(round_)
    page = hand_over(worker, round_).follow("I have a code")
    keypad = f"/vote/{round_.slug}/kiosk/code"

    def try_code(text: str) -> Page:
        data = {"typed": text, "do": "go", "csrf_token": token(page)}
        return Page(Visitor(worker), worker.post(keypad, data=data, follow_redirects=True))

    for _ in range(20):
        assert "not right for this vote" in try_code("AAAAAAAAAA").text
    assert "Wait a minute" in try_code(code).text
    with clock.at(now() + dt.timedelta(minutes=2)):
        assert try_code(code).h1.startswith("Vote in")


def test_without_scripts_a_page_leads_to_the_warning_and_that_to_the_start(worker: FlaskClient, round_: Round) -> None:
    hand_over(worker, round_)
    text = worker.get(f"/vote/{round_.slug}/").text
    found = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+);url=([^"]+)"', text)
    assert found
    assert int(found[1]) == 180
    warning = Visitor(worker).open(found[2].replace("&amp;", "&"))
    assert warning.h1 == "Are you still there?"
    assert f'content="20;url=/vote/{round_.slug}/kiosk/clear"' in warning.response.text
    assert warning.follow("I am still here").path == f"/vote/{round_.slug}/"
    keypad = worker.get(f"/vote/{round_.slug}/kiosk/code").text
    assert '<noscript><meta http-equiv="refresh" content="60;' in keypad
    start = f"/vote/{round_.slug}/kiosk"
    assert 'content="600;' in worker.get(start).text, "a device that waits for somebody rests"
    worker.get(f"{start}?lang=ur")
    assert 'content="60;' in worker.get(start).text, "and forgets a language that somebody chose and left"


@pytest.mark.slow
def test_the_pin_gives_the_device_back(worker: FlaskClient, round_: Round) -> None:
    page = hand_over(worker, round_).follow("For desk workers")
    form = page.form("End sharing")
    form.fill("PIN of the desk worker", "0000")
    assert form.submit().errors == ["This PIN is not right"]
    form = page.form("End sharing")
    form.fill("PIN of the desk worker", PIN)
    assert form.submit().path == f"/rounds/{round_.slug}"
    assert "kiosk" not in cookies(worker)
    assert worker.get(f"/vote/{round_.slug}/kiosk").status_code == 404
    assert worker.get("/account/sign-in").status_code == 200


@pytest.mark.slow
def test_many_wrong_pins_wait_a_minute(worker: FlaskClient, round_: Round) -> None:
    page = hand_over(worker, round_).follow("For desk workers")
    for number in range(6):
        form = page.form("End sharing")
        form.fill("PIN of the desk worker", f"000{number}" if number < 5 else PIN)
        last = form.submit()
    assert last.status == 429


def test_an_officer_ends_a_lost_device_from_afar(
    worker: FlaskClient, round_: Round, app: object, sign_in: object
) -> None:
    hand_over(worker, round_)
    other = sign_in(app.test_client(), make_person(roles=(Role.RETURNING_OFFICER,)))  # type: ignore[operator, attr-defined]
    Visitor(other).open(f"/office/rounds/{round_.slug}/kiosks").submit("End sharing at Keighley library")
    assert db.session.scalars(sa.select(Kiosk.ended_on)).all() == [today()]
    assert worker.get(f"/vote/{round_.slug}/kiosk").status_code == 404


def test_who_may_share_a_device_and_when(round_: Round, session: Session) -> None:
    """Role × stage; and only where the rules of the round have the channel."""
    desk = Actor(make_person().id, "Desk", (Grant(Role.DESK_STAFF),))
    assert policies.can_start(desk, round_, now())
    assert policies.can_start(returning_officer(), round_, now())
    assert not policies.can_start(Actor(uuid.uuid4(), "Else", (Grant(Role.ASSESSOR),)), round_, now())
    assert not policies.can_start(desk, round_, round_.closes_at)
    assert not policies.can_start(desk, make_round(), now())
    with unit_of_work():
        round_.state = RoundState.CLOSED
    with pytest.raises(NotAllowed), unit_of_work():
        commands.start_kiosk(round_.id, place="x", lang="en", pin_hash="x", actor=desk, now=now())
    assert session.scalar(sa.select(sa.func.count()).select_from(Kiosk)) == 0


def test_a_link_of_a_letter_shows_a_button_first(client: FlaskClient, round_: Round) -> None:
    """Mail scanners and camera previews GET; nothing is used by that."""
    code = code_of(round_)
    address = f"/vote/l/{queries.link_token(round_.id, code)}"
    page = Visitor(client).open(address)
    assert page.h1 == "Go to your vote"
    assert "Your code is right" in page.submit("Go to my vote").text
    assert db.session.scalars(sa.select(Voter.id)).all() == []


def test_after_casting_nobody_gets_back_into_the_vote(worker: FlaskClient, round_: Round) -> None:
    """The receipt page knows the voter for its 30 seconds; every other page of the vote leads to the start (B4)."""
    hand_over(worker, round_)
    made = make_voter(round_, make_ward())
    page = Visitor(worker).open(f"/vote/{round_.slug}/kiosk/code")
    data = {"typed": made.code, "do": "go", "csrf_token": token(page)}
    page = Page(Visitor(worker), worker.post(page.path, data=data, follow_redirects=True))
    assert page.h1 == "Choose projects"
    with unit_of_work():
        keep_draft(made.voter.id, shown={1}, ticked={1}, received_at=now())
    with unit_of_work():
        cast_vote(made.voter.id, received_at=now(), today=today(), channel=Channel.KIOSK)
    page = Visitor(worker).open(f"/vote/{round_.slug}/done")
    assert page.h1 == "Your vote is in the box"
    assert "Change my vote" not in page.text
    assert Visitor(worker).open(f"/vote/{round_.slug}/choose").h1 == "Vote here"
    assert Visitor(worker).open(f"/vote/{round_.slug}/done").h1.startswith("Vote in")

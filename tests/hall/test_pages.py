"""The pages of a decision day over HTTP, without JavaScript."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.clock import london, now
from app.core.db import db, unit_of_work
from app.hall import commands, queries
from app.hall.models import DayState, DecisionDay, Tally
from app.rounds.models import Round
from tests.ballots import factories as ballots
from tests.hall import factories as hall
from tests.hall.test_handover import sealed
from tests.people.factories import make_person
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]


@pytest.fixture
def round_(session: Session) -> Round:
    return hall.make_score_round()


@pytest.fixture
def officer(client: FlaskClient, sign_in: SignIn, session: Session) -> Visitor:
    sign_in(client, make_person(name="Rosa Ro", roles=(Role.RETURNING_OFFICER,), has_second_step=True))
    return Visitor(client)


def base(round_: Round, day_id: object = "") -> str:
    return f"/office/rounds/{round_.slug}/hall" + (f"/{day_id}" if day_id else "")


@pytest.mark.slow
def test_a_day_is_planned_drawn_and_published(officer: Visitor, round_: Round) -> None:
    slug = round_.slug
    form = officer.open(f"/office/rounds/{slug}/hall").follow("Plan a decision day").form("Save")
    page = form.fill("Name of the day", "Decision day").submit()
    assert len(page.errors) == 3, page.errors
    form = (
        page.form("Save")
        .fill("Place", "Big Hall")
        .fill("Crèche", "Free, ages 2 to 8")
        .pick("Show this day to everybody")
    )
    day = london(now()).date() + dt.timedelta(days=1)
    form.date("starts_at", day, "10:00").date("ends_at", day, "9:00")
    page = form.submit()
    assert page.errors == ["The end must be after the start"]
    page = page.form("Save").date("ends_at", day, "16:00").fill("Stalls a visitor sees before voting", "2").submit()
    assert page.h1 == "Decision day"
    page = page.form("Draw the order by lot").fill("Words or dice called out in the room", "nine bells").submit()
    assert "nine bells" in page.text
    page = page.form("Add the stall").fill("Name of the stall", "Food").submit()
    page = page.form("Add the stall").fill("Name of the stall", "food").submit()
    assert page.errors == ["There is a stall of this name"]
    form = page.follow("Decision days").follow("Decision day").follow("Set places, times and presenters").form("Save")
    assert form.submit().status == 200
    public = officer.open(f"/rounds/{slug}/decision-day")
    for words in ("Big Hall", "Free, ages 2 to 8", "nine bells", "Visit 2 stalls before you vote"):
        assert words in public.text
    stamps = officer.client.get(base(round_, queries.days_of(round_.id)[0].id) + "/stamp-card")
    assert stamps.mimetype == "application/pdf"


@pytest.mark.slow
def test_two_voters_and_two_pitches(officer: Visitor, round_: Round) -> None:
    slug, round_id = round_.slug, round_.id
    day_id = hall.make_day(round_, is_open=False)
    ward = ballots.make_ward("Heaton", "BD9 4AA")
    ballots.make_voter(round_, ward, "Amina Khan")
    page = officer.open(base(round_, day_id)).submit("Open the doors")
    assert "Doors open" in page.text
    answer = page.form("Make and print a pack").fill("How many cards", 3).submit()
    assert answer.response.mimetype == "application/pdf"
    codes = hall.make_cards(day_id)

    desk = officer.open(base(round_, day_id) + "/desk?q=amina")
    page = desk.submit("Check in with a card Amina Khan")
    assert "Give them any card of the pack" in page.text
    desk = officer.open(base(round_, day_id) + "/desk?q=Bo+Li")
    form = desk.form("Put on the register").fill("Postcode", "BD9 4AA").pick("Lives here")
    page = form.pick("They are 11 or over").submit()
    assert "Now check them in" in page.text
    page = page.submit("Check in with a card Bo Li")
    assert queries.counts(day_id)[Tally.CARDS] == 2

    page = officer.open(base(round_, day_id)).follow("Timer").submit("Start the next pitch")
    assert "0 have scored this pitch" in page.text.replace("\n", " ") or "have scored this pitch" in page.text
    officer.client.delete_cookie("session")
    voter = Visitor(officer.client)
    room = voter.open(f"/vote/{slug}/hall").form("Continue").fill("The code on your card", "AAAAA AAAAA").submit()
    assert len(room.errors) == 1
    token = queries.link_token(round_id, codes[0])
    room = voter.open(f"/vote/h/{token}").submit("Use this card")
    assert room.h1 == "Vote in the hall"
    room = room.form("4").submit()
    assert "Your score: 4" in room.text
    room = room.form("2").submit()
    assert "Your score: 2" in room.text
    assert voter.client.get(f"/vote/{slug}/hall/now").get_json()["state"] == "now"
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', room.response.text)
    assert csrf
    with clock.at(now() + dt.timedelta(minutes=10)):
        given = {"slot": str(hall.slots(day_id)[0]), "score": "5", "csrf_token": csrf[1]}
        late = voter.send(f"/vote/{slug}/hall/score", given)
        assert late.errors == ["The time to score this project is over"]
    vote = base64.b64encode(
        sealed(db.session.get_one(Round, round_id), hall.holder(round_, codes[0]), {1: 2, 2: 2, 3: 2})
    )
    handed = {"key": "0" * 20, "serial": "1", "sealed": vote.decode(), "csrf_token": csrf[1]}
    for _time in range(5):
        assert voter.client.post(f"/vote/{slug}/hall/hand-over", data=handed).get_json() == {"state": "taken"}
    assert voter.client.post(f"/vote/{slug}/hall/hand-over", data=handed | {"sealed": "!"}).status_code == 400
    assert "Your vote is in the box" not in room.text


@pytest.mark.slow
def test_the_end_of_the_day(officer: Visitor, round_: Round) -> None:
    slug = round_.slug
    day_id = hall.make_day(round_)
    code = hall.make_cards(day_id)[0]
    hall.card_voter(round_, day_id, code)
    voter = Visitor(officer.client)
    voter.open(f"/vote/{slug}/hall").form("Continue").fill("The code on your card", code).submit()
    at = now()
    for place, slot_id in enumerate(hall.slots(day_id), start=1):
        hall.start(day_id, slot_id, at + place * dt.timedelta(minutes=5))
        with clock.at(at + place * dt.timedelta(minutes=5, seconds=1)):
            if place > 1:
                voter.open(f"/vote/{slug}/hall").form("3").submit()
    with clock.at(at + dt.timedelta(minutes=30)):
        room = voter.open(f"/vote/{slug}/hall")
        assert "You gave no score to 1 project." in room.text
        page = room.submit("Cast my scores")
        assert page.h1 == "Your vote is in the box"
        page = page.submit("Finish and clear this device")
        assert page.form("Continue")
        page = officer.open(base(round_, day_id)).follow("Close the list of the hall")
        assert "Scores that nobody confirmed" in page.text
        page = page.submit("Close the list")
        assert "List closed" in page.text
    assert db.session.get_one(DecisionDay, day_id).state is DayState.CLOSED
    assert sorted(hall.inside(db.session.get_one(Round, round_.id))[0].values()) == [3, 3]


def test_staff_see_no_standing(officer: Visitor, round_: Round) -> None:
    """E24: the timer, its screen and the desk tell how many, never what."""
    day_id, at = hall.make_day(round_), now()
    code = hall.make_cards(day_id)[0]
    voter_id = hall.card_voter(round_, day_id, code)
    hall.start(day_id, hall.slots(day_id)[0], at)
    before = officer.open(base(round_, day_id) + "/now").response.get_json()
    hall.score(voter_id, hall.slots(day_id)[0], 5, at)
    page = officer.open(base(round_, day_id) + "/timer")
    hall.score(voter_id, hall.slots(day_id)[0], 1, at)
    with clock.at(at):
        assert officer.open(base(round_, day_id) + "/timer").text == page.text
    after = officer.open(base(round_, day_id) + "/now").response.get_json()
    assert set(before) == set(after) and json.dumps(after).count("score") == 0
    assert officer.open(base(round_, day_id) + "/screen").status == 200


def test_a_held_walk_in_gets_a_code_and_no_card(officer: Visitor, round_: Round) -> None:
    day_id, ward = hall.make_day(round_), ballots.make_ward()
    ballots.make_voter(round_, ward, "Maria Twice")
    held = ballots.make_voter(round_, ward, "Maria Twice").voter
    page = officer.open(base(round_, day_id) + "/desk?q=maria")
    assert page.text.count("Check in with a card") == 1
    csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.response.text)
    assert csrf
    refused = officer.send(f"{base(round_, day_id)}/desk/{held.id}/card", {"csrf_token": csrf[1]})
    assert "This voter is held" in refused.text
    assert queries.counts(day_id)[Tally.CARDS] == 0
    answer = officer.send(f"{base(round_, day_id)}/desk/{held.id}/code", {"csrf_token": csrf[1]})
    assert answer.h1 == "A code for Maria Twice"
    assert queries.card_of(held.id) is not None


def test_only_those_who_may(client: FlaskClient, sign_in: SignIn, round_: Round) -> None:
    day_id = hall.make_day(round_)
    assert client.get(base(round_, day_id)).status_code == 302
    assert client.get(f"/rounds/{round_.slug}/decision-day").status_code == 404, "not shown to everybody yet"
    sign_in(client, make_person(name="Fay Fund", roles=(Role.FUND_MANAGER,), has_second_step=True))
    assert client.get(base(round_, day_id)).status_code == 403


def test_own_code_way(committed: Any) -> None:
    """A voter with a code of their own scores in the hall under their own right."""
    round_ = hall.make_score_round()
    day_id, at, ward = hall.make_day(round_), now(), ballots.make_ward()
    voter_id = ballots.make_voter(round_, ward).voter.id
    code = hall.give_card(day_id, voter_id, commands.Way.CODE).code
    assert hall.holder(round_, code) == voter_id
    hall.start(day_id, hall.slots(day_id)[0], at)
    hall.score(voter_id, hall.slots(day_id)[0], 4, at)
    with unit_of_work():
        commands.end_slot(day_id, hall.slots(day_id)[0], actor=hall.OFFICER(), now=at + dt.timedelta(seconds=5))
    hall.close(day_id, at + dt.timedelta(seconds=6))
    assert [list(v.values()) for v in hall.inside(round_)] == [[4]]


def test_yes_or_no_where_scores_go_from_0_to_1(officer: Visitor, round_: Round) -> None:
    """E07: 0 is an answer. Two buttons with words, on the voter's page and on the one that their device keeps."""
    with unit_of_work():
        rules = db.session.get_one(Round, round_.id).rules
        rules.scale_min, rules.scale_max = 0, 1
    day_id = hall.make_day(round_)
    code = hall.make_cards(day_id)[0]
    hall.card_voter(round_, day_id, code)
    hall.start(day_id, hall.slots(day_id)[0], now())
    voter = Visitor(officer.client)
    room = voter.open(f"/vote/{round_.slug}/hall").form("Continue").fill("The code on your card", code).submit()
    assert "Say yes or no while the project is presented." in room.text
    room = room.form("Not this one").submit()
    assert "Your answer: Not this one" in room.text
    assert "Your answer: Yes" in room.form("Yes").submit().text
    away = voter.open(f"/vote/{round_.slug}/hall/away/{day_id}")
    assert "Not this one" in away.text and "Your answer: Yes" not in away.text


def test_the_kept_pages_are_made_for_nobody(officer: Visitor, round_: Round) -> None:
    """What a device keeps for the time without a connection (docs/decisions/0004)."""
    day_id = hall.make_day(round_)
    ballots.make_voter(round_, ballots.make_ward(), "Amina Khan")
    for path, mark in (
        (f"/vote/{round_.slug}/hall/away/{day_id}", "Running order"),
        (base(round_, day_id) + "/desk/away", "Keep until the connection is back"),
    ):
        page = officer.open(path)
        assert mark in page.text
        for secret in ("csrf_token", "Amina", "Rosa Ro", "data-own", "data-about"):
            assert secret not in page.response.text, secret
    scope = f"/vote/{round_.slug}/hall"
    worker = officer.client.get(f"{scope}/worker.js")
    assert (worker.mimetype, worker.headers["Service-Worker-Allowed"]) == ("text/javascript", scope)
    desk = officer.client.get(base(round_, day_id) + "/desk/worker.js")
    assert desk.headers["Service-Worker-Allowed"] == base(round_, day_id) + "/desk"
    officer.client.delete_cookie("session")
    assert officer.client.get(base(round_, day_id) + "/desk/away").status_code == 302
    assert officer.client.get(f"{scope}/away/{round_.id}").status_code == 404


def test_a_card_taken_back_is_told_from_nobody_here(officer: Visitor, round_: Round) -> None:
    """So that a device clears itself of a card, and keeps what it sealed for one that only lost its cookie."""
    day_id = hall.make_day(round_)
    code = hall.make_cards(day_id)[0]
    hall.card_voter(round_, day_id, code)
    asked = f"/vote/{round_.slug}/hall/now"
    assert officer.client.get(asked).get_json() == {"state": "out"}
    voter = Visitor(officer.client)
    voter.open(f"/vote/{round_.slug}/hall").form("Continue").fill("The code on your card", code).submit()
    with unit_of_work():
        commands.hand_in_card(day_id, code, actor=hall.OFFICER())
    assert officer.client.get(asked).get_json() == {"state": "void"}

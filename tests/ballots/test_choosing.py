"""Choosing on every kind of ballot, over HTTP and without scripts; what one choice costs (iv.2, E03-E09)."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.ballots import commands, queries
from app.ballots.models import Envelope
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.core.errors import DomainError
from app.core.outbox import OutboxRow, send_due
from app.core.ports import Panel, ports
from app.register.models import Channel, Entitlement, Voter
from app.rounds.models import BOOST, BallotItem, BallotType, Incomplete, OwnProject, PotScope, Round, RoundPot, RuleSet
from tests.ballots.factories import make_round, make_voter, make_ward
from tests.support.browser import Page, Visitor

pytestmark = pytest.mark.usefixtures("session")
SCORE: dict[str, Any] = {"ballot_type": BallotType.SCORE, "least": 0, "most": None}


def ruled(round_: Round, **rules: object) -> Round:
    """The round with these rules."""
    with unit_of_work():
        found = db.session.get_one(RuleSet, round_.rules.id)
        for name, value in rules.items():
            setattr(found, name, value)
    return round_


def enter(visitor: Visitor, round_: Round, *, own: list[int] | None = None) -> tuple[Page, Voter]:
    """A voter with projects of their own stands before the ballot."""
    made = make_voter(round_, make_ward())
    with unit_of_work():
        db.session.get_one(Voter, made.voter.id).own_items = own or []
    page = visitor.open(f"/vote/{round_.slug}/code").form("Continue").fill("Your voting code", made.code).submit()
    assert page.h1 == "Choose projects"
    return page, made.voter


def token(page: Page) -> str:
    return page.form("Check your choices").values["csrf_token"][0]


def send(client: FlaskClient, page: Page, round_: Round, do: str = "review", **marks: object) -> Page:
    """The whole ballot is sent with these marks, as a browser without scripts sends it."""
    shown = [e.get("value", "") for e in page.tree.iter("input") if e.get("name") == "shown"]
    data = {"csrf_token": token(page), "shown": shown, "do": do, **marks}
    return Page(page.visitor, client.post(f"/vote/{round_.slug}/choose", data=data))


def draft(voter: Voter) -> dict[int, int]:
    db.session.expire_all()
    found = queries.draft(voter.id)
    return commands.read_draft(found) if found is not None else {}


def test_a_score_of_every_project_is_needed_and_0_is_a_score(client: FlaskClient, visitor: Visitor) -> None:
    """E06, E07: a blank stops the voter online; 0 is a score where it is on the scale."""
    round_ = ruled(make_round((1000, 2000, 3000), **SCORE), scale_min=0, scale_max=5)
    page, voter = enter(visitor, round_)
    assert "0 of 3 scored" in page.text
    page = send(client, page, round_, **{"mark-1": "0", "mark-2": "5", "mark-3": ""})
    assert page.errors == ["1 project has no score yet. Give every project a score"]
    assert page.text.count("This project has no score yet") == 1
    assert "2 of 3 scored" in page.text
    assert draft(voter) == {1: 0, 2: 5}
    page = send(client, page, round_, **{"mark-1": "0", "mark-2": "5", "mark-3": "3"})
    assert page.h1 == "Check your choices"
    assert "Score 0" in page.text
    assert page.submit("Cast my vote").h1 == "Your vote is in the box"


def test_where_gaps_are_allowed_they_are_said_beforehand(client: FlaskClient, visitor: Visitor) -> None:
    """E08: compared by the mean, a project without a score is not marked down."""
    round_ = ruled(make_round((1000, 2000), **SCORE), incomplete=Incomplete.MEAN)
    page, _voter = enter(visitor, round_)
    assert "A project that you do not score is not marked down." in page.text
    assert send(client, page, round_, **{"mark-1": "4", "mark-2": ""}).h1 == "Check your choices"


def test_points_left_are_told_and_too_many_are_refused(client: FlaskClient, visitor: Visitor) -> None:
    round_ = make_round(ballot_type=BallotType.POINTS, least=0, most=None)
    ruled(round_, points_total=10, per_item_max=6)
    page, voter = enter(visitor, round_)
    page = send(client, page, round_, **{"mark-1": "6", "mark-2": "6"})
    assert page.errors == ["You have given 2 points too many. Take some back"]
    page = send(client, page, round_, **{"mark-1": "6", "mark-2": "3", "mark-3": "0"})
    assert "1 point left of 10" in page.text
    assert draft(voter) == {1: 6, 2: 3}
    assert page.h1 == "Check your choices"


def test_points_that_are_no_number_are_told(client: FlaskClient, visitor: Visitor) -> None:
    round_ = ruled(make_round(ballot_type=BallotType.POINTS, least=0, most=None), points_total=100)
    page, _voter = enter(visitor, round_)
    page = send(client, page, round_, **{"mark-1": "ten", "mark-2": "-3"})
    assert page.errors == ["Number 1: write a whole number"]


def test_places_are_given_once_each(client: FlaskClient, visitor: Visitor) -> None:
    round_ = make_round(ballot_type=BallotType.RANK, most=3)
    page, voter = enter(visitor, round_)
    page = send(client, page, round_, **{"mark-1": "1", "mark-2": "1"})
    assert page.errors == ["Give each place once: 1 for your first choice, then 2, and so on without a gap"]
    page = send(client, page, round_, **{"mark-1": "2", "mark-2": "1"})
    assert page.text.index("1st") < page.text.index("2nd")
    assert draft(voter) == {1: 2, 2: 1}
    with unit_of_work():
        commands.keep_one(voter.id, 3, 1, received_at=now())
    assert "1st is given twice. Take one back" in visitor.open(f"/vote/{round_.slug}/choose").text


def test_a_boost_vote_may_go_to_a_project_that_was_chosen(client: FlaskClient, visitor: Visitor) -> None:
    """E05: it may repeat a choice, only for those on the list, and need not be given."""
    round_ = ruled(make_round(), boost_votes=1)
    with unit_of_work():
        db.session.query(BallotItem).filter_by(round_id=round_.id, number=2).one().is_boosted = True
        round_key = queries.key_of(round_.id)
        round_key.inner_length = 128
    page, voter = enter(visitor, round_)
    assert page.text.count("Give it a boost vote") == 1
    assert "0 of 1 boost vote given" in page.text
    page = send(client, page, round_, **{"choices-0": ["1", "2"], "boost": ["2", "3"]})
    assert draft(voter) == {1: 1, 2: 1, 2 | BOOST: 1}, "number 3 offers none"
    assert "Boost vote" in page.text
    assert page.submit("Cast my vote").h1 == "Your vote is in the box"


def test_a_project_of_ones_own_is_barred_with_a_reason_or_not_counted(client: FlaskClient, visitor: Visitor) -> None:
    """E09: the rule is per item."""
    round_ = ruled(make_round(), own_project=OwnProject.BARRED)
    page, voter = enter(visitor, round_, own=[3])
    assert "A project of your group: you cannot vote for it" in page.text
    assert not [e for e in page.tree.iter("input") if e.get("id") == "item-3"]
    with unit_of_work():
        commands.keep_marks(voter.id, shown=[3], marks={3: 1}, received_at=now())
    page = visitor.open(f"/vote/{round_.slug}/review")
    assert page.errors == ["You cannot vote for a project of your own group. Take it off"]
    with pytest.raises(DomainError, match="your own group"), unit_of_work():
        commands.cast_vote(voter.id, received_at=now(), today=now().date())

    ruled(round_, own_project=OwnProject.EXCLUDED)
    page = visitor.open(f"/vote/{round_.slug}/choose")
    assert "What you give to a project of your own group is not counted." in page.text
    assert [e for e in page.tree.iter("input") if e.get("id") == "item-3"]


def test_a_voter_sees_their_own_pots_or_all(visitor: Visitor) -> None:
    """E14."""
    round_, there = make_round(), make_ward()
    with unit_of_work():
        pot = RoundPot(round_id=round_.id, name="Far away", amount_pence=1000, area_id=there.id, position=2)
        db.session.add(pot)
        db.session.flush()
        item = BallotItem(round_id=round_.id, round_pot_id=pot.id, number=9, title="Far", summary="", cost_pence=1000)
        db.session.add(item)
    page, _voter = enter(visitor, round_)
    assert "Far away" not in page.text
    ruled(round_, pot_scope=PotScope.ALL)
    page = visitor.open(f"/vote/{round_.slug}/choose")
    assert "Far away" in page.text
    assert "You can choose in every pot below." in page.text


@pytest.mark.parametrize("lang", ["en", "ur"])
@pytest.mark.slow
def test_one_choice_costs_less_than_a_kilobyte(client: FlaskClient, visitor: Visitor, lang: str) -> None:
    """Sent and received, headers aside; for every kind of ballot."""
    kinds: dict[BallotType, dict[str, str]] = {
        BallotType.APPROVE: {"on": "1"},
        BallotType.BUDGET: {"on": "1"},
        BallotType.POINTS: {"value": "9"},
        BallotType.SCORE: {"value": "3"},
        BallotType.RANK: {"value": "1"},
    }
    client.set_cookie("lang", lang)
    for kind, choice in kinds.items():
        round_ = ruled(make_round(ballot_type=kind, least=0), points_total=5, boost_votes=0)
        made = make_voter(round_, make_ward())
        page = visitor.open(f"/vote/{round_.slug}/code")
        form = next(e.get("value", "") for e in page.tree.iter("input") if e.get("name") == "csrf_token")
        client.post(f"/vote/{round_.slug}/code", data={"code": made.code, "csrf_token": form})
        sent = {"item": "2", "csrf_token": form, **choice}
        answer = client.post(f"/vote/{round_.slug}/keep", data=sent)
        assert answer.status_code == 200
        body = "&".join(f"{key}={value}" for key, value in sent.items())
        assert len(body) + len(answer.data) < 1024
        assert draft(made.voter) == {2: int(choice.get("value", 1))}


def test_a_project_withdrawn_while_it_is_read_is_told(client: FlaskClient, visitor: Visitor) -> None:
    """E03."""
    round_ = make_round()
    page, voter = enter(visitor, round_)
    with unit_of_work():
        db.session.query(BallotItem).filter_by(round_id=round_.id, number=2).one().is_withdrawn = True
    answer = client.post(f"/vote/{round_.slug}/keep", data={"item": "2", "on": "1", "csrf_token": token(page)})
    assert answer.status_code == 409
    assert answer.json == {"gone": True, "words": "Number 2 has been withdrawn. Choose another project"}
    assert draft(voter) == {}


def test_two_projects_side_by_side_keep_what_is_chosen(client: FlaskClient, visitor: Visitor) -> None:
    round_ = make_round()
    page, voter = enter(visitor, round_)
    page = send(client, page, round_, "compare", **{"choices-0": ["4"], "first": "1", "second": "3"})
    assert page.h1 == "Compare two projects"
    assert ("Project 1" in page.text, "Project 3" in page.text, "Project 4" in page.text) == (True, True, False)
    assert page.path == f"/vote/{round_.slug}/choose", "the numbers stand in no address"
    assert draft(voter) == {4: 1}
    assert "1 of 3 chosen" in page.follow("Back to all projects").text


def test_a_card_is_drawn_for_each_voter_anew(visitor: Visitor) -> None:
    """What is kept of a card between voters has no mark in it."""
    round_ = make_round()
    _page, voter = enter(visitor, round_)
    with unit_of_work():
        commands.keep_marks(voter.id, shown=[2], marks={2: 1}, received_at=now())
    ticked = [
        e.get("value") for e in visitor.open(f"/vote/{round_.slug}/choose").tree.iter("input") if "checked" in e.attrib
    ]
    assert ticked == ["2"]
    visitor.client.delete_cookie("vote", path="/vote")
    page, _other = enter(visitor, round_)
    assert not [e for e in page.tree.iter("input") if "checked" in e.attrib]


def test_a_receipt_is_sent_once_asked_for_and_its_address_not_kept(client: FlaskClient, visitor: Visitor) -> None:
    round_ = make_round()
    page, _voter = enter(visitor, round_)
    page = send(client, page, round_, **{"choices-0": ["1"]}).submit("Cast my vote")
    receipt = db.session.scalars(sa.select(Envelope.receipt)).one()
    page = page.form("Send").fill("Email address or mobile number", "nonsense").submit()
    assert page.errors == ["This does not look right. Check it and try again"]
    page = page.form("Send").fill("Email address or mobile number", "ann@example.org").submit()
    assert "Your receipt is on its way." in page.text
    row = db.session.scalars(sa.select(OutboxRow)).one()
    assert receipt.encode() not in row.sealed
    assert b"ann@" not in row.sealed
    assert send_due() == 1
    page = page.form("Send").fill("Email address or mobile number", "07700 900123").submit()
    assert db.session.scalars(sa.select(OutboxRow.template)).one() == "ballots/sms/receipt"
    for _more in range(3):
        page = page.form("Send").fill("Email address or mobile number", "ann@example.org").submit()
    page = page.form("Send").fill("Email address or mobile number", "ann@example.org").submit()
    assert page.errors == ["Enough messages were sent for today. Write the receipt down or print it"]


def test_the_vote_goes_on_on_another_device(client: FlaskClient, visitor: Visitor) -> None:
    round_ = make_round()
    page, voter = enter(visitor, round_)
    send(client, page, round_, **{"choices-0": ["1"]})
    page = visitor.open(f"/vote/{round_.slug}/another-device").submit("Show me a new code")
    code = next("".join(e.itertext()) for e in page.tree.iter() if e.get("id") == "voting-code")
    assert re.fullmatch(r"[2-9A-Z]{5} [2-9A-Z]{5}", code)
    assert any(e.get("src", "").startswith("data:image/svg+xml") for e in page.tree.iter("img"))
    client.delete_cookie("vote", path="/vote")
    page = visitor.open(f"/vote/{round_.slug}/code").form("Continue").fill("Your voting code", code).submit()
    assert "1 of 3 chosen" in page.text
    assert draft(voter) == {1: 1}


def test_who_has_a_paper_is_told_so(visitor: Visitor) -> None:
    """A right that was used another way is told in plain words, on every page."""
    round_ = make_round()
    _page, voter = enter(visitor, round_)
    with unit_of_work():
        right = db.session.scalars(sa.select(Entitlement).where(Entitlement.voter_id == voter.id)).one()
        right.taken_by, right.taken_on = Channel.PAPER, now().date()
    for name in ("choose", "review", "another-device"):
        assert "You have a paper ballot. One person has one vote." in visitor.open(f"/vote/{round_.slug}/{name}").text


def test_others_may_add_to_the_page_after_the_vote(client: FlaskClient, visitor: Visitor) -> None:
    """A panel gets the round and nobody: nothing leads from it to the voter."""
    seen: list[tuple[object, object]] = []

    def panel(round_: Round, actor: Any) -> list[Panel]:
        seen.append((round_.slug, actor.id))
        return []

    ports().add_panel("after-vote", panel)
    try:
        round_ = make_round()
        page, _voter = enter(visitor, round_)
        send(client, page, round_, **{"choices-0": ["1"]}).submit("Cast my vote")
    finally:
        ports().panels["after-vote"].remove(panel)
    assert seen == [(round_.slug, None)]


def test_from_the_first_page_to_the_receipt_in_six_requests(client: FlaskClient, visitor: Visitor) -> None:
    """start, its form, ballot, its form (the review), the cast, the receipt."""
    make_ward("Manningham", "BD8 8AA")
    round_, number = make_round(), 0
    real = client.open

    def counted(*args: Any, **kw: Any) -> Any:
        nonlocal number
        answer = real(*args, **kw)
        number += 1  # a redirect is followed through here too
        return answer

    client.open = counted  # type: ignore[method-assign]
    form = visitor.open(f"/vote/{round_.slug}/").form("Continue").fill("Your full name", "Ann Lee")
    page = form.fill("Your postcode", "BD8 8AA").pick("Yes").pick("I live here").submit().follow("Choose projects")
    form = page.form("Check your choices").fill("Project 1", True).fill("Project 2", True).fill("Project 4", True)
    page = form.submit().submit("Cast my vote")
    assert page.h1 == "Your vote is in the box"
    assert number == 6

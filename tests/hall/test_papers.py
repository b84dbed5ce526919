"""Papers of the hall are in a desk's issue log: handed out at the door, for a card, or noted without a connection."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.ballots.commands import paper_desk, paper_sheets
from app.ballots.models.paper import PaperCount, PaperDesk, SheetKind
from app.ballots.models.paper import Tally as PaperTally
from app.ballots.queries import paper as papers
from app.core import clock
from app.core.access import Role
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.hall import commands, queries
from app.hall.models import DecisionDay, HandoverState, Tally
from app.register.models import Channel, Entitlement
from app.rounds.models import OwnProject, Round
from tests.ballots import factories as ballots
from tests.ballots.paper import factories as paper
from tests.hall import factories as hall
from tests.hall.test_handover import entry, hand_entry
from tests.hall.test_pages import SignIn, base
from tests.people.factories import make_person
from tests.support.browser import Visitor


def issued(round_id: uuid.UUID) -> int:
    return sum(counts[PaperTally.ISSUED] for counts in papers.tallies(round_id).values())


def swap(day_id: uuid.UUID, code: str) -> None:
    with unit_of_work():
        commands.swap_for_paper(day_id, code, actor=hall.OFFICER())


@pytest.mark.slow
def test_a_paper_at_the_desk_is_in_the_issue_log_without_a_name(committed: Flask) -> None:
    """E10, E22: the right is used, the log counts by half-day and area, and nobody can say who has which."""
    round_, ward = hall.make_score_round(), ballots.make_ward()
    day_id = hall.make_day(round_)
    voter_id = ballots.make_voter(round_, ward, "Amina Khan").voter.id
    with pytest.raises(WrongState, match="No papers"):
        hall.give_card(day_id, voter_id, commands.Way.PAPER)
    hall.make_papers(day_id)
    hall.give_card(day_id, voter_id, commands.Way.PAPER)
    row = db.session.scalars(sa.select(PaperCount)).one()
    assert (row.kind, row.number, row.area_id) == (PaperTally.ISSUED, 1, ward.id)
    assert [right.taken_by for right in hall.voter(voter_id).entitlements] == [Channel.PAPER]
    assert queries.counts(day_id)[Tally.PAPERS] == 1
    for way in (commands.Way.PAPER, commands.Way.CARD):
        with pytest.raises(WrongState):
            hall.give_card(day_id, voter_id, way)
    assert issued(round_.id) == 1
    told = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.verb == "hand_out_paper")).one()
    assert str(voter_id) not in f"{told.after}{told.subject_id}" and "Amina" not in str(told.subject_name)


def test_no_paper_for_somebody_with_a_project_of_their_own(committed: Flask) -> None:
    """E09: a paper cannot leave it out."""
    round_, ward = hall.make_score_round(), ballots.make_ward()
    with unit_of_work():
        db.session.get_one(Round, round_.id).rules.own_project = OwnProject.EXCLUDED
    day_id = hall.make_day(round_)
    hall.make_papers(day_id)
    voter_id = ballots.make_voter(round_, ward, own_items=(2,)).voter.id
    with pytest.raises(NotAllowed, match="project of their own"):
        hall.give_card(day_id, voter_id, commands.Way.PAPER)
    assert issued(round_.id) == 0


@pytest.mark.slow
def test_a_paper_for_a_card_of_the_pack(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id = hall.make_day(round_)
    code = hall.make_cards(day_id)[0]
    hall.card_voter(round_, day_id, code)
    with pytest.raises(WrongState, match="No papers"):
        swap(day_id, code)
    hall.make_papers(day_id)
    swap(day_id, code)
    with pytest.raises(DomainError):
        swap(day_id, code)
    assert issued(round_.id) == queries.counts(day_id)[Tally.PAPERS] == 1


@pytest.mark.slow
def test_a_paper_for_a_named_card_uses_its_voters_right(committed: Flask) -> None:
    """E10: without a connection no right was used when the card was given; it is when a paper takes its place."""
    round_, ward = hall.make_score_round(), ballots.make_ward()
    day_id = hall.make_day(round_)
    hall.make_papers(day_id)
    cast, scored, unnoted = hall.make_cards(day_id, is_named=True)[:3]
    hall.start(day_id, hall.slots(day_id)[0], now())
    for code, name in ((cast, "Amina Khan"), (scored, "Bo Li")):
        assert hand_entry(day_id, entry(f"desk-entry-of-{name}", name, ward.id, code)) is HandoverState.TAKEN
        hall.score(hall.holder(round_, code), hall.slots(day_id)[0], 4, now())
    holder = hall.holder(round_, scored)
    hall.holder(round_, unnoted)
    with pytest.raises(DomainError, match="Hand over first"):
        swap(day_id, unnoted)
    swap(day_id, scored)
    taken = db.session.scalars(sa.select(Entitlement.taken_by).where(Entitlement.voter_id == holder)).all()
    assert taken == [Channel.PAPER]
    assert issued(round_.id) == 1
    hall.close(day_id, now() + dt.timedelta(hours=1))
    assert [list(vote.values()) for vote in hall.inside(round_)] == [[4]], "the other card's, unread"


@pytest.mark.slow
def test_noted_without_a_connection_it_is_counted_once(committed: Flask) -> None:
    """Handed over five times, and after voting has closed: one paper is out."""
    round_, ward = hall.make_score_round(), ballots.make_ward()
    day_id = hall.make_day(round_)
    given = entry("desk-entry-with-a-paper", "Di Mo", ward.id)
    with pytest.raises(WrongState, match="No papers"):
        hand_entry(day_id, given)
    hall.make_papers(day_id)
    assert {hand_entry(day_id, given) for _time in range(5)} == {HandoverState.TAKEN}
    assert papers.paper_turnout(round_.id) == {ward.id: 1}
    with pytest.raises(DomainError, match="the desk stays"), unit_of_work():
        commands.set_paper_desk(day_id, None, actor=hall.OFFICER())
    with clock.at(round_.closes_at + dt.timedelta(minutes=10)):
        assert hand_entry(day_id, entry("desk-entry-after-the-close", "Ed No", ward.id)) is HandoverState.TAKEN
    assert issued(round_.id) == 2


@pytest.mark.slow
def test_issued_is_in_boxes_and_spoilt_and_not_returned(committed: Flask) -> None:
    """E17, E20: the desk's sheet counts the hall's papers, and waits until the hall's list is closed."""
    round_, crew, ward = hall.make_score_round(), paper.make_crew(), ballots.make_ward()
    day_id = hall.make_day(round_)
    desk: PaperDesk = hall.make_papers(day_id, 5)
    voters = [ballots.make_voter(round_, ward).voter.id for _each in range(2)]
    for voter_id in voters:
        hall.give_card(day_id, voter_id, commands.Way.PAPER)
    code = hall.make_cards(day_id)[0]
    hall.card_voter(round_, day_id, code)
    swap(day_id, code)
    with unit_of_work():
        paper_desk.take_spoilt(desk.id, is_replaced=True, actor=crew.desk1, now=now())
    box, at = paper.make_box(round_, desk, crew), paper.after_close(round_)
    typed = ["A512", "B345"]
    paper.empty(box, 2, crew, at)
    batch = paper.make_batch(box, 2, crew)
    for keyer in (crew.keyer1, crew.keyer2):
        paper.key(round_, keyer, typed, at)
    paper.check_samples(batch.id, typed, crew)
    paper.sign(round_, SheetKind.BATCH, batch.id, crew)
    paper.sign(round_, SheetKind.BOX, box.id, crew)
    with pytest.raises(WrongState, match="list of the hall is still open"):
        paper.sign(round_, SheetKind.DESK, desk.id, crew, unused=1, explanation="One went home with a paper")
    hall.close(day_id, now())
    found = paper_sheets.sheet_numbers(round_.id, SheetKind.DESK, desk.id, unused=1)
    assert (found.declared, found.accepted, found.rejected, found.unaccounted, found.missing) == (3, 2, 0, 1, 0)
    with pytest.raises(DomainError) as refused:
        paper.sign(round_, SheetKind.DESK, desk.id, crew, unused=1)
    assert refused.value.field == "explanation"
    paper.sign(round_, SheetKind.DESK, desk.id, crew, unused=1, explanation="One went home with a paper")
    assert papers.unfinished(round_.id) == 0


@pytest.mark.slow
def test_the_desk_of_the_papers_is_chosen_on_the_days_page(
    client: FlaskClient, sign_in: SignIn, session: Session
) -> None:
    round_ = hall.make_score_round()
    day_id, ward = hall.make_day(round_), ballots.make_ward()
    sign_in(client, make_person(name="Rosa Ro", roles=(Role.RETURNING_OFFICER,), has_second_step=True))
    officer = Visitor(client)
    assert "No desk hands papers out in this round yet." in officer.open(base(round_, day_id)).text
    hall.make_papers(day_id)
    with unit_of_work():
        commands.set_paper_desk(day_id, None, actor=hall.OFFICER())
    ballots.make_voter(round_, ward, "Amina Khan")
    desk = officer.open(base(round_, day_id) + "/desk?q=amina")
    assert "Check in with a paper" not in desk.text
    form = officer.open(base(round_, day_id)).form("Save the desk of the papers")
    form.fill("Papers handed out in the hall come from", "Hall papers").submit()
    page = officer.open(base(round_, day_id) + "/desk?q=amina").submit("Check in with a paper Amina Khan")
    assert "Give them a paper" in page.text
    page = page.follow("Exchange a spoilt paper, and see the issue log")
    assert page.h1 == "Desk: Hall papers"
    assert db.session.get_one(DecisionDay, day_id).paper_desk_id is not None

"""Planning, the lot, windows, cards, the incomplete rule and closing the list."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
import sqlalchemy as sa
from flask import Flask

from app.ballots.models import Ballot, Envelope
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.hall import commands, presenters, queries
from app.hall.models import DayState, DecisionDay, HandoverState, Stay, Tally
from app.register.commands import Registration
from app.register.models import TurnoutCount, VoterState
from app.rounds.models import Connection, Incomplete
from tests.ballots import factories as ballots
from tests.hall import factories as hall

SECOND = dt.timedelta(seconds=1)


def test_anybody_can_draw_the_order_again(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day = db.session.get_one(DecisionDay, hall.make_day(round_))
    numbers = [line.item.number for line in presenters.pitches(day, "en", now())]
    assert numbers == sorted((1, 2, 3), key=lambda n: hashlib.sha256(f"seven apples:{n}".encode()).hexdigest())
    hall.start(day.id, day.slots[0].id, now())
    with pytest.raises(NotAllowed, match="order stays"), unit_of_work():
        commands.draw_order(day.id, actor=hall.OFFICER())


def test_window_follows_the_servers_clock_to_the_second(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id, at = hall.make_day(round_), now()
    voter_id = hall.card_voter(round_, day_id, hall.make_cards(day_id)[0])
    first, second, _third = hall.slots(day_id)
    with pytest.raises(WrongState, match="not been presented"):
        hall.score(voter_id, first, 3, at)
    hall.start(day_id, first, at)
    end = at + dt.timedelta(seconds=180 + 60)
    hall.score(voter_id, first, 3, end - SECOND)
    with pytest.raises(WrongState, match="time to score"):
        hall.score(voter_id, first, 4, end)
    hall.start(day_id, second, at + dt.timedelta(seconds=100))
    with pytest.raises(WrongState, match="time to score"):
        hall.score(voter_id, first, 4, at + dt.timedelta(seconds=101))
    with pytest.raises(DomainError, match="from 1 to 5"):
        hall.score(voter_id, second, 6, at + dt.timedelta(seconds=101))
    assert db.session.get_one(DecisionDay, day_id).slots[0].answered == 1, "changed once, answered once (E24)"


@pytest.mark.parametrize(("rule", "cast"), [(Incomplete.REJECT, 0), (Incomplete.MEAN, 1), (Incomplete.ZERO, 1)])
@pytest.mark.slow
def test_late_arrival_by_the_incomplete_rule(committed: Flask, rule: Incomplete, cast: int) -> None:
    """E06 to E08: who missed a pitch, and never confirmed, counts as the rule says; nothing becomes a 1."""
    round_ = hall.make_score_round(rule)
    day_id, at = hall.make_day(round_), now()
    codes = hall.make_cards(day_id)
    on_time = hall.card_voter(round_, day_id, codes[0])
    for place, slot_id in enumerate(hall.slots(day_id)):
        at += dt.timedelta(minutes=5)
        hall.start(day_id, slot_id, at)
        hall.score(on_time, slot_id, 5, at + SECOND)
        if place == 1:
            late = hall.card_voter(round_, day_id, codes[1])
        if place:
            hall.score(late, slot_id, 2, at + SECOND)
    at += dt.timedelta(minutes=5)
    with unit_of_work():
        receipt = commands.confirm(on_time, received_at=at, today=today())
    assert len(receipt) == 12
    if rule is Incomplete.REJECT:
        with pytest.raises(DomainError, match="no score"), unit_of_work():
            commands.confirm(late, received_at=at, today=today())
    hall.close(day_id, at)
    found = sorted(hall.inside(round_), key=len, reverse=True)
    assert found[0] == {1: 5, 2: 5, 3: 5}
    assert [len(vote) for vote in found[1:]] == [2] * cast
    counts = queries.counts(day_id)
    assert (counts[Tally.CAST_AT_CLOSE], counts[Tally.INCOMPLETE]) == (cast, 1 - cast)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Stay)) == 0, "who was in when is forgotten"
    with pytest.raises(WrongState, match="over"):
        hall.score(on_time, hall.slots(day_id)[-1], 1, at)


@pytest.mark.slow
def test_one_right_over_online_and_hall(committed: Flask) -> None:
    """E10: a card takes the one right; turnout counts its holder once, whatever the card does later."""
    round_ = hall.make_score_round()
    day_id, at, ward = hall.make_day(round_), now(), ballots.make_ward()
    hall.make_papers(day_id)
    named = ballots.make_voter(round_, ward).voter.id
    code = hall.make_cards(day_id)[0]
    with pytest.raises(DomainError, match="not been handed out"):
        hall.holder(round_, code)
    hall.give_card(day_id, named)
    with pytest.raises(WrongState):
        hall.give_card(day_id, named)
    with pytest.raises(WrongState):
        hall.give_card(day_id, named, commands.Way.PAPER)
    voter_id = hall.holder(round_, code)
    assert hall.holder(round_, code) == voter_id, "the card leads to the same vote again"
    assert voter_id != named and hall.voter(voter_id).name == commands.NAMELESS
    with pytest.raises(DomainError, match="not been handed out"):
        hall.holder(round_, hall.make_cards(day_id)[0])
    hall.start(day_id, hall.slots(day_id)[0], at)
    hall.score(voter_id, hall.slots(day_id)[0], 4, at + SECOND)
    hall.close(day_id, at + dt.timedelta(hours=1))
    assert db.session.scalar(sa.select(sa.func.sum(TurnoutCount.number))) == 1
    assert db.session.query(Envelope).count() == 1


@pytest.mark.slow
def test_a_card_for_another_or_for_a_paper(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id = hall.make_day(round_)
    hall.make_papers(day_id)
    codes = hall.make_cards(day_id)
    voter_id, at = hall.card_voter(round_, day_id, codes[0]), now()
    hall.start(day_id, hall.slots(day_id)[0], at)
    hall.score(voter_id, hall.slots(day_id)[0], 4, at + SECOND)
    with unit_of_work():
        commands.hand_in_card(day_id, codes[0].lower(), actor=hall.OFFICER())
    with pytest.raises(NotAllowed):
        hall.score(voter_id, hall.slots(day_id)[0], 5, at + SECOND)
    other = hall.holder(round_, codes[1])
    assert other != voter_id
    with unit_of_work():
        commands.swap_for_paper(day_id, codes[1], actor=hall.OFFICER())
    with pytest.raises(DomainError), unit_of_work():
        commands.swap_for_paper(day_id, codes[1], actor=hall.OFFICER())
    counts = queries.counts(day_id)
    assert (counts[Tally.CARDS], counts[Tally.REPLACED], counts[Tally.PAPERS]) == (0, 1, 1)
    hall.close(day_id, at + dt.timedelta(hours=1))
    assert hall.inside(round_) == []


def walk_in(day_id: object, name: str, searched: str, *, none_of_these: bool = False) -> VoterState:
    ward = ballots.make_ward()
    given = Registration(name, None, ward.id, Connection.LIVE, age_ok=True)
    with unit_of_work():
        return commands.walk_in(
            day_id,  # type: ignore[arg-type]
            given,
            searched=searched,
            none_of_these=none_of_these,
            actor=hall.OFFICER(),
            received_at=now(),
            today=today(),
        ).state


def test_walk_ins_are_searched_first(committed: Flask) -> None:
    """E44."""
    round_ = hall.make_score_round()
    day_id = hall.make_day(round_)
    with pytest.raises(DomainError, match="Search the register"):
        walk_in(day_id, "Amina Khan", "")
    with pytest.raises(DomainError, match="Search the register"):
        walk_in(day_id, "Amina Khan", "Robert")
    assert walk_in(day_id, "Amina Khan", "amina") is VoterState.ACCEPTED
    with pytest.raises(DomainError, match="somebody of this name"):
        walk_in(day_id, "Amina Khan", "Amina Khan")


def test_presence_by_pitches(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id, at, ward = hall.make_day(round_), now(), ballots.make_ward()
    voter_id = ballots.make_voter(round_, ward).voter.id
    hall.make_papers(day_id)
    first, second, third = hall.slots(day_id)
    hall.start(day_id, first, at)
    hall.give_card(day_id, voter_id, commands.Way.PAPER)
    hall.start(day_id, second, at)
    with unit_of_work():
        commands.go_out(day_id, voter_id, actor=hall.OFFICER())
    hall.start(day_id, third, at)
    assert queries.in_room(day_id) == 0
    with unit_of_work():
        commands.come_back(day_id, voter_id, actor=hall.OFFICER())
    day = db.session.get_one(DecisionDay, day_id)
    found = queries.presence(day, [voter_id])[voter_id]
    assert (found.was_here, found.is_here, found.missed) == (True, True, 2), "came after the first, out in the third"
    assert queries.counts(day_id)[Tally.CHECKED_IN] == 1


@pytest.mark.slow
def test_the_opening_waits_for_the_list(committed: Flask) -> None:
    round_ = hall.make_score_round()
    day_id, at = hall.make_day(round_), now()
    voter_id = hall.card_voter(round_, day_id, hall.make_cards(day_id)[0])
    hall.start(day_id, hall.slots(day_id)[0], at)
    hall.score(voter_id, hall.slots(day_id)[0], 4, at + SECOND)
    with pytest.raises(WrongState, match="list of the hall is still open"):
        ballots.open_box(round_)
    hall.close(day_id, round_.closes_at + dt.timedelta(minutes=5))
    ballots.open_box(round_)
    assert db.session.query(Ballot).count() == 1
    assert db.session.get_one(DecisionDay, day_id).state is DayState.CLOSED


def test_roles(committed: Flask) -> None:
    from app.core.access import Actor, Grant, Role, Scope

    round_ = hall.make_score_round()
    day_id = hall.make_day(round_)
    desk = Actor(None, "Dee Desk", grants=(Grant(Role.DESK_STAFF, Scope.ROUND, round_.id),))
    other = Actor(None, "Otto Other", grants=(Grant(Role.FUND_MANAGER),))
    hall_slots = hall.slots(day_id)
    with pytest.raises(NotAllowed), unit_of_work():
        commands.start_slot(day_id, hall_slots[0], actor=other, now=now())
    with unit_of_work():
        commands.start_slot(day_id, hall_slots[0], actor=desk, now=now())
        commands.end_slot(day_id, hall_slots[0], actor=desk, now=now() + SECOND)
    for actor in (desk, other):
        with pytest.raises(NotAllowed), unit_of_work():
            commands.close_list(day_id, actor=actor, now=now() + dt.timedelta(hours=1), today=today())
        with pytest.raises(NotAllowed), unit_of_work():
            commands.draw_order(day_id, actor=actor)


def test_states_of_handovers_are_words() -> None:
    assert set(presenters.ENDS) == set(HandoverState)

"""Turnout over every channel counts a voter once; a card's own row is nobody on the register (E10, E24)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from flask import Flask

from app.ballots import commands as box
from app.ballots.commands import paper_desk
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.hall import commands
from app.insight import queries as insight
from app.register import commands as register_commands
from app.register import queries as register
from app.register.models import Channel, VoterState
from app.register.queries import voted
from app.rounds.models import Electorate, Round
from tests.ballots import factories as ballots
from tests.hall import factories as hall

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers as they are, so that a test of three voters can see one too many."""
    monkeypatch.setattr(voted, "ROUND_TO", 1)


def make_desk(round_: Round) -> uuid.UUID:
    with unit_of_work():
        desk = paper_desk.add_desk(round_.id, name="Library", channel=Channel.PAPER, actor=hall.OFFICER(), now=now())
    return desk.id


def turnout(round_: Round) -> register.Turnout:
    return register.turnout(round_.id, now() + dt.timedelta(hours=3))


@pytest.mark.usefixtures("committed", "exact")
@pytest.mark.slow
def test_each_voter_is_counted_once_by_area_and_way() -> None:
    """Online twice, a paper spoilt and replaced, a card cast, one swapped for a paper, one exchanged: five voters."""
    round_ = hall.make_score_round()
    with unit_of_work():
        rules = db.session.get_one(Round, round_.id).rules
        rules.channels = [Channel.ONLINE.value, Channel.HALL.value, Channel.PAPER.value]
    ward = ballots.make_ward()
    online = ballots.make_voter(round_, ward).voter.id
    for value in (3, 5):
        with unit_of_work():
            box.keep_score(online, 1, value, received_at=now())
        with unit_of_work():
            box.cast_vote(online, received_at=now(), today=today())
    paper, desk_id = ballots.make_voter(round_, ward).voter.id, make_desk(round_)
    with unit_of_work():
        paper_desk.hand_out(paper, desk_id, actor=hall.OFFICER(), now=now())
    with unit_of_work():
        paper_desk.take_spoilt(desk_id, is_replaced=True, actor=hall.OFFICER(), now=now())
    day_id, at = hall.make_day(round_), now()
    with unit_of_work():
        commands.set_paper_desk(day_id, desk_id, actor=hall.OFFICER())
    codes = hall.make_cards(day_id)
    cast, swapped = (hall.card_voter(round_, day_id, code) for code in codes[:2])
    hall.start(day_id, hall.slots(day_id)[0], at)
    for voter_id in (cast, swapped):
        hall.score(voter_id, hall.slots(day_id)[0], 4, at + SECOND)
    with unit_of_work():
        commands.swap_for_paper(day_id, codes[1], actor=hall.OFFICER())
    exchanged = hall.card_voter(round_, day_id, codes[2])
    with unit_of_work():
        commands.hand_in_card(day_id, codes[2], actor=hall.OFFICER())
    again = hall.holder(round_, codes[3])
    assert again != exchanged
    hall.score(again, hall.slots(day_id)[0], 2, at + SECOND)
    hall.close(day_id, at + dt.timedelta(hours=1))
    found = turnout(round_)
    assert found.total == 5
    assert found.by_channel == {Channel.HALL: 2, Channel.ONLINE: 1, Channel.PAPER: 2}
    assert found.by_area[ward.name] == 2 and set(found.by_area.values()) == {1, 2}
    assert len(found.by_area) == 4 and "" not in found.by_area, "no line for cards, which know no area"


@pytest.mark.usefixtures("committed", "exact")
@pytest.mark.slow
def test_a_card_is_nobody_on_the_register() -> None:
    round_ = hall.make_score_round()
    day_id, at = hall.make_day(round_), now()
    card = hall.card_voter(round_, day_id, hall.make_cards(day_id)[0], "Amina Khan")
    hall.start(day_id, hall.slots(day_id)[0], at)
    hall.score(card, hall.slots(day_id)[0], 4, at + SECOND)
    assert register.voters_found(round_.id, commands.NAMELESS) == []
    assert len(register.voters_found(round_.id, "Amina")) == 1
    assert register.counts(round_.id)[VoterState.ACCEPTED] == 1
    assert register.electorate_counts(round_.id) == {Electorate.OPEN: (1, 0)}
    assert [voter.name for voter in register.members(round_.id, Electorate.OPEN)] == ["Amina Khan"]
    assert register.unfinished(round_.id) == 0, "a card is no unfinished vote of somebody who could be reminded"
    assert sum(n[0] for n in insight.reach(round_.id).by_language.values()) == 1


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.HALL])
@pytest.mark.slow
def test_nobody_whose_right_went_to_a_paper_or_card_is_reminded(channel: Channel) -> None:
    round_ = ballots.make_round()
    voter_id = ballots.make_voter(round_, ballots.make_ward(), email="begun@example.org").voter.id
    with unit_of_work():
        box.keep_draft(voter_id, shown=[1, 2], ticked=[1], received_at=now())
    assert register.count_to_remind(round_.id, today(), has_texts=True) == 1
    with unit_of_work():
        register_commands.take_entitlement(voter_id, channel, today())
    assert register.count_to_remind(round_.id, today(), has_texts=True) == 0


def test_a_held_card_that_no_desk_noted_must_be_decided(committed: Flask) -> None:
    """Its vote keeps the box shut, so it is shown, alone: other cards are not like it."""
    round_ = hall.make_score_round()
    day_id = hall.make_day(round_)
    held, _other = (hall.holder(round_, code) for code in hall.make_cards(day_id, is_named=True)[:2])
    case = register.held_case(held)
    assert (case.voter.name, case.others) == (commands.NAMELESS, [])
    assert register.counts(round_.id)[VoterState.HELD] == 2

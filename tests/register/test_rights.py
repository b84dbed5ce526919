"""The right to a ballot is used once, whatever comes at once; a desk voids an online vote for a paper (E10)."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.ballots import commands as ballots
from app.ballots.models import Envelope
from app.core.access import Actor, Grant, Role
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.register import commands, queries
from app.register.models import Channel, Entitlement, Slot, TurnoutCount, VoterState
from app.rounds.models import ChannelPolicy, Round
from tests.ballots.factories import cast, make_round, make_voter, make_ward

DESK = Actor(None, "Dee Desk", grants=(Grant(Role.DESK_STAFF),))


def split_round() -> Round:
    """A round that gives one vote online and one in person."""
    round_ = make_round()
    with unit_of_work():
        db.session.get_one(Round, round_.id).rules.channel_policy = ChannelPolicy.ONE_PER_CHANNEL
    return db.session.get_one(Round, round_.id)


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("channel", [Channel.PAPER, Channel.POST, Channel.HALL])
def test_a_right_is_taken_once_and_said_in_words(channel: Channel) -> None:
    voter = make_voter(make_round(), make_ward()).voter
    with unit_of_work():
        right = commands.take_entitlement(voter.id, channel, today())
    assert (right.taken_by, right.taken_on) == (channel, today())
    with pytest.raises(WrongState, match="already"), unit_of_work():
        commands.take_entitlement(voter.id, Channel.PAPER, today())
    with pytest.raises(WrongState, match="already"):
        cast(voter.id, [1])
    assert queries.unfinished(voter.round_id) == 0


@pytest.mark.usefixtures("session")
def test_after_an_online_vote_there_is_no_paper_until_it_is_void(session: Session) -> None:
    round_ = make_round()
    voter = make_voter(round_, make_ward()).voter
    cast(voter.id, [1])
    with pytest.raises(WrongState, match="voted online"), unit_of_work():
        commands.take_entitlement(voter.id, Channel.PAPER, today())
    with pytest.raises(DomainError, match="Say why"), unit_of_work():
        commands.void_online(voter.id, DESK, " ")
    with unit_of_work():
        commands.void_online(voter.id, DESK, "Wants a paper after all")
    assert session.scalars(sa.select(Envelope)).all() == []
    assert session.scalars(sa.select(AuditEntry.reason).where(AuditEntry.verb == "void_online")).all() == [
        "Wants a paper after all"
    ]
    with unit_of_work():
        commands.take_entitlement(voter.id, Channel.PAPER, today())
    counted = dict(session.execute(sa.select(TurnoutCount.channel, TurnoutCount.number)).tuples().all())
    assert counted == {Channel.ONLINE: 0, Channel.PAPER: 1}
    with pytest.raises(WrongState, match="no online vote"), unit_of_work():
        commands.void_online(voter.id, DESK, "again")


@pytest.mark.usefixtures("session")
def test_only_the_rounds_workers_void_and_only_until_the_close() -> None:
    round_ = make_round()
    voter = make_voter(round_, make_ward()).voter
    cast(voter.id, [1])
    for role in (Role.TRUSTEE, Role.ADMINISTRATOR, Role.OBSERVER):
        with pytest.raises(NotAllowed), unit_of_work():
            commands.void_online(voter.id, Actor(None, "X", grants=(Grant(role),)), "because")
    with unit_of_work():
        db.session.get_one(Round, round_.id).closes_at = now()
    with pytest.raises(NotAllowed, match="closed"), unit_of_work():
        commands.void_online(voter.id, DESK, "too late")


@pytest.mark.usefixtures("session")
def test_a_held_voter_gets_no_paper_but_may_cast() -> None:
    round_, area = make_round(), make_ward()
    make_voter(round_, area, "Ann Lee")
    voter = make_voter(round_, area, "Ann Lee").voter
    assert voter.state is VoterState.HELD
    with pytest.raises(NotAllowed, match="decide about this voter first"), unit_of_work():
        commands.take_entitlement(voter.id, Channel.PAPER, today())
    assert cast(voter.id, [1])


@pytest.mark.usefixtures("session")
def test_one_vote_each_way_where_the_rules_give_it(session: Session) -> None:
    voter = make_voter(split_round(), make_ward()).voter
    slots = {right.slot for right in session.scalars(sa.select(Entitlement))}
    assert slots == {Slot.ONLINE, Slot.IN_PERSON}
    with unit_of_work():
        assert commands.take_entitlement(voter.id, Channel.HALL, today()).slot is Slot.IN_PERSON
    assert cast(voter.id, [1])
    with pytest.raises(WrongState), unit_of_work():
        commands.take_entitlement(voter.id, Channel.POST, today())
    assert session.scalar(sa.select(sa.func.sum(TurnoutCount.number))) == 2


def race(app: Flask, *acts: Callable[[], object]) -> list[str]:
    """All at once, each in its own thread and transaction; "done", or the kind of refusal."""
    start, ended = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait(20)
            try:
                with unit_of_work():
                    act()
                ended.append("done")
            except DomainError as refusal:
                ended.append(type(refusal).__name__)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    return sorted(ended)


def test_of_many_hand_outs_at_once_one_gets_the_right(committed: Flask) -> None:
    voter_id = make_voter(make_round(), make_ward()).voter.id

    def take() -> object:
        return commands.take_entitlement(voter_id, Channel.PAPER, today())

    assert race(committed, *[take] * 6) == ["WrongState"] * 5 + ["done"]
    assert db.session.scalar(sa.select(sa.func.sum(TurnoutCount.number))) == 1


@pytest.mark.parametrize("_turn", range(4))
@pytest.mark.slow
def test_a_cast_and_a_paper_at_once_leave_one_ballot(committed: Flask, _turn: int) -> None:
    voter_id = make_voter(make_round(), make_ward()).voter.id
    with unit_of_work():
        ballots.keep_draft(voter_id, shown=[1, 2], ticked=[1], received_at=now())

    def take() -> object:
        return commands.take_entitlement(voter_id, Channel.PAPER, today())

    def send() -> object:
        return ballots.cast_vote(voter_id, received_at=now(), today=today())

    assert race(committed, take, send, take, send).count("done") >= 1
    right = db.session.scalars(sa.select(Entitlement).where(Entitlement.voter_id == voter_id)).one()
    envelopes = db.session.scalar(sa.select(sa.func.count()).select_from(Envelope))
    assert (right.taken_by, envelopes) in {(Channel.PAPER, 0), (Channel.ONLINE, 1)}
    assert db.session.scalar(sa.select(sa.func.sum(TurnoutCount.number))) == 1


@pytest.mark.parametrize("_turn", range(3))
@pytest.mark.slow
def test_voids_casts_and_papers_at_once_leave_one_ballot(committed: Flask, _turn: int) -> None:
    voter_id = make_voter(make_round(), make_ward()).voter.id
    with unit_of_work():
        ballots.keep_draft(voter_id, shown=[1, 2], ticked=[1], received_at=now())
    with unit_of_work():
        ballots.cast_vote(voter_id, received_at=now(), today=today())

    def void() -> object:
        return commands.void_online(voter_id, DESK, "Paper")

    def take() -> object:
        return commands.take_entitlement(voter_id, Channel.PAPER, today())

    def send() -> object:
        return ballots.cast_vote(voter_id, received_at=now(), today=today())

    race(committed, void, take, send, void, take)
    right = db.session.scalars(sa.select(Entitlement).where(Entitlement.voter_id == voter_id)).one()
    envelopes = db.session.scalar(sa.select(sa.func.count()).select_from(Envelope))
    assert (right.taken_by, envelopes) in {(Channel.PAPER, 0), (Channel.ONLINE, 1), (None, 0)}
    assert db.session.scalar(sa.select(sa.func.sum(TurnoutCount.number))) == (right.taken_by is not None)


def test_two_of_one_name_at_once_are_one_accepted_and_one_held(committed: Flask) -> None:
    round_id, area_id = make_round().id, make_ward().id
    from app.rounds.models import Connection

    def come() -> object:
        given = commands.Registration("Ann Lee", None, area_id, Connection.LIVE, age_ok=True)
        return commands.register_voter(round_id, given, received_at=now(), today=today())

    assert race(committed, *[come] * 4) == ["done"] * 4
    counts = queries.counts(round_id)
    assert (counts[VoterState.ACCEPTED], counts[VoterState.HELD]) == (1, 3)

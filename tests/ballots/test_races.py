"""At once: casts, registrations and the opening on real commits, on either database."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.ballots import commands
from app.ballots.models import Ballot, Draft, Envelope
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import DomainError
from app.register.models import TurnoutCount, VoterState
from app.register.queries import counts
from app.rounds.models import Round
from tests.ballots.factories import make_round, make_voter, make_ward, open_box

PAIRS = 12


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, or the error it raised; all start together, each on a connection of its own."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                results[place] = act()
            except Exception as fault:  # noqa: BLE001 - the test looks at it
                results[place] = fault
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def caster(voter_id: Any, received_at: dt.datetime | None = None) -> Callable[[], str]:
    def act() -> str:
        with unit_of_work():
            return commands.cast_vote(voter_id, received_at=received_at or now(), today=today())

    return act


def keeper(voter_id: Any, *numbers: int) -> Callable[[], Any]:
    def act() -> Any:
        with unit_of_work():
            return commands.keep_draft(voter_id, shown=numbers, ticked=numbers, received_at=now())

    return act


@pytest.mark.slow
def test_two_casts_at_once_with_one_entitlement_make_one_envelope(committed: Flask) -> None:
    round_, area = make_round(), make_ward()
    round_id = round_.id
    for _ in range(PAIRS):
        voter_id = make_voter(round_, area).voter.id
        keeper(voter_id, 1, 2)()
        got = at_once(committed, caster(voter_id), caster(voter_id))
        assert got[0] == got[1]
        assert isinstance(got[0], str), got
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).where(Envelope.round_id == round_id)) == PAIRS
    assert db.session.scalar(sa.select(sa.func.sum(TurnoutCount.number))) == PAIRS


def test_a_vote_anew_from_two_devices_at_once_is_one_envelope(committed: Flask) -> None:
    round_, area = make_round(), make_ward()
    voter_id = make_voter(round_, area).voter.id
    keeper(voter_id, 1)()
    first = caster(voter_id)()
    keeper(voter_id, 2)()
    assert set(at_once(committed, *[caster(voter_id)] * 4)) == {first}
    db.session.rollback()
    assert len(db.session.scalars(sa.select(Envelope.id)).all()) == 1


@pytest.mark.slow
def test_two_of_one_name_at_once_and_one_is_held(committed: Flask) -> None:
    round_, area = make_round(), make_ward()
    round_id, area_id = round_.id, area.id

    def come(name: str) -> Callable[[], Any]:
        def act() -> Any:
            return make_voter(db.session.get_one(Round, round_id), type(area)(id=area_id), name).voter.state

        return act

    for number in range(4):
        name = f"Same Name {number}"
        got = at_once(committed, come(name), come(name))
        assert sorted(got) == [VoterState.ACCEPTED, VoterState.HELD], got
    db.session.rollback()
    assert counts(round_id) == {VoterState.ACCEPTED: 4, VoterState.HELD: 4, VoterState.REFUSED: 0}


def test_choices_kept_at_once_from_two_devices_are_all_there(committed: Flask) -> None:
    round_, area = make_round(), make_ward()
    voter_id = make_voter(round_, area).voter.id
    keeper(voter_id, 1)()
    got = at_once(committed, keeper(voter_id, 2), keeper(voter_id, 3), keeper(voter_id, 4))
    assert not [fault for fault in got if isinstance(fault, Exception)], got
    db.session.rollback()
    draft = db.session.scalars(sa.select(Draft)).one()
    assert commands.read_draft(draft) == {1: 1, 2: 1, 3: 1, 4: 1}


@pytest.mark.slow
def test_casts_under_way_are_in_the_opening_or_refused_never_lost(committed: Flask) -> None:
    round_, area = make_round(), make_ward()
    round_id, in_time = round_.id, now()
    voters = [make_voter(round_, area).voter.id for _ in range(10)]
    for voter_id in voters:
        keeper(voter_id, 1)()

    def opening() -> None:
        open_box(db.session.get_one(Round, round_id))

    got = at_once(committed, opening, *[caster(voter_id, in_time) for voter_id in voters])
    assert got[0] is None, got[0]
    taken = [answer for answer in got[1:] if isinstance(answer, str)]
    assert all(isinstance(answer, str | DomainError) for answer in got[1:]), got
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).where(Ballot.round_id == round_id)) == len(taken)
    assert db.session.scalar(sa.select(sa.func.count()).where(Envelope.round_id == round_id)) == 0

"""Opened rounds for tests: ballots as an opening leaves them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.ballots.models import Ballot, Choice, random_key
from app.core import clock
from app.core.access import Actor
from app.core.db import db, unit_of_work
from app.register.models import Channel
from app.results import commands
from app.results.models import Count
from app.rounds import commands as rounds
from app.rounds import queries
from app.rounds.models import Round, RoundState
from tests.rounds.factories import CLOSES, make_locked

AFTER = CLOSES + dt.timedelta(hours=2)


def make_opened(ballots: Sequence[Sequence[int]], **given: Any) -> tuple[Round, Actor, Actor]:
    """A round whose box holds these ballots (item numbers), and its two officers."""
    round_, first, second = make_locked(**given)
    with unit_of_work():
        rounds.close_round(round_.id, CLOSES)
        rounds.set_state(round_.id, RoundState.OPENED)
        add_ballots(round_, ballots)
    return round_, first, second


def add_ballots(round_: Round, ballots: Sequence[Sequence[int]]) -> None:
    """Valid online ballots for these item numbers. Wants an open unit of work."""
    by_number = {item.number: item.id for item in queries.items(round_.id)}
    for numbers in ballots:
        ballot = Ballot(id=random_key(), round_id=round_.id, channel_class=Channel.ONLINE)
        db.session.add(ballot)
        db.session.flush()
        db.session.add_all(Choice(ballot_id=ballot.id, item_id=by_number[n], value=1) for n in numbers)


def count_it(round_: Round, actor: Actor, reason: str = "") -> Count:
    with clock.at(AFTER), unit_of_work():
        return commands.count_round(round_.id, actor=actor, reason=reason)


def publish_it(made: Count, first: Actor, second: Actor) -> Count:
    """Two officers have certified the count and it is public."""
    for actor in (first, second):
        with clock.at(AFTER), unit_of_work():
            commands.certify(made.id, actor=actor)
    with clock.at(AFTER), unit_of_work():
        return commands.publish(made.id, actor=first)

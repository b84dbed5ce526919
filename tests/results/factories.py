"""Opened rounds for tests: ballots as an opening leaves them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.ballots.models import Ballot, Choice, random_key
from app.core import clock
from app.core.access import Actor, Role
from app.core.db import db, unit_of_work
from app.register.models import Channel
from app.results import commands
from app.results.models import Count, Grounds, Objection, Remedy
from app.rounds import commands as rounds
from app.rounds import queries
from app.rounds.models import Round, RoundState
from tests.people.factories import make_person
from tests.rounds.factories import CLOSES, make_locked, officer

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
    """The votes are counted, and checked independently; once a result is public, after an upheld objection."""
    if round_.state is RoundState.PUBLISHED:
        uphold(round_, Remedy.RECOUNT)
    with clock.at(AFTER), unit_of_work():
        made = commands.count_round(round_.id, actor=actor, reason=reason)
    check_it(made)
    return made


def object_now(round_: Round, **given: Any) -> Objection:
    """Somebody objected to the published result."""
    fields = {"grounds": Grounds.COUNTING, "text": "A batch was left in the hall"} | given
    with clock.at(AFTER), unit_of_work():
        return commands.object_to(round_.id, commands.Given(**fields))


def uphold(round_: Round, remedy: Remedy, item_id: Any = None) -> Objection:
    """An objection was made and upheld by an officer who did not certify the count."""
    found = object_now(round_)
    decider = officer(make_person(name="Ada Another"), Role.DEPUTY_RETURNING_OFFICER)
    with clock.at(AFTER), unit_of_work():
        return commands.decide_objection(found.id, remedy, answer="It is right", actor=decider, item_id=item_id)


def check_it(made: Count) -> None:
    """The independent program has looked at the count."""
    count_id = made.id
    notes = commands.check_of(count_id)
    with clock.at(AFTER), unit_of_work():
        commands.keep_check(count_id, notes)


def publish_it(made: Count, first: Actor, second: Actor) -> Count:
    """Two officers have certified the count and it is public."""
    for actor in (first, second):
        with clock.at(AFTER), unit_of_work():
            commands.certify(made.id, actor=actor)
    with clock.at(AFTER), unit_of_work():
        return commands.publish(made.id, actor=first)

"""A decision day in the hall: doors, check-in, cards, pitches, the list closed; some never press the last button."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from app.ballots import commands as ballots
from app.core import clock
from app.core.db import db, unit_of_work
from app.hall import commands as hall
from app.hall.models import DecisionDay
from app.register.commands import Registration
from app.register.models import VoterCode
from app.rounds.models import Channel, Electorate

from .ground import CLOSES, Ground
from .report import Report
from .voters import Voter

ON = CLOSES - 4
PACK, AT_ONCE = 200, 100
SILENT = 10  # every so-manieth voter leaves without the last button


def plan(ground: Ground) -> uuid.UUID:
    """A day stands in the calendar, its running order drawn."""
    given = hall.DayPlan("Rehearsal day", "Rehearsal hall", ground.at(ON, 10), ground.at(ON, 17))
    with clock.at(ground.at(2, 12)), unit_of_work():
        officer = ground.actor("officer")
        day_id = hall.plan_day(ground.round_id, given, actor=officer).id
        hall.draw_order(day_id, actor=officer, seed="rehearsal")
    return day_id


def hold(ground: Ground, day_id: uuid.UUID, voters: Sequence[Voter], report: Report) -> None:
    """Everybody has checked in, got a card, heard every pitch and voted; the list is closed."""
    with clock.at(ground.at(ON, 9)), unit_of_work():
        hall.open_doors(day_id, actor=ground.actor("desk"), now=clock.now())
        codes = _cards(ground, day_id, len(voters))
    with clock.at(ground.at(ON, 9, 30)):
        found = _check_in(ground, day_id, voters, codes, report)
    _hear(ground, day_id)
    with clock.at(ground.at(ON, 16)):
        for at in range(0, len(voters), AT_ONCE):
            with unit_of_work():
                _vote(voters[at : at + AT_ONCE], found[at : at + AT_ONCE])
            report.progress(min(at + AT_ONCE, len(voters)), len(voters))
    with clock.at(ground.at(ON, 16, 30)), unit_of_work():
        hall.close_list(day_id, actor=ground.actor("officer"), now=clock.now(), today=clock.today())
    for voter in voters:
        report.truth.update(voter.chosen)
    report.cast[Channel.HALL.value] += len(voters)


def _cards(ground: Ground, day_id: uuid.UUID, number: int) -> list[str]:
    codes: list[str] = []
    while len(codes) < number:
        _pack, more = hall.make_pack(
            day_id,
            size=PACK,
            electorate=Electorate.OPEN,
            area_id=None,
            is_named=False,
            actor=ground.actor("officer"),
            today=clock.today(),
        )
        codes += more
    return codes


def _check_in(
    ground: Ground, day_id: uuid.UUID, voters: Sequence[Voter], codes: Sequence[str], report: Report
) -> list[uuid.UUID]:
    """Who each card leads to: a row of the register without a name."""
    desk, found = ground.actor("desk"), []
    for at in range(0, len(voters), AT_ONCE):
        with unit_of_work():
            for voter, code in zip(voters[at : at + AT_ONCE], codes[at : at + AT_ONCE], strict=False):
                given = Registration(voter.name, voter.postcode, None, voter.connection, age_ok=True)
                person = hall.walk_in(
                    day_id,
                    given,
                    searched=voter.name,
                    none_of_these=True,
                    actor=desk,
                    received_at=clock.now(),
                    today=clock.today(),
                )
                hall.check_in(day_id, person.id, hall.Way.CARD, actor=desk, today=clock.today())
                code_id = hall.use_card(ground.round_id, code=code, today=clock.today())
                found.append(db.session.scalars(sa.select(VoterCode.voter_id).where(VoterCode.id == code_id)).one())
        report.progress(min(at + AT_ONCE, len(voters)), len(voters))
    return found


def _hear(ground: Ground, day_id: uuid.UUID) -> None:
    desk = ground.actor("desk")
    with unit_of_work():
        slots = list(db.session.get_one(DecisionDay, day_id).slots)
        step = dt.timedelta(hours=5) / max(len(slots), 1)
        for place, slot in enumerate(slots):
            with clock.at(ground.at(ON, 10) + step * place):
                hall.start_slot(day_id, slot.id, actor=desk, now=clock.now())
        with clock.at(ground.at(ON, 15, 30)):
            hall.end_slot(day_id, slots[-1].id, actor=desk, now=clock.now())


def _vote(voters: Sequence[Voter], ids: Sequence[uuid.UUID]) -> None:
    for place, (voter, voter_id) in enumerate(zip(voters, ids, strict=True)):
        ballots.keep_draft(voter_id, shown=voter.chosen, ticked=voter.chosen, received_at=clock.now())
        if place % SILENT:
            hall.confirm(voter_id, received_at=clock.now(), today=clock.today())

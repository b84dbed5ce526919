"""Rounds scored in a hall, with a day, cards and people at the desk."""

from __future__ import annotations

import datetime as dt
import uuid

from app.ballots.commands import paper_desk, recover_key
from app.ballots.models import Envelope
from app.ballots.models.paper import PaperDesk
from app.ballots.seal import unpack
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.hall import commands
from app.hall.models import CardPack, DecisionDay
from app.register.models import Voter
from app.rounds.models import BallotType, Channel, Incomplete, Round, ScoreScope
from tests.ballots import factories as ballots
from tests.people.factories import make_person

OFFICER = ballots.returning_officer


def make_score_round(incomplete: Incomplete = Incomplete.MEAN) -> Round:
    """An open round of three projects, each scored 1 to 5 as it is presented."""
    round_ = ballots.make_round((100_000, 200_000, 300_000), ballot_type=BallotType.SCORE, least=0, most=None)
    with unit_of_work():
        rules = db.session.get_one(Round, round_.id).rules
        rules.score_scope, rules.incomplete = ScoreScope.PRESENTED, incomplete
        rules.channels = [Channel.ONLINE.value, Channel.HALL.value, Channel.PAPER.value]
    return db.session.get_one(Round, round_.id)


def make_day(round_: Round, *, is_open: bool = True, window: int = 60) -> uuid.UUID:
    """A day that is on now, its order drawn, its doors open."""
    officer = OFFICER(make_person(name="Rosa Ro").id)
    plan = commands.DayPlan(
        "Decision day", "Big Hall", now() - dt.timedelta(hours=1), now() + dt.timedelta(hours=5), window_seconds=window
    )
    with unit_of_work():
        day_id = commands.plan_day(round_.id, plan, actor=officer).id
        commands.draw_order(day_id, actor=officer, seed="seven apples")
        if is_open:
            commands.open_doors(day_id, actor=officer, now=now())
    return day_id


def make_cards(day_id: uuid.UUID, size: int = 5, **given: object) -> list[str]:
    with unit_of_work():
        return commands.make_pack(day_id, size, actor=OFFICER(), today=today(), **given)[1]  # type: ignore[arg-type]


def make_papers(day_id: uuid.UUID, size: int = 20) -> PaperDesk:
    """A desk with a pack, whose papers are handed out in the hall."""
    round_id = db.session.get_one(DecisionDay, day_id).round_id
    with unit_of_work():
        paper_desk.plan_paper(round_id, sets=3, return_on=None, actor=OFFICER(), now=now())
        desk = paper_desk.add_desk(round_id, name="Hall papers", channel=Channel.PAPER, actor=OFFICER(), now=now())
        paper_desk.make_pack(round_id, paper_desk.PackWanted(desk.id, size), actor=OFFICER(), now=now())
        commands.set_paper_desk(day_id, desk.id, actor=OFFICER())
    return desk


def give_card(day_id: uuid.UUID, voter_id: uuid.UUID, way: commands.Way = commands.Way.CARD) -> commands.CheckIn:
    with unit_of_work():
        return commands.check_in(day_id, voter_id, way, actor=OFFICER(), today=today())


def holder(round_: Round, code: str) -> uuid.UUID:
    """The voter that a card leads to."""
    from app.register.models import VoterCode

    with unit_of_work():
        code_id = commands.use_card(round_.id, code=code, today=today())
    return db.session.get_one(VoterCode, code_id).voter_id


def card_voter(round_: Round, day_id: uuid.UUID, code: str, name: str = "") -> uuid.UUID:
    """Somebody was checked in with a card and has scanned it."""
    ward = ballots.make_ward()
    give_card(day_id, ballots.make_voter(round_, ward, name).voter.id)
    return holder(round_, code)


def slots(day_id: uuid.UUID) -> list[uuid.UUID]:
    return [slot.id for slot in db.session.get_one(DecisionDay, day_id).slots]


def start(day_id: uuid.UUID, slot_id: uuid.UUID, at: dt.datetime) -> None:
    with unit_of_work():
        commands.start_slot(day_id, slot_id, actor=OFFICER(), now=at)


def score(voter_id: uuid.UUID, slot_id: uuid.UUID, value: int, at: dt.datetime) -> None:
    with unit_of_work():
        commands.score(voter_id, slot_id, value, received_at=at)


def close(day_id: uuid.UUID, at: dt.datetime) -> None:
    officer = OFFICER(make_person(name="Presiding").id)
    with unit_of_work():
        commands.close_list(day_id, actor=officer, now=at, today=today())


def inside(round_: Round) -> list[dict[int, int]]:
    """What the envelopes of the round hold, opened with the trustees' words."""
    from app.ballots.commands.voting import envelope_about

    opener = recover_key(round_.id, ballots.secrets_of(round_))
    rows = db.session.query(Envelope).filter_by(round_id=round_.id).all()
    return [unpack(opener.open(e.sealed, envelope_about(round_.id, e.entitlement_id))) for e in rows]


def packs(day_id: uuid.UUID) -> list[CardPack]:
    return db.session.query(CardPack).filter_by(day_id=day_id).all()


def voter(voter_id: uuid.UUID) -> Voter:
    return db.session.get_one(Voter, voter_id)

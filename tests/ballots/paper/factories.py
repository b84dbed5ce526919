"""Rounds with papers for tests, people who work with them, and a pile taken all the way to its sheet."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.ballots.commands import paper_boxes, paper_check, paper_desk, paper_entry, paper_sheets
from app.ballots.models.paper import BatchState, Ground, PaperBatch, PaperBox, PaperDesk, SheetKind
from app.ballots.queries import paper as queries
from app.core import clock
from app.core.access import Actor, Grant, Role
from app.core.db import db, unit_of_work
from app.rounds.models import BallotType, Channel, Electorate, Round, RoundState
from tests.ballots.factories import make_round
from tests.people.factories import make_person


def officer(*roles: Role, name: str = "") -> Actor:
    """Somebody with these roles for the whole council."""
    person = make_person(name=name or " ".join(roles), roles=roles)
    return Actor(person.id, person.name, grants=tuple(Grant(role) for role in roles))


@dataclass
class Crew:
    """Everybody whom a count of papers wants."""

    rosa: Actor
    dev: Actor
    desk1: Actor
    desk2: Actor
    keyer1: Actor
    keyer2: Actor
    judge: Actor


def make_crew() -> Crew:
    return Crew(
        officer(Role.RETURNING_OFFICER),
        officer(Role.DEPUTY_RETURNING_OFFICER),
        officer(Role.DESK_STAFF, name="Desk One"),
        officer(Role.DESK_STAFF, name="Desk Two"),
        officer(Role.DATA_ENTRY, name="Keyer One"),
        officer(Role.DATA_ENTRY, name="Keyer Two"),
        officer(Role.ADJUDICATOR),
    )


def paper_round(kind: BallotType = BallotType.APPROVE, *, items: int = 5, has_box: bool = False, **rules: Any) -> Round:
    """A round that is open for voting, on paper too."""
    costs = [100_000 + 10_000 * number for number in range(items)]
    round_ = make_round(costs, ballot_type=kind, has_box=has_box, most=rules.pop("most", 3))
    with unit_of_work():
        found = db.session.get_one(Round, round_.id)
        found.rules.channels = rules.pop("channels", ["online", "paper", "post"])
        for name, value in rules.items():
            setattr(found.rules, name, value)
        found.box_ready_at = found.opens_at - dt.timedelta(days=1)
        found.languages = ["en", "ur"]
    return db.session.get_one(Round, round_.id)


def prepare(round_: Round, crew: Crew, *, channel: Channel = Channel.PAPER, papers: int = 200) -> PaperDesk:
    """A desk with a pack."""
    now = clock.now()
    with unit_of_work():
        paper_desk.plan_paper(round_.id, sets=3, return_on=round_.closes_at.date(), actor=crew.rosa, now=now)
        desk = paper_desk.add_desk(round_.id, name=f"Desk {channel}", channel=channel, actor=crew.rosa, now=now)
        wanted = paper_desk.PackWanted(desk.id, size=papers)
        paper_desk.make_pack(round_.id, wanted, actor=crew.rosa, now=now)
    return desk


def make_box(round_: Round, desk: PaperDesk, crew: Crew) -> PaperBox:
    with unit_of_work():
        box = paper_boxes.add_box(round_.id, desk.id, actor=crew.desk1, now=clock.now())
    for actor in (crew.desk1, crew.desk2):
        with unit_of_work():
            paper_boxes.close_box(box.id, seal="ab 12", actor=actor, today=clock.today())
    return box


def after_close(round_: Round) -> dt.datetime:
    return round_.closes_at + dt.timedelta(hours=1)


def empty(box: PaperBox, papers: int, crew: Crew, at: dt.datetime) -> None:
    for actor in (crew.rosa, crew.dev):
        with unit_of_work():
            paper_boxes.empty_box(box.id, papers=papers, is_seal_whole=True, actor=actor, now=at)


def make_batch(
    box: PaperBox,
    declared: int,
    crew: Crew,
    *,
    electorate: Electorate = Electorate.OPEN,
    area_id: uuid.UUID | None = None,
) -> PaperBatch:
    with unit_of_work():
        batch = paper_boxes.make_batch(
            box.id,
            declared=declared,
            seal="s 1",
            electorate=electorate,
            area_id=area_id,
            actor=crew.rosa,
            today=clock.today(),
        )
    with unit_of_work():
        paper_boxes.confirm_batch(batch.id, actor=crew.dev)
    return batch


def key(round_: Round, actor: Actor, typed: Sequence[str], at: dt.datetime) -> PaperBatch:
    """The actor takes a batch and types these papers to the end."""
    with unit_of_work():
        batch = paper_entry.take_batch(round_.id, actor=actor, now=at)
    for place, text in enumerate(typed, start=1):
        with unit_of_work():
            paper_entry.key_paper(batch.id, place, text, actor=actor, now=at)
    with unit_of_work():
        paper_entry.finish_keying(batch.id, actor=actor, now=at)
    return batch


def settle_all(batch_id: uuid.UUID, truth: Sequence[str], crew: Crew) -> int:
    """The adjudicator reads every open paper rightly. How many there were."""
    places = queries.open_places(batch_id)
    for place in places:
        with unit_of_work():
            paper_check.settle_paper(
                batch_id,
                place,
                ground=Ground.BOTH_WRONG if place <= len(truth) else Ground.NOT_THERE,
                typed=truth[place - 1] if place <= len(truth) else "",
                actor=crew.judge,
                today=clock.today(),
            )
    return len(places)


def check_samples(batch_id: uuid.UUID, truth: Sequence[str], crew: Crew) -> bool:
    """The sample is read rightly; False when the batch was reopened."""
    while (batch := db.session.get_one(PaperBatch, batch_id, populate_existing=True)).state is BatchState.SAMPLED:
        place = next(each.place for each in queries.samples(batch.id, batch.run) if each.agrees is None)
        with unit_of_work():
            agrees = paper_check.check_sample(batch_id, place, truth[place - 1], actor=crew.judge, today=clock.today())
        if not agrees:
            return False
    return True


def sign(round_: Round, kind: SheetKind, subject_id: uuid.UUID, crew: Crew, **given: Any) -> None:
    with unit_of_work():
        sheet = paper_sheets.draw_sheet(
            round_.id, kind, subject_id, explanation=given.pop("explanation", ""), actor=crew.rosa, **given
        )
    with unit_of_work():
        paper_sheets.sign_sheet(sheet.id, actor=crew.dev, today=clock.today())


def opened(round_: Round) -> None:
    """The envelopes are open."""
    with unit_of_work():
        db.session.get_one(Round, round_.id).state = RoundState.OPENED


def wrong(chance: random.Random, typed: str) -> str:
    """The same paper with one slip: a number more or less, another letter of rejection, or nothing at all."""
    if len(typed) == 1 and not typed.isdecimal():
        return chance.choice([each for each in "biuf1" if each != typed])
    numbers = [each for each in "12345" if each not in typed]
    if numbers and chance.random() < 0.5:
        return typed[:-1] + chance.choice(numbers)
    return typed[:-1] or chance.choice("bu")

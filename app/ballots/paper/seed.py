"""The demo's vote on paper: a small day in a park that has closed; one batch waits to be settled, one to be typed."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from app.areas import queries as areas
from app.core.access import Actor, actor_for
from app.core.clock import london_instant, now, today
from app.core.db import db
from app.core.ports import Seed
from app.register.commands import Registration, register_voter
from app.rounds.models import (
    BallotItem,
    BallotType,
    Channel,
    Connection,
    Electorate,
    Round,
    RoundPot,
    RoundState,
    RoundTrustee,
    RuleSet,
)

from ..commands import paper_boxes, paper_desk, paper_entry
from ..seed import _make_box

NAME, SLUG = "Park Day 2026", "park-day-2026"
OPENED, CLOSED = -6, -4
ITEMS = (
    (
        "Benches where people talk",
        "Four benches in half circles, so that strangers sit face to face.",
        1_800,
    ),
    (
        "Sunday football for everyone",
        "A free game every Sunday, any age, any skill, then tea.",
        1_200,
    ),
    (
        "The park in seven languages",
        "Signs on trees and paths in languages spoken around the park.",
        2_400,
    ),
    ("Story tent", "A tent for the summer where grandparents of all backgrounds tell stories to children.", 900),
    ("Shared barbecue day", "Three barbecue days with halal, vegan and other corners at one long table.", 1_500),
    ("Garden of herbs", "Beds of herbs from many kitchens, planted and looked after by neighbours.", 1_100),
)
NAMES = (
    "Aisha Malik",
    "Ben Hartley",
    "Chidi Obi",
    "Dorota Wójcik",
    "Emma Booth",
    "Farhan Aziz",
    "Gita Sharma",
    "Hugh Naylor",
    "Irina Popescu",
    "Jamal Khan",
    "Kate Robertshaw",
    "Lena Horvat",
    "Musa Bello",
    "Nadia Bashir",
    "Owen Clough",
    "Parveen Akhtar",
    "Ruby Sutcliffe",
    "Sanjay Patel",
    "Tessa Dobson",
    "Umar Farooq",
    "Vera Kováčová",
    "Wendy Binns",
    "Xin Li",
    "Zara Hussain",
)
KEYS = ("returning-officer", "deputy-returning-officer", "desk-staff", "data-entry")
MORNING = 10  # papers given out before noon
FIRST_BATCH, SLIPS = 14, {3: "25", 9: "u"}


def plant(world: Any) -> None:
    """The round, its papers handed out and boxed, and the count of them half done."""
    chance = random.Random(11)  # noqa: S311 - the demo is the same each time
    people = {
        key: _actor(world, key) for key in ("returning-officer", "deputy-returning-officer", "desk-staff", "data-entry")
    }
    with world.step(-25):
        round_ = _round(world)
    world.rounds["park"] = round_
    _make_box(world, round_, -20)
    with world.step(-12):
        paper_desk.plan_paper(round_.id, sets=3, return_on=None, actor=people["returning-officer"], now=now())
        desk = paper_desk.add_desk(
            round_.id, name="Bandstand", channel=Channel.PAPER, actor=people["returning-officer"], now=now()
        )
        for size, lang in ((50, "en"), (20, "ur")):
            wanted = paper_desk.PackWanted(desk.id, size, lang=lang, has_pictures=True)
            pack = paper_desk.make_pack(round_.id, wanted, actor=people["returning-officer"], now=now())
            paper_desk.note_printed(pack.id, reason="", actor=people["returning-officer"], now=now())
    with world.step(OPENED, 11):
        box = paper_boxes.add_box(round_.id, desk.id, actor=people["desk-staff"], now=now())
    for hour, some in ((11, NAMES[:MORNING]), (15, NAMES[MORNING:])):
        with world.step(OPENED, hour):
            _hand_out(round_, desk.id, some, people["desk-staff"], chance)
    _count(world, round_, box.id, people, chance)


def _round(world: Any) -> Round:
    round_ = Round(
        slug=SLUG,
        name=NAME,
        about={"en": "People in the park chose on paper what should happen there next year."},
        opens_at=london_instant(world.day(OPENED), dt.time(10)),
        closes_at=london_instant(world.day(CLOSED), dt.time(17)),
        min_age=8,
        connections=[each.value for each in Connection],
        languages=["en", "ur"],
        state=RoundState.LOCKED,
    )
    round_.rules = RuleSet(
        ballot_type=BallotType.APPROVE,
        min_choices=1,
        max_choices=2,
        channels=[Channel.PAPER.value],
        proposed_by_id=world.people["returning-officer"].id,
        confirmed_by_id=world.people["deputy-returning-officer"].id,
        locked_at=now(),
    )
    pot = RoundPot(round=round_, name="Park money", amount_pence=400_000)
    db.session.add(round_)
    db.session.flush()
    for number, (title, summary, pounds) in enumerate(ITEMS, start=1):
        db.session.add(
            BallotItem(
                round_id=round_.id,
                round_pot_id=pot.id,
                number=number,
                title=title,
                summary=summary,
                cost_pence=pounds * 100,
            )
        )
    db.session.add_all(
        RoundTrustee(round_id=round_.id, person_id=world.people[f"trustee{number}"].id) for number in (1, 2, 3)
    )
    db.session.flush()
    return round_


def _hand_out(round_: Round, desk_id: Any, names: tuple[str, ...], actor: Actor, chance: random.Random) -> None:
    wards = [area.id for area in areas.wards(today())]
    for name in names:
        given = Registration(name, None, chance.choice(wards), chance.choice(list(Connection)), age_ok=True)
        voter = register_voter(round_.id, given, received_at=now(), today=today()).voter
        paper_desk.hand_out(voter.id, desk_id, actor=actor, now=now())
    paper_desk.take_spoilt(desk_id, is_replaced=True, actor=actor, now=now())


def _count(world: Any, round_: Round, box_id: Any, people: dict[str, Actor], chance: random.Random) -> None:
    """Closed and emptied by two; the first batch typed twice with two slips, the second not yet."""
    first, second = people["returning-officer"], people["deputy-returning-officer"]
    with world.step(CLOSED, 18):
        for actor in (people["desk-staff"], first):
            paper_boxes.close_box(box_id, seal="PK 0417", actor=actor, today=today())
    with world.step(CLOSED + 1):
        for actor in (first, second):
            paper_boxes.empty_box(box_id, papers=len(NAMES), is_seal_whole=True, actor=actor, now=now())
        for number, size in enumerate((FIRST_BATCH, len(NAMES) - FIRST_BATCH), start=1):
            batch = paper_boxes.make_batch(
                box_id,
                declared=size,
                seal=f"PB {number:03}",
                electorate=Electorate.OPEN,
                area_id=None,
                actor=first,
                today=today(),
            )
            paper_boxes.confirm_batch(batch.id, actor=second)
            if number == 1:
                _type(round_, people, chance)


def _type(round_: Round, people: dict[str, Actor], chance: random.Random) -> None:
    papers = ["".join(sorted(chance.sample("123456", chance.choice((1, 2, 2))))) for _each in range(FIRST_BATCH)]
    papers[5] = "b"
    for actor, slips in ((people["data-entry"], {}), (people["deputy-returning-officer"], SLIPS)):
        batch = paper_entry.take_batch(round_.id, actor=actor, now=now())
        for place, typed in enumerate(papers, start=1):
            paper_entry.key_paper(batch.id, place, slips.get(place, typed), actor=actor, now=now())
        paper_entry.finish_keying(batch.id, actor=actor, now=now())


def _actor(world: Any, key: str) -> Actor:
    person = world.people[key]
    return actor_for(person.id, person.name)


SEED = Seed(102, "a vote on paper", plant)

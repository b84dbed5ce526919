"""The demo world's decision days: one planned for the open round, and one in a park that handed out papers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from app.ballots.paper.seed import MORNING, NAMES
from app.ballots.paper.seed import OPENED as PARK_DAY
from app.ballots.queries import paper as papers
from app.core.access import Actor, actor_for
from app.core.clock import london_instant, now, today
from app.core.ports import Seed
from app.rounds import queries as rounds
from app.rounds.models import RoundState

from . import commands
from .commands.tallies import count
from .models import Feature, Tally

ABOUT = {
    "en": (
        "Look round the stalls, hear a three-minute talk about each project, and ask the people who want to do it. "
        "Children are welcome. You can come for an hour or for the whole day."
    ),
    "ur": (
        "اسٹال دیکھیں، ہر منصوبے پر تین منٹ کی بات سنیں، اور ان لوگوں سے سوال کریں جو اسے کرنا چاہتے ہیں۔ "
        "بچے بھی آ سکتے ہیں۔ آپ ایک گھنٹے کے لیے یا پورے دن کے لیے آ سکتے ہیں۔"
    ),
}
FEATURES = {
    Feature.STEP_FREE.value: "From Hall Square; lift to the first floor",
    Feature.TOILET.value: "Ground floor, with a changing bench",
    Feature.HEARING_LOOP.value: "In the main hall",
    Feature.INTERPRETERS.value: "All day, beside the stage",
    Feature.CRECHE.value: "Free, ages 2 to 8, ask at the door",
    Feature.QUIET_ROOM.value: "Room 2, first floor",
    Feature.FOOD.value: "Halal and vegetarian lunch at 12:30",
    Feature.TRANSPORT.value: "Ring us for a taxi or a bus pass",
}
STALLS = ("Welcome", "Food and growing", "Music and stories", "Sport", "Advice and skills", "Young people")


def plant(world: Any) -> None:
    """This year's round has a day in a hall, two weeks before voting closes; the one in draft has its own day."""
    officer = world.people["returning-officer"]
    actor = actor_for(officer.id, officer.name)
    round_id = world.rounds["2026"].id
    day = world.day(46)
    plan = commands.DayPlan(
        name="You Decide live",
        place="Centenary Hall",
        starts_at=london_instant(day, dt.time(10)),
        ends_at=london_instant(day, dt.time(16, 30)),
        address="Hall Square, two minutes from the bus station",
        capacity=250,
        about=ABOUT,
        features=FEATURES,
        languages=("Urdu", "Punjabi", "Polish", "British Sign Language"),
        is_public=True,
        stamps_needed=4,
    )
    with world.step(-2):
        day_id = commands.plan_day(round_id, plan, actor=actor).id
        commands.draw_order(day_id, actor=actor, seed="seven apples nine bells")
        for number, name in enumerate(STALLS, start=1):
            commands.add_stall(day_id, name, f"Table {number}", actor=actor)
        for round_ in rounds.rounds_of(actor):
            if round_.state is RoundState.DRAFT:
                commands.plan_day(round_.id, _on(plan, round_.opens_at, round_.closes_at), actor=actor)
    _in_the_park(world, actor)


def _in_the_park(world: Any, actor: Actor) -> None:
    """The vote in the park began with a decision day: its papers are the afternoon's in the bandstand's log."""
    round_id, on = world.rounds["park"].id, world.day(PARK_DAY)
    [desk] = papers.desks(round_id)
    plan = commands.DayPlan(
        name="Park Day",
        place="Bandstand",
        address="Lister Park, by the lake",
        starts_at=london_instant(on, dt.time(10)),
        ends_at=london_instant(on, dt.time(17)),
        features={key: FEATURES[key] for key in (Feature.TOILET.value, Feature.FOOD.value)},
        languages=("Urdu",),
    )
    with world.step(PARK_DAY - 2):
        day_id = commands.plan_day(round_id, plan, actor=actor).id
        commands.set_paper_desk(day_id, desk.id, actor=actor)
        commands.draw_order(day_id, actor=actor, seed="four ducks one swan")
    with world.step(PARK_DAY, 9):
        commands.open_doors(day_id, actor=actor, now=now())
    with world.step(PARK_DAY, 15):
        for kind in (Tally.CHECKED_IN, Tally.PAPERS):
            count(day_id, kind, len(NAMES) - MORNING)
    with world.step(PARK_DAY, 18):
        commands.close_list(day_id, actor=actor, now=now(), today=today())


def _on(plan: commands.DayPlan, starts_at: dt.datetime, ends_at: dt.datetime) -> commands.DayPlan:
    return replace(plan, name="Common ground live", starts_at=starts_at, ends_at=ends_at, is_public=False)


SEED = Seed(110, "decision day", plant)

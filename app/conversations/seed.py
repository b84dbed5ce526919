"""The demo world's sessions: eight or nine a project, with hand-written notes to the first ones."""

from __future__ import annotations

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

from app.core import clock
from app.core.db import unit_of_work
from app.delivery import queries as projects
from app.delivery.models import Project
from app.delivery.seed import day_of, member_of

from . import commands
from .commands import Held
from .models import Channel, Depth, Dimension

DATA = Path(__file__).parent / "data" / "sessions.json"
SESSIONS = 9
# Of those who come, how many come for the first time: most at the beginning, few later.
NEW = (1.0, 0.55, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.1)


def plant(world: Any) -> None:
    """Sessions over each project's time: most are fine, a few are odd."""
    for key, facts in json.loads(DATA.read_text(encoding="utf-8")).items():
        if key in world.projects:
            chance = random.Random(f"sessions of {key}")  # noqa: S311 - a believable world, not a secret
            with unit_of_work():
                project = projects.project(world.projects[key].id)
                for number in range(SESSIONS):
                    _plant_one(world, project, facts, number, chance)
                _plant_oddities(world, project, facts, chance)


def _plant_one(world: Any, project: Project, facts: dict[str, Any], number: int, chance: random.Random) -> None:
    on = day_of(world, project, (number + 0.5) / SESSIONS)
    people = max(60, project.target_participants)
    attended = max(9, int(people * chance.uniform(0.08, 0.16)))
    note = facts["notes"][number] if number < len(facts["notes"]) else {"text": ""}
    held = _held(project, facts, on, attended, int(attended * NEW[number]), chance, number, note)
    with clock.at(clock.london_instant(on, dt.time(20, 45))):
        commands.log_session(member_of(project, number), project.id, held, today=on)


def _held(
    project: Project,
    facts: dict[str, Any],
    on: dt.date,
    attended: int,
    new: int,
    chance: random.Random,
    number: int,
    note: dict[str, str],
) -> Held:
    areas = projects.areas_of(project.id)
    depth = note.get("depth") or (Depth.FLEETING if number % 4 == 3 else Depth.MEANINGFUL)
    return Held(
        held_on=on,
        attended=attended,
        new_participants=new,
        area_id=areas[number % len(areas)].id if areas else None,
        action_ids=tuple(action.id for action in projects.actions_of(project.id)),
        place=facts["places"][number % len(facts["places"])],
        channel=Channel(facts["channel"]),
        depth=Depth(depth),
        has_ground_rules=True,
        background_counts=_backgrounds(attended, chance) if number % 2 == 0 else {},
        notes=note["text"],
        lang=note.get("lang", "en"),
    )


def _backgrounds(attended: int, chance: random.Random) -> dict[str, dict[str, int]]:
    """What about two thirds of those who came chose to say."""
    groups: dict[str, tuple[str, ...]] = {
        Dimension.AGE: ("18-29", "30-49", "50-64", "65-plus"),
        Dimension.CULTURE: ("asian", "white", "black", "mixed"),
        Dimension.FAITH: ("muslim", "christian", "no-religion", "sikh"),
    }
    said = attended * 2 // 3
    counted: dict[str, dict[str, int]] = {}
    for dimension, labels in groups.items():
        picked = [chance.choices(labels, (5, 4, 2, 1))[0] for _person in range(said)]
        counted[str(dimension)] = {label: picked.count(label) for label in labels if label in picked}
    return counted


def _plant_oddities(world: Any, project: Project, facts: dict[str, Any], chance: random.Random) -> None:
    """A very small session; one logged twice and taken out; for some one before the first day, which is not counted."""
    small, twice = day_of(world, project, 0.62), day_of(world, project, 0.7)
    note = {"text": ""}
    with clock.at(clock.london_instant(small, dt.time(17))):
        held = _held(project, facts, small, 4, 1, chance, 1, note)
        commands.log_session(member_of(project), project.id, held, today=small)
    with clock.at(clock.london_instant(twice, dt.time(18))):
        held = _held(project, facts, twice, 21, 2, chance, 3, note)
        made = commands.log_session(member_of(project), project.id, held, today=twice)
        commands.void_session(member_of(project), made.id, "Logged twice: we both had the list")
    if chance.random() < 0.4:
        early, logged_on = project.starts_on - dt.timedelta(days=9), project.starts_on + dt.timedelta(days=3)
        with clock.at(clock.london_instant(logged_on, dt.time(12))):
            held = _held(project, facts, early, 17, 0, chance, 5, {"text": "A try-out before the money came."})
            commands.log_session(member_of(project), project.id, held, today=logged_on)

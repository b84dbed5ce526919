"""The demo world's volunteer hours: most looked at by somebody else, the newest waiting, a few not right."""

from __future__ import annotations

import datetime as dt
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.core import clock
from app.core.access import Actor
from app.core.db import unit_of_work
from app.delivery import queries as projects
from app.delivery.models import Project
from app.delivery.seed import day_of, member_of

from . import commands
from .commands import Given

DATA = Path(__file__).parent / "data" / "hours.json"
ENTRIES = 8
QUARTERS = (6, 8, 10, 12, 16)  # 1.5 to 4 hours


def plant(world: Any) -> None:
    """Hours over each project's time, logged by one person of the group and looked at by another."""
    for key, activities in json.loads(DATA.read_text(encoding="utf-8")).items():
        if key in world.projects:
            chance = random.Random(f"hours of {key}")  # noqa: S311 - a believable world, not a secret
            with unit_of_work():
                project = projects.project(world.projects[key].id)
                for number in range(ENTRIES):
                    _plant_one(world, project, activities, number, chance)


def _plant_one(world: Any, project: Project, activities: list[str], number: int, chance: random.Random) -> None:
    on = day_of(world, project, (number + 1) / ENTRIES)
    areas = projects.areas_of(project.id)
    given = Given(
        given_on=on,
        volunteers=chance.randint(2, 9),
        each=Decimal(chance.choice(QUARTERS)) / 4,
        area_id=areas[number % len(areas)].id if areas else None,
        action_ids=tuple(action.id for action in projects.actions_of(project.id)),
        activity=activities[number % len(activities)],
    )
    lead, other = member_of(project), member_of(project, 1)
    with clock.at(clock.london_instant(on, dt.time(21))):
        entry_id = commands.log_hours(other, project.id, given, today=on).id
    checked_on = on + dt.timedelta(days=2)
    if checked_on < world.today and number < ENTRIES - 1 and lead.id != other.id:
        with clock.at(clock.london_instant(checked_on, dt.time(9))):
            _check(lead, entry_id, number, checked_on)


def _check(lead: Actor, entry_id: Any, number: int, on: dt.date) -> None:
    is_right = number != 4
    reason = "" if is_right else "Two of them were paid that day"
    commands.verify_hours(lead, entry_id, is_right=is_right, reason=reason, today=on)

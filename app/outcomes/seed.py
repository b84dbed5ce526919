"""The demo world's readings of indicators, with how they were taken."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.core import clock
from app.core.db import unit_of_work
from app.delivery import queries as projects
from app.delivery.models import Project
from app.delivery.seed import day_of, member_of
from app.strategy import queries as strategy

from . import commands
from .commands import Measured

DATA = Path(__file__).parent / "data" / "readings.json"


def plant(world: Any) -> None:
    """What each project measured of the indicators tied to its actions."""
    for key, readings in json.loads(DATA.read_text(encoding="utf-8")).items():
        if key in world.projects:
            with unit_of_work():
                project = projects.project(world.projects[key].id)
                for reading in readings:
                    _plant_one(world, project, reading)


def _plant_one(world: Any, project: Project, reading: list[Any]) -> None:
    code, share, value, base, how = reading
    on = day_of(world, project, share)
    measured = Measured(strategy.indicator_by_code(code).id, on, Decimal(value), base, how=how)
    with clock.at(clock.london_instant(on, dt.time(18, 30))):
        commands.log_reading(member_of(project), project.id, measured, today=on)

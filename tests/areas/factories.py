"""Boundary sets and areas for tests, saved in a unit of work of their own."""

from __future__ import annotations

import datetime as dt
import itertools

from app.areas import commands
from app.areas.models import Area, AreaType, BoundarySet
from app.core.access import Actor, Grant, Role
from app.core.db import unit_of_work

KEEPER = Actor(None, "Keeper", grants=(Grant(Role.STRATEGY_OFFICER),))
_numbers = itertools.count(1)


def make_set(
    *names: str,
    area_type: AreaType = AreaType.WARD,
    from_on: dt.date = dt.date(2004, 6, 10),
    to_on: dt.date | None = None,
    codes: bool = False,
) -> BoundarySet:
    """A boundary set with areas of these names, in tiles of four columns."""
    with unit_of_work():
        made = commands.save_boundary_set(
            None,
            name=f"Set {next(_numbers)}",
            area_type=area_type,
            in_force_from=from_on,
            in_force_to=to_on,
            actor=KEEPER,
        )
        for n, name in enumerate(names):
            code = f"E05{next(_numbers):06d}" if codes else ""
            fields = {"name": name, "gss_code": code, "tile_row": n // 4, "tile_col": n % 4}
            commands.save_area(None, made.id, fields, actor=KEEPER)
    return made


def make_ward(name: str = "North", **options: object) -> Area:
    """One ward in a set of its own that is in force today."""
    return make_set(name, **options).areas[0]  # type: ignore[arg-type]

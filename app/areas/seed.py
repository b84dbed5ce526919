"""Bradford's boundaries as sample data, with made-up postcodes that no letter could ever carry."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.core.access import Actor, Grant, Role
from app.core.db import unit_of_work
from app.core.references import slugify

from . import commands, imports, queries
from .models import Area, AreaType, Basis, BoundarySet, LinkKind

DATA = Path(__file__).parent / "data"
SEEDER = Actor(None, "Demo", grants=(Grant(Role.ADMINISTRATOR),))
SAMPLE = "Sample postcodes, made up"


def rows(name: str) -> Iterator[dict[str, str]]:
    with open(DATA / name, encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def plant(world: Any) -> None:
    """Boundary sets, areas, links and 240 made-up postcodes stand. `world.areas`: wards by slug of the name."""
    with unit_of_work():
        areas = plant_areas()
        wards = queries.set_in_force(AreaType.WARD, world.today)
        named = queries.areas_of_set(areas["wards-2026", "City"].boundary_set_id)
        columns = imports.Columns("PCDS", "WARD", "DOINTR", "DOTERM", ward_matched_by="name")
        with open(DATA / "postcodes_sample.csv", "rb") as stream:
            file = imports.PostcodeFile(
                stream, "postcodes_sample.csv", columns, named[0].boundary_set_id, SAMPLE, is_synthetic=True
            )
            file.replace(file.check(), actor=SEEDER)
        current = queries.areas_of_set(wards.id) if wards else named
        world.areas.update({slugify(area.name): area for area in current})


def plant_areas() -> dict[tuple[str, str], Area]:
    """The sets, areas and links of the data files. Returned: (key of the set, name) -> area."""
    sets: dict[str, BoundarySet] = {}
    for row in rows("boundary_sets.csv"):
        sets[row["key"]] = commands.save_boundary_set(
            None,
            name=row["name"],
            area_type=AreaType(row["area_type"]),
            in_force_from=dt.date.fromisoformat(row["in_force_from"]),
            in_force_to=dt.date.fromisoformat(row["in_force_to"]) if row["in_force_to"] else None,
            source=row["source"],
            licence=row["licence"],
            actor=SEEDER,
        )
    areas: dict[tuple[str, str], Area] = {}
    for row in rows("areas.csv"):
        fields = {
            "name": row["name"],
            "gss_code": row["gss_code"],
            "is_code_confirmed": row["is_code_confirmed"] == "yes",
            "note": row["note"],
            "tile_row": int(row["tile_row"]) if row["tile_row"] else None,
            "tile_col": int(row["tile_col"]) if row["tile_col"] else None,
        }
        areas[row["set"], row["name"]] = commands.save_area(None, sets[row["set"]].id, fields, actor=SEEDER)
    for row in rows("area_links.csv"):
        commands.link_areas(
            areas[row["child_set"], row["child"]].id,
            areas[row["parent_set"], row["parent"]].id,
            LinkKind(row["kind"]),
            share=Decimal(row["share"]) if row["share"] else None,
            basis=Basis(row["basis"]),
            actor=SEEDER,
        )
    return areas

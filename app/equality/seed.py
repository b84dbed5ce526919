"""The demo's equality answers: drawn at random from the options, so that they say nothing about any real place."""

from __future__ import annotations

from typing import Any

from app.areas import queries as areas
from app.core.clock import today

from . import commands
from .terms import FIELDS, RATHER_NOT


def plant(world: Any) -> None:
    """Every round of the world gets the same number of random answers."""
    for number, slug in enumerate(sorted(each.slug for each in world.rounds.values() if not each.is_imported)):
        with world.step(-1, 10 + number % 8):
            _answers(world, slug, 160)


def _answers(world: Any, context: str, people: int) -> None:
    wards = areas.wards(today())
    for _each in range(people):
        given = {}
        for field, (_title, options) in FIELDS.items():
            if world.random.random() < 0.8:
                names = list(options)
                weights = [1 if name == RATHER_NOT else 2 + (len(names) - at) for at, name in enumerate(names)]
                given[field] = world.random.choices(names, weights)[0]
        ward = world.random.choice(wards).id if wards else None
        commands.plant_answers(context, given, ward, key=world.random.getrandbits(128), today=today())

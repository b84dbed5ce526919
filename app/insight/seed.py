"""The demo's watch: sample census shares (marked as samples), page opens, and the alerts that follow from them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.core.access import SYSTEM
from app.core.clock import london_instant, now, today
from app.equality.terms import FIELDS, RATHER_NOT
from app.rounds import queries as rounds
from app.rounds.models import Channel

from . import commands, watching
from .commands import Opened
from .models import CensusShare
from .presenters import COMPARED

SOURCE = "Sample figures, made up for this demonstration"
OPENS = {
    (Channel.ONLINE, "en"): 580,
    (Channel.ONLINE, "ur"): 210,
    (Channel.ONLINE, "pl"): 30,
    (Channel.KIOSK, "en"): 40,
}
NOON = dt.time(12)
QUIET, WORDS = "pa", "The language ਪੰਜਾਬੀ: 0% of the votes, 3% of the people"
LANGUAGES = {"en": 0.7, "ur": 0.2, "pa": 0.03, "bn": 0.03, "ar": 0.02, "pl": 0.02}


def plant(world: Any) -> None:
    """Every share is made up and says so: the demo shows no figure as real that is not."""
    with world.step(-1, 12):
        commands.load_shares(SYSTEM, _shares(world))
        opens = {
            Opened(round_.slug, london_instant(world.day(-day), NOON), channel, lang): number // (day + 1)
            for round_ in rounds.open_rounds(now())
            for day in range(4)
            for (channel, lang), number in OPENS.items()
        }
        commands.add_opens(opens)
    watching.watch()
    with world.step(-1, 13):  # nobody of the demo votes in it; so few votes are hidden, and the watch itself is silent
        commands.raise_alerts(world.rounds["2026"], [("language", QUIET, WORDS)], today=today())


def _shares(world: Any) -> list[CensusShare]:
    wards = sorted({area.name for area in world.areas.values()})
    made = [("ward", name, 1 / len(wards)) for name in wards]
    made += [("language", code, ratio) for code, ratio in LANGUAGES.items()]
    for field in COMPARED:
        keys = [key for key in FIELDS[field][1] if key != RATHER_NOT]
        made += [(field, key, round(1 / len(keys), 4)) for key in keys]
    return [
        CensusShare(dimension=dimension, key=key, ratio=ratio, source=SOURCE, source_on=today(), is_sample=True)
        for dimension, key, ratio in made
    ]

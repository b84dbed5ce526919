"""The look at open rounds: what is under the set ratio becomes an alert."""

from __future__ import annotations

from app.core.clock import now, today
from app.core.db import unit_of_work
from app.rounds import queries as rounds

from . import commands, presenters


def watch() -> None:
    """Every open round has an alert for each ward and language under its set ratio."""
    for round_ in rounds.open_rounds(now()):
        low = [(dimension, line.key, _words(dimension, line)) for dimension, line in presenters.low_ones(round_)]
        round_id = round_.id
        with unit_of_work():
            commands.raise_alerts(rounds.round_by_id(round_id), low, today=today())


def _words(dimension: str, line: presenters.Line) -> str:
    kind = "The ward" if dimension == "ward" else "The language"
    return f"{kind} {line.text}: {line.found or 0:.0%} of the votes, {line.expected or 0:.0%} of the people"

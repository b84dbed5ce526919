"""How many have voted, from where and by which channel: rounded, an hour late, and no small number to be worked out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from app.areas.models import Area
from app.core.db import db
from app.core.disclosure import PUBLIC_THRESHOLD, hidden_in

from ..models import Channel, TurnoutCount

ROUND_TO = 5
Key = TypeVar("Key", str, Channel)


@dataclass(frozen=True, slots=True)
class Turnout:
    """First votes until `until`, in whole hours, each number rounded to 5. by_area: area name -> number.

    A voter is counted when their right is taken, by whatever channel, and once: a paper that is spoilt and replaced, a
    card that is exchanged and a vote that is cast again take no right. small_areas, small_channels: not for the public:
    fewer than the threshold voted there, or somebody could subtract from the total and find where so few did (E23).
    """

    until: dt.datetime
    total: int
    by_channel: dict[Channel, int]
    by_area: dict[str, int]
    by_hour: dict[dt.datetime, int]
    small_areas: frozenset[str] = frozenset()
    small_channels: frozenset[Channel] = frozenset()


def turnout(round_id: uuid.UUID, now: dt.datetime, threshold: int = PUBLIC_THRESHOLD) -> Turnout:
    """Turnout no fresher than an hour and rounded (`design.md` section 5), with what the public must not see marked."""
    until = now.replace(minute=0, second=0, microsecond=0)
    rows = db.session.execute(
        sa.select(TurnoutCount.channel, TurnoutCount.hour, Area.name, TurnoutCount.number)
        .outerjoin(Area, Area.id == TurnoutCount.area_id)
        .where(TurnoutCount.round_id == round_id, TurnoutCount.hour < until)
    ).all()
    by_channel: dict[Channel, int] = {}
    by_area: dict[str, int] = {}
    by_hour: dict[dt.datetime, int] = {}
    for channel, hour, area, number in rows:
        by_channel[channel] = by_channel.get(channel, 0) + number
        by_area[area or ""] = by_area.get(area or "", 0) + number
        by_hour[hour] = by_hour.get(hour, 0) + number
    return Turnout(
        until,
        rounded(sum(by_channel.values())),
        {channel: rounded(n) for channel, n in sorted(by_channel.items()) if n},
        {area: rounded(n) for area, n in sorted(by_area.items()) if n},
        {hour: rounded(n) for hour, n in sorted(by_hour.items())},
        _small(by_area, threshold),
        _small(by_channel, threshold),
    )


def _small(numbers: Mapping[Key, int], threshold: int) -> frozenset[Key]:
    """Of a list whose total is published: the small numbers, and others until those cannot be told."""
    keys = [key for key, number in numbers.items() if number]
    return frozenset(keys[place] for place in hidden_in([numbers[key] for key in keys], threshold))


def rounded(number: int) -> int:
    """To the nearest 5. An hour in which more votes were made void than came in says 0."""
    return max(number + ROUND_TO // 2, 0) // ROUND_TO * ROUND_TO

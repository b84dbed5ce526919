"""What result pages need besides the count itself: addresses of proposals, turnout with small numbers hidden."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.core.i18n import _
from app.register.queries import Turnout
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, Channel, Round
from app.rounds.terms import CHANNELS

from .pot import Frame

Key = TypeVar("Key", str, Channel)


@dataclass(frozen=True, slots=True)
class TurnoutTables:
    """Who voted from where and how, rounded. Small numbers are hidden, and others that would tell them."""

    total: str
    by_area: list[tuple[str, str]]
    by_channel: list[tuple[str, str]]


def frame_of(round_: Round, items: Sequence[BallotItem], lang: str) -> Frame:
    """The frame of a result page in one language."""
    urls = {key: f"/proposals/{reference}" for key, reference in rounds.references(items).items()}
    return Frame(round_, {item.id: item for item in items}, round_.money, urls, lang)


def turnout_tables(found: Turnout) -> TurnoutTables:
    """The turnout as two tables (E23)."""
    return TurnoutTables(
        total=f"{found.total:,}",
        by_area=_lines(found.by_area, found.small_areas, lambda area: area or str(_("Area not known"))),
        by_channel=_lines(found.by_channel, found.small_channels, lambda channel: str(CHANNELS[channel])),
    )


def _lines(numbers: Mapping[Key, int], small: Collection[Key], name: Callable[[Key], str]) -> list[tuple[str, str]]:
    """No line where every one would be hidden: that somebody voted there may be all there is to know."""
    if not numbers.keys() - small:
        return []
    return [(name(key), str(_("hidden")) if key in small else f"{n:,}") for key, n in numbers.items()]

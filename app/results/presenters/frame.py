"""What result pages need besides the count itself: addresses of proposals, turnout with small numbers hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.disclosure import shown
from app.core.i18n import _
from app.register.queries import Turnout
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, Round
from app.rounds.terms import CHANNELS

from .pot import Frame


@dataclass(frozen=True, slots=True)
class TurnoutTables:
    """Who voted from where and how, rounded; small numbers are hidden."""

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
        by_area=[(area or str(_("Area not known")), shown(n).text) for area, n in found.by_area.items()],
        by_channel=[(str(CHANNELS[channel]), shown(n).text) for channel, n in found.by_channel.items()],
    )

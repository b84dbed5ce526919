"""Projects as cards of a ballot page, fast for hundreds: what is the same for all voters is drawn once and kept.

Kept is how a card looks, with a gap wherever a mark could be; marks fill the gaps of one answer and are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from app.rounds.models import BOOST

from .lines import Controls, Line

OPEN, CLOSE = "\x02", "\x03"
MOST_KEPT = 5000
Pieces = tuple[tuple[str, str], ...]
_kept: dict[tuple[Any, ...], Pieces] = {}


@dataclass(frozen=True, slots=True)
class Marks:
    """What one voter has given: it fills the gaps of a card."""

    chosen: Mapping[int, int]
    needed: Collection[int]

    def of(self, number: int) -> tuple[set[str], str]:
        """The names of the gaps that are filled for this number, and what stands in a box for a number."""
        value = self.chosen.get(number)
        on = {"none" if value is None else f"is-{value}"}
        if value is not None:
            on.add("ticked")
        if number | BOOST in self.chosen:
            on.add("boost")
        if number in self.needed:
            on.add("needed")
        return on, "" if value is None else str(value)


def drawn(
    keys: Sequence[tuple[int, tuple[Any, ...]]],
    lines: Callable[[set[int]], Mapping[int, Line]],
    *,
    index: int,
    control: Controls,
    marks: Marks,
) -> list[Markup]:
    """The cards of a pot in the order of `keys`: item number, and everything that its looks depend on.

    lines: gives the lines of those numbers that have to be drawn. index: of the pot on this page.
    """
    around = (index, control.kind, len(control.values))
    wanted = [(number, (*key, *around)) for number, key in keys]
    if fresh := {number for number, key in wanted if key not in _kept}:
        _draw({number: key for number, key in wanted if number in fresh}, lines(fresh), index, control)
    return [_filled(_kept[key], *marks.of(number)) for number, key in wanted]


def _draw(keys: Mapping[int, tuple[Any, ...]], lines: Mapping[int, Line], index: int, control: Controls) -> None:
    if len(_kept) + len(keys) > MOST_KEPT:
        _kept.clear()
    draw = get_template_attribute("ballots/_card.html", "item_card")
    for number, key in keys.items():
        _kept[key] = _pieces(str(draw(lines[number], index, control)))


def _pieces(text: str) -> Pieces:
    """A card cut at its gaps: pairs of a gap's name ("" for what always stands there) and its text."""
    found: list[tuple[str, str]] = []
    for part in text.split(OPEN):
        name, is_gap, rest = part.partition(CLOSE)
        if not is_gap:
            found.append(("", part))
            continue
        name, _bar, inside = name.partition("|")
        found += [(name, inside), ("", rest)]
    return tuple(found)


def _filled(pieces: Pieces, on: Collection[str], value: str) -> Markup:
    said = [value if name == "value" else text for name, text in pieces if not name or name == "value" or name in on]
    return Markup("".join(said))  # noqa: S704 - what a template drew, and a number

"""What a data-entry operator types for one paper, at most two keys a choice and two more; pure.

Numbers have as many digits as the highest number on the paper, so that nothing need stand between them:
    approve, budget   `030712`        the ticked numbers
    rank              `120703`        the numbers from first place on
    score             `B5134.2`       the letter of the paper, then a score for each project from the top; `.` is blank
    points            `B10.05..`      the letter, then the points from the top, in as many digits as the most points
A boost vote follows after `+`: `0307+12`. One letter alone rejects the paper: b i u f.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

from app.core.errors import DomainError
from app.core.i18n import _
from app.rounds.models import BOOST, BallotType

from ..models import Rejection

BY_HAND = {
    "b": Rejection.BLANK,
    "i": Rejection.IDENTIFIES,
    "u": Rejection.UNCLEAR,
    "f": Rejection.UNOFFICIAL,
}
BY_PLACE = frozenset({BallotType.SCORE, BallotType.POINTS})
BLANK = "."


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands on a batch's papers. orders: letter -> the numbers from the top. most: the highest value of a line.

    boosted: numbers that may get a boost vote. pot_of: number -> its pot; places of a rank are counted in each pot.
    """

    ballot_type: BallotType
    orders: Mapping[str, Sequence[int]]
    most: int = 1
    boosted: frozenset[int] = frozenset()
    pot_of: Mapping[int, Hashable] = field(default_factory=dict)
    numbers: frozenset[int] = field(init=False)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        every = frozenset(number for order in self.orders.values() for number in order)
        object.__setattr__(self, "numbers", every)
        object.__setattr__(self, "width", len(str(max(every, default=1))))

    @property
    def value_width(self) -> int:
        return len(str(self.most))


def read(layout: Layout, typed: str) -> dict[int, int] | Rejection:
    """The vote on the paper (number -> value; a boost is `number | BOOST`), or why the operator rejects it.

    Raises:
        DomainError: this cannot stand on a paper, so a key was hit wrongly.
    """
    text = typed.strip().lower()
    if text in BY_HAND:
        return BY_HAND[text]
    if not text:
        raise DomainError(_("Type what is on the paper. Type b if nothing is on it"), field="typed")
    main, plus, extra = text.partition("+")
    if plus and not extra:
        raise DomainError(_("Type the numbers of the boxes with a star after the +"), field="typed")
    if plus and not layout.boosted:
        raise DomainError(_("This round has no boost votes"), field="typed")
    chosen = _by_place(layout, main) if layout.ballot_type in BY_PLACE else _by_number(layout, main)
    for number in _numbers(layout, extra) if plus else []:
        chosen[number | BOOST] = 1
    return chosen


def _by_number(layout: Layout, text: str) -> dict[int, int]:
    found = _numbers(layout, text)
    if layout.ballot_type is BallotType.RANK:
        pots = [layout.pot_of.get(number) for number in found]
        return {number: pots[: at + 1].count(pots[at]) for at, number in enumerate(found)}
    return dict.fromkeys(found, 1)


def _numbers(layout: Layout, text: str) -> list[int]:
    parts = re.split(r"[ ,]+", text.strip(" ,")) if re.search(r"[ ,]", text.strip()) else _cut(text, layout.width)
    if any(not part.isdecimal() for part in parts):
        raise DomainError(_("Type only numbers, or one letter for a rejected paper"), field="typed")
    found = [int(part) for part in parts]
    for number in found:
        if number not in layout.numbers:
            raise DomainError(_("There is no number %(number)s on this paper", number=number), field="typed")
    twice = next((number for number in found if found.count(number) > 1), None)
    if twice is not None:
        raise DomainError(_("Number %(number)s is typed twice", number=twice), field="typed")
    return found


def _cut(text: str, width: int) -> list[str]:
    if len(text) % width:
        one = "1".zfill(width)
        raise DomainError(
            _("Each number here has %(width)s digits, such as %(one)s", width=width, one=one), field="typed"
        )
    return [text[at : at + width] for at in range(0, len(text), width)]


def _by_place(layout: Layout, text: str) -> dict[int, int]:
    letter, rest = text[:1].upper(), text[1:].strip()
    if letter not in layout.orders:
        known = ", ".join(sorted(layout.orders))
        raise DomainError(_("Begin with the letter in the corner of the paper: %(known)s", known=known), field="typed")
    order, width = layout.orders[letter], layout.value_width
    values = re.findall(rf"\{BLANK}|\d{{{width}}}", rest)
    if "".join(values) != rest:
        raise DomainError(
            _("Type %(width)s digit(s) for each project, or a full stop where nothing is written", width=width),
            field="typed",
        )
    if len(values) != len(order):
        raise DomainError(
            _("%(typed)s of %(all)s lines are typed", typed=len(values), all=len(order)),
            field="typed",
        )
    read_ = {number: int(value) for number, value in zip(order, values, strict=True) if value != BLANK}
    if layout.ballot_type is BallotType.POINTS:
        read_ = {number: value for number, value in read_.items() if value}
    return read_


def in_words(layout: Layout, chosen: Mapping[int, int]) -> str:
    """The vote as an operator reads it back, by number: `3, 7` or `3: 5, 7: 1`; places of a rank in their order."""
    main = {number: value for number, value in chosen.items() if not number & BOOST}
    if layout.ballot_type is BallotType.RANK:
        said = ", ".join(f"{place}. {number}" for number, place in sorted(main.items(), key=lambda pair: pair[1]))
    elif layout.ballot_type in BY_PLACE:
        said = ", ".join(f"{number}: {value}" for number, value in sorted(main.items()))
    else:
        said = ", ".join(str(number) for number in sorted(main))
    boosts = ", ".join(str(number & ~BOOST) for number in sorted(chosen) if number & BOOST)
    return f"{said} + {boosts}" if boosts else said

"""Words for pages about paper."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from app.core.i18n import _, lazy
from app.rounds.models import BallotType, Channel, Electorate, Round

from ..models import Rejection
from ..models.paper import BatchState, Half, SheetKind
from ..queries import paper as queries
from .contents import kinds
from .forms import ELECTORATES
from .keying import BY_PLACE, Layout, in_words
from .sealing import Reading

REASONS = {
    Rejection.BLANK: lazy("The paper is blank"),
    Rejection.UNCLEAR: lazy("What the voter wants is not clear"),
    Rejection.IDENTIFIES: lazy("The paper says who the voter is; kept apart"),
    Rejection.UNOFFICIAL: lazy("It is not a paper of this round"),
    Rejection.LATE: lazy("It came after the last day for papers by post"),
    Rejection.UNREADABLE: lazy("It could not be read"),
    Rejection.NOT_IN_ROUND: lazy("Something that is not on this ballot was chosen"),
    Rejection.TOO_MANY: lazy("Too many projects were chosen"),
    Rejection.TOO_FEW: lazy("Too few projects were chosen"),
    Rejection.OVER_BUDGET: lazy("The choices cost more than there is"),
    Rejection.NOT_ALL_SCORED: lazy("Not every project has a score"),
    Rejection.OFF_SCALE: lazy("A score is off the scale"),
    Rejection.OVER_POINTS: lazy("More points were given than a voter has"),
    Rejection.OVER_ITEM: lazy("One project was given too many points"),
    Rejection.TWICE: lazy("A project was chosen twice"),
    Rejection.OWN_PROJECT: lazy("The voter chose a project of their own"),
    Rejection.NOT_BOOSTABLE: lazy("A boost vote for a project that may not have one"),
    Rejection.TOO_MANY_BOOSTS: lazy("Too many boost votes"),
    Rejection.GAP_IN_RANKS: lazy("A place is missing or was given twice"),
}
STATES = {
    BatchState.MADE: (lazy("A second person must confirm the seal"), "yellow"),
    BatchState.SEALED: (lazy("To be typed by two people"), "blue"),
    BatchState.COMPARED: (lazy("Papers to be settled"), "orange"),
    BatchState.SAMPLED: (lazy("Sample to be read"), "purple"),
    BatchState.CHECKED: (lazy("Typed and checked"), "green"),
}
HALVES = {Half.MORNING: lazy("morning"), Half.AFTERNOON: lazy("afternoon")}
SHEETS = {SheetKind.BATCH: lazy("Batch"), SheetKind.BOX: lazy("Box"), SheetKind.DESK: lazy("Desk")}
CHANNELS = {Channel.PAPER: lazy("Desk"), Channel.POST: lazy("Post")}


def reading_words(layout: Layout, reading: Reading | None) -> str:
    """What somebody read, in words: the numbers, or why it is rejected, or both."""
    if reading is None or not reading.is_there:
        return str(_("No such paper"))
    said = in_words(layout, reading.chosen)
    if reading.rejection is None:
        return said or str(_("Nothing chosen"))
    why = str(REASONS[reading.rejection])
    return f"{said}. {_('Rejected')}: {why}" if said else f"{_('Rejected')}: {why}"


def how_to_type(layout: Layout) -> list[str]:
    """The keys for a paper, in short sentences with an example that fits this round."""
    numbers = sorted(layout.numbers)[:3]
    if layout.ballot_type in BY_PLACE:
        order = next(iter(layout.orders.values()))
        value = str(layout.most).zfill(layout.value_width)
        example = next(iter(layout.orders)) + value * max(len(order) - 1, 0) + "."
        said = [
            _("The letter in the corner, then the number beside each project from the top."),
            _("A full stop for an empty line."),
            _("Example: %(example)s", example=example),
        ]
        if layout.value_width > 1:
            said.insert(2, _("Each number has %(width)s digits: 05 for 5.", width=layout.value_width))
    else:
        example = "".join(str(number).zfill(layout.width) for number in numbers)
        first = (
            _("The numbers in the order of the voter's places, the first place first.")
            if layout.ballot_type is BallotType.RANK
            else _("The numbers of the projects with a cross.")
        )
        said = [first, _("Example: %(example)s", example=example)]
        if layout.width > 1:
            said.insert(
                1, _("Each number has %(width)s digits: 05 for 5. Nothing stands between them.", width=layout.width)
            )
    if layout.boosted:
        said.append(_("Then + and the numbers of the boxes with a star."))
    said.append(_("b: blank. u: not clear. i: says who the voter is. f: not one of our papers."))
    return [str(each) for each in said]


def kind_choices(round_: Round) -> list[tuple[str, str]]:
    """The kinds of paper of a round for a list: key of the area or nothing, and words."""
    found = kinds(round_)
    names = queries.area_names(found)
    rest = str(_("Everyone else")) if len(found) > 1 else str(_("Everyone"))
    return [(str(kind) if kind else "", names.get(kind, "") if kind else rest) for kind in found]


def whose(electorate: Electorate, area_id: uuid.UUID | None, areas: Mapping[uuid.UUID, str], several: bool) -> str:
    """Whose papers, where a round has more than one kind; else nothing."""
    said: Sequence[str] = [
        *([str(ELECTORATES[electorate])] if electorate is not Electorate.OPEN or several else []),
        *([areas[area_id]] if area_id is not None and area_id in areas else []),
    ]
    return ", ".join(said)

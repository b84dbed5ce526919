"""What a voter's page shows: the projects, how far the voter is, the rules in words; and reasons in words."""

from __future__ import annotations

from .cards import Marks, drawn
from .lines import (
    EMPTY,
    Controls,
    Line,
    by_mark,
    controls,
    in_voters_order,
    lines_of,
    mark_words,
    qr_picture,
    theme_choices,
)
from .progress import PotView, choice_words, money_words, pot_views
from .reasons import REFUSALS, REJECTIONS
from .rules import how_to

__all__ = [
    "EMPTY",
    "REFUSALS",
    "REJECTIONS",
    "Controls",
    "Line",
    "Marks",
    "PotView",
    "by_mark",
    "choice_words",
    "controls",
    "drawn",
    "how_to",
    "in_voters_order",
    "lines_of",
    "mark_words",
    "money_words",
    "pot_views",
    "qr_picture",
    "theme_choices",
]

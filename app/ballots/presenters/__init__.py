"""What a voter's page shows: the projects, how far the voter is, the rules in words; and reasons in words."""

from __future__ import annotations

from .cards import Marks, drawn
from .lines import (
    EMPTY,
    Choice,
    Controls,
    Line,
    choices_of,
    controls,
    in_voters_order,
    lines_of,
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
    "Choice",
    "Controls",
    "Line",
    "Marks",
    "PotView",
    "choice_words",
    "choices_of",
    "controls",
    "drawn",
    "how_to",
    "in_voters_order",
    "lines_of",
    "money_words",
    "pot_views",
    "qr_picture",
    "theme_choices",
]

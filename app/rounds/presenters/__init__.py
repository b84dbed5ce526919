"""Rounds as pages show them: in words, and the ballot as a list."""

from __future__ import annotations

from .ballot_list import BallotList
from .words import (
    BALLOTS,
    CONNECTIONS,
    PHASES,
    RULES,
    TIES,
    how_to_choose,
    money_in_words,
    phase_tag,
    round_card,
    rules_in_words,
    who_may_vote,
)

__all__ = [
    "BALLOTS",
    "CONNECTIONS",
    "PHASES",
    "RULES",
    "TIES",
    "BallotList",
    "how_to_choose",
    "money_in_words",
    "phase_tag",
    "round_card",
    "rules_in_words",
    "who_may_vote",
]

"""Rounds as pages show them: in words, and the ballot as a list."""

from __future__ import annotations

from ..office_terms import (
    CHANNEL_POLICIES,
    INCOMPLETE,
    LEFTOVERS,
    OWN_PROJECTS,
    POT_SCOPES,
    RANK_METHODS,
    SCORE_SCOPES,
)
from ..terms import (
    BALLOTS,
    CHANNELS,
    CONNECTIONS,
    ELECTORATES,
    PROOFS,
    RULES,
    TIES,
)
from .ballot_list import BallotList
from .rules import how_to_choose, money_in_words, rules_in_words
from .words import PHASES, phase_tag, round_card, who_may_vote

__all__ = [
    "BALLOTS",
    "CHANNELS",
    "CHANNEL_POLICIES",
    "CONNECTIONS",
    "ELECTORATES",
    "INCOMPLETE",
    "LEFTOVERS",
    "OWN_PROJECTS",
    "PHASES",
    "POT_SCOPES",
    "PROOFS",
    "RANK_METHODS",
    "RULES",
    "SCORE_SCOPES",
    "TIES",
    "BallotList",
    "how_to_choose",
    "money_in_words",
    "phase_tag",
    "round_card",
    "rules_in_words",
    "who_may_vote",
]

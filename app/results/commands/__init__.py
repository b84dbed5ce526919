"""Things that make a result, and change it. Each reads the row afresh, checks, changes, flushes; none commits."""

from __future__ import annotations

from .certify import certify, publish, publish_imported
from .changing import (
    confirm_disqualification,
    drop_disqualification,
    note_ended,
    promote,
    propose_disqualification,
    withdraw_winner,
)
from .count import count_round
from .enough import enough_for, keep_enough
from .objecting import Given, close_results, decide_objection, forget_objectors, object_to
from .verify import check_of, keep_check

__all__ = [
    "Given",
    "certify",
    "check_of",
    "close_results",
    "confirm_disqualification",
    "count_round",
    "decide_objection",
    "drop_disqualification",
    "enough_for",
    "forget_objectors",
    "keep_check",
    "keep_enough",
    "note_ended",
    "object_to",
    "promote",
    "propose_disqualification",
    "publish",
    "publish_imported",
    "withdraw_winner",
]

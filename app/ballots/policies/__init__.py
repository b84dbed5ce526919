"""Questions about the ballot box that are answered yes or no, with a reason; and what is wrong with a vote."""

from __future__ import annotations

from .box import (
    LEAST_PASSPHRASE,
    can_cast_at,
    can_cast_here,
    can_enrol,
    can_make_key,
    can_open,
    can_see_box,
    can_test_key,
)
from .limits import Costed, Limits, fault, fault_in_words, lines, missing, split

__all__ = [
    "LEAST_PASSPHRASE",
    "Costed",
    "Limits",
    "can_cast_at",
    "can_cast_here",
    "can_enrol",
    "can_make_key",
    "can_open",
    "can_see_box",
    "can_test_key",
    "fault",
    "fault_in_words",
    "lines",
    "missing",
    "split",
]

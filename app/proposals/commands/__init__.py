"""Things that change a proposal."""

from __future__ import annotations

from .drafting import LineFacts, SectionChanged, remove_picture, save_section, set_picture, start_proposal
from .forgetting import forget_refused
from .life import set_state, submit_proposal, withdraw_proposal

__all__ = [
    "LineFacts",
    "SectionChanged",
    "forget_refused",
    "remove_picture",
    "save_section",
    "set_picture",
    "set_state",
    "start_proposal",
    "submit_proposal",
    "withdraw_proposal",
]

"""Things that change a round. Each reads the row afresh, checks, changes, flushes; none commits."""

from __future__ import annotations

from .choices import RuleChoices, VoterChoices
from .drafting import Basics, create_round, set_basics, set_items, set_pots, set_trustees
from .imported import Election, ImportedItem, import_election
from .life import (
    add_erratum,
    cancel_round,
    close_round,
    enter_lot,
    move_on,
    pause_round,
    proposal_was_withdrawn,
    resume_round,
    set_box_ready,
    set_state,
    withdraw_item,
)
from .locking import confirm_lock, propose_lock, rules_hash, unmet, withdraw_lock
from .presets import PRESETS, Preset
from .rules import set_rules, set_voters, use_preset
from .texts import approve_texts, set_marks, set_text, unapproved

__all__ = [
    "PRESETS",
    "Basics",
    "Election",
    "ImportedItem",
    "Preset",
    "RuleChoices",
    "VoterChoices",
    "add_erratum",
    "approve_texts",
    "cancel_round",
    "close_round",
    "confirm_lock",
    "create_round",
    "enter_lot",
    "import_election",
    "move_on",
    "pause_round",
    "proposal_was_withdrawn",
    "propose_lock",
    "resume_round",
    "rules_hash",
    "set_basics",
    "set_box_ready",
    "set_items",
    "set_marks",
    "set_pots",
    "set_rules",
    "set_state",
    "set_text",
    "set_trustees",
    "set_voters",
    "unapproved",
    "unmet",
    "use_preset",
    "withdraw_item",
    "withdraw_lock",
]

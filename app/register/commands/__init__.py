"""Things that change the register. Each reads the row afresh, checks, changes, flushes; none commits."""

from __future__ import annotations

from .deciding import decide_held, held_open
from .doubles import dedupe_key, dedupe_secret
from .ending import delete_codes, forget_registers
from .issuing import Registered, end_assisted, new_code, send_contact_code, start_assisted, type_contact_code
from .office_lists import (
    Member,
    add_delegate,
    add_members,
    add_partner,
    clear_list,
    drop_partner,
    invite_some,
    replace_delegate,
    start_invitations,
)
from .proving import ask_partner, give_proof, prove_by_code, tell_more
from .registering import Registration, register_voter
from .reminding import remind_some, start_reminder
from .rights import count_turnout, move_turnout, right_for, take_entitlement, void_online

__all__ = [
    "Member",
    "Registered",
    "Registration",
    "add_delegate",
    "add_members",
    "add_partner",
    "ask_partner",
    "clear_list",
    "count_turnout",
    "decide_held",
    "dedupe_key",
    "dedupe_secret",
    "delete_codes",
    "drop_partner",
    "end_assisted",
    "forget_registers",
    "give_proof",
    "held_open",
    "invite_some",
    "move_turnout",
    "new_code",
    "prove_by_code",
    "register_voter",
    "remind_some",
    "replace_delegate",
    "right_for",
    "send_contact_code",
    "start_assisted",
    "start_invitations",
    "start_reminder",
    "take_entitlement",
    "tell_more",
    "type_contact_code",
    "void_online",
]

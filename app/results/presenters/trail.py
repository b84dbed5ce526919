"""The acts of a round in plain words: what was done, when, by which role; no voter is in it, and no officer's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.access import Role
from app.core.i18n import _, lazy

from ..queries import Act

VERBS: dict[str, object] = {
    "propose_lock": lazy("Asked for the lock of the rules"),
    "confirm_lock": lazy("Locked the rules as the second officer"),
    "enrol_trustee": lazy("Chose a passphrase for the key of the ballot box"),
    "make_keys": lazy("Made the key of the ballot box and shared it out"),
    "prove_key": lazy("Opened the test envelope with two trustees"),
    "pause_round": lazy("Paused voting"),
    "resume_round": lazy("Resumed voting"),
    "cancel_round": lazy("Cancelled the vote"),
    "add_erratum": lazy("Added a correction"),
    "withdraw_item": lazy("Took a project off the vote"),
    "open_envelopes": lazy("Opened the envelopes with two trustees"),
    "enter_lot": lazy("Entered what was drawn in public for the lot"),
    "count_round": lazy("Counted the votes"),
    "verify_count": lazy("Checked the count by a second, independent program"),
    "certify": lazy("Certified the count"),
    "publish_result": lazy("Published the result"),
    "object": lazy("Objected to the result"),
    "decide_objection": lazy("Decided about an objection"),
    "note_ended_offer": lazy("A project that had won does not take the money"),
    "withdraw_winner": lazy("Noted that a project that had won does not go ahead"),
    "propose_disqualification": lazy("Asked to disqualify a project"),
    "drop_disqualification": lazy("Took back the request to disqualify a project"),
    "disqualify": lazy("Disqualified a project as the second officer"),
    "promote": lazy("Gave free money to the next project on the reserve list"),
    "close_result": lazy("The time for objections is over and the result is final"),
}
STATES: dict[str, object] = {
    "open": lazy("Voting opened"),
    "closed": lazy("Voting closed"),
}
SHOWN = (*VERBS, "set_state")
TOLD_WHY = frozenset(
    {
        "pause_round",
        "cancel_round",
        "withdraw_item",
        "count_round",
        "decide_objection",
        "withdraw_winner",
        "disqualify",
    }
)
TRUSTED = frozenset({"enrol_trustee", "prove_key", "make_keys"})
ROLES: dict[Role, object] = {
    Role.RETURNING_OFFICER: lazy("Returning officer"),
    Role.DEPUTY_RETURNING_OFFICER: lazy("Deputy returning officer"),
    Role.TRUSTEE: lazy("Trustee"),
    Role.BOARD_MEMBER: lazy("Board member"),
}


def trail_rows(found: Sequence[Act]) -> list[dict[str, Any]]:
    """What was done, by which role, and why, with the moment of each; the first act first."""
    return [
        {"at": act.at, "what": text, "who": _who(act), "title": act.title, "why": _why(act)}
        for act in found
        if (text := _what(act))
    ]


def _what(act: Act) -> str:
    words = STATES.get(str(act.after.get("state"))) if act.verb == "set_state" else VERBS[act.verb]
    return str(words) if words else ""


def _who(act: Act) -> str:
    if act.verb == "object":
        return str(_("Somebody"))
    if act.actor_id is None:
        return str(_("The site itself"))
    if act.verb in TRUSTED and Role.TRUSTEE in act.roles:
        return str(ROLES[Role.TRUSTEE])
    return str(ROLES[act.roles[0]]) if act.roles else str(_("An officer"))


def _why(act: Act) -> str:
    return act.reason if act.verb in TOLD_WHY else ""

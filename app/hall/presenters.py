"""Decision days in words, for pages and prints."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import io
from collections.abc import Mapping
from dataclasses import dataclass

from app.ballots import queries as box
from app.ballots.commands.keys import draft_key_name
from app.ballots.commands.voting import envelope_about
from app.core import key_files
from app.core.clock import london
from app.core.i18n import _, lazy
from app.register.models import Voter
from app.rounds.models import BallotItem, Connection, Incomplete, RuleSet

from . import policies, queries
from .models import DayState, DecisionDay, Feature, HandoverKind, HandoverState, Mode, Slot

FEATURES = {
    Feature.STEP_FREE: lazy("Step-free way in"),
    Feature.TOILET: lazy("Accessible toilet"),
    Feature.HEARING_LOOP: lazy("Hearing loop"),
    Feature.INTERPRETERS: lazy("Interpreters"),
    Feature.CRECHE: lazy("Crèche"),
    Feature.QUIET_ROOM: lazy("Quiet room"),
    Feature.FOOD: lazy("Food and drink"),
    Feature.TRANSPORT: lazy("Help with transport"),
}
MODES = {
    Mode.LIVE: lazy("On stage"),
    Mode.VIDEO: lazy("By video"),
    Mode.READ: lazy("Read out by the host"),
}
CONNECTIONS = {
    Connection.LIVE: lazy("Lives here"),
    Connection.WORK: lazy("Works here"),
    Connection.STUDY: lazy("Studies here"),
    Connection.VOLUNTEER: lazy("Volunteers here"),
}
STATES = {
    DayState.PLANNED: (lazy("Planned"), "blue"),
    DayState.OPEN: (lazy("Doors open"), "green"),
    DayState.CLOSED: (lazy("List closed"), "grey"),
}
KINDS = {HandoverKind.VOTE: lazy("A vote sealed on a phone"), HandoverKind.CHECK_IN: lazy("An entry of the desk")}
ENDS = {
    HandoverState.TAKEN: lazy("Taken"),
    HandoverState.HELD: lazy("Held: looks like somebody on the register"),
    HandoverState.LATE: lazy("Late: not counted"),
}
INCOMPLETE = {
    Incomplete.REJECT: lazy(
        "Give every project a score. A vote with a gap is not counted. If you missed one, ask at the desk for a paper."
    ),
    Incomplete.MEAN: lazy(
        "If you came late or missed a project, your other scores still count. "
        "A project's result is the mean of its scores."
    ),
    Incomplete.ZERO: lazy(
        "If you came late or missed a project, your other scores still count. "
        "A project without a score gets nothing from you."
    ),
}


@dataclass(frozen=True, slots=True)
class Pitch:
    """One line of the running order for a reader. state: coming, now, over. score: the voter's own, before casting."""

    slot: Slot
    item: BallotItem
    title: str
    title_lang: str
    state: str
    score: int | None = None


def pitches(day: DecisionDay, lang: str, at: dt.datetime, scores: Mapping[int, int] | None = None) -> list[Pitch]:
    """The running order. A project taken off the ballot is left out (E03)."""
    items, found = queries.items_of(day.round_id), []
    for slot in day.slots:
        item = items.get(slot.item_id)
        if item is None or item.is_withdrawn:
            continue
        title, title_lang = item.title_in(lang)
        found.append(Pitch(slot, item, title, title_lang, state_of(slot, at), (scores or {}).get(item.number)))
    return found


def state_of(slot: Slot, at: dt.datetime) -> str:
    if slot.started_at is None:
        return "coming"
    return "now" if policies.is_open(slot, at) else "over"


def scale(rules: RuleSet) -> list[int]:
    """Every score of the round, lowest first; where there are only two, yes first."""
    return [1, 0] if said_as(rules) else list(range(rules.scale_min, rules.scale_max + 1))


def said_as(rules: RuleSet) -> dict[int, object]:
    """Words for scores where there are only two, 0 and 1: yes, and not this one. Else none."""
    return {1: _("Yes"), 0: _("Not this one")} if (rules.scale_min, rules.scale_max) == (0, 1) else {}


def when(day: DecisionDay) -> str:
    """`10:00 to 16:30` in London."""
    first, last = london(day.starts_at).strftime("%H:%M"), london(day.ends_at).strftime("%H:%M")
    return str(_("%(first)s to %(last)s", first=first, last=last))


def clock(day: DecisionDay, lang: str, at: dt.datetime) -> dict[str, object]:
    """What the projector and the phones ask for again and again: which pitch, and how many seconds are left of it."""
    slot = queries.running(day, at)
    if slot is None or slot.started_at is None or slot.window_ends_at is None:
        coming = queries.next_slot(day)
        state = "closed" if day.state is DayState.CLOSED else "over" if coming is None else "waiting"
        return {"state": state, "slot": "", "title": _title(day, coming, lang), "talk": 0, "questions": 0, "window": 0}
    past = (at - slot.started_at).total_seconds()
    return {
        "state": "now",
        "slot": str(slot.id),
        "title": _title(day, slot, lang),
        "presenter": slot.presenter,
        "talk": _left(slot.duration_seconds - past),
        "questions": _left(slot.duration_seconds + slot.questions_seconds - past),
        "window": _left((slot.window_ends_at - at).total_seconds()),
    }


def _left(seconds: float) -> int:
    return max(0, round(seconds))


def _title(day: DecisionDay, slot: Slot | None, lang: str) -> str:
    item = queries.items_of(day.round_id).get(slot.item_id) if slot else None
    return f"{item.number}. {item.title_in(lang)[0]}" if item else ""


def sealing(voter: Voter) -> dict[str, object]:
    """What the voter's browser needs to seal a vote to the round's key, as `ballots.seal` does.

    own: a key of this voter's alone, under which their browser keeps the scores it still needs; it is made from the
    draft key and gone with it.
    """
    key, right = box.key_of(voter.round_id), queries.right_of(voter.id)
    own = hmac.new(key_files.read(draft_key_name(voter.round_id)), b"hall own " + right.id.bytes, hashlib.sha256)
    return {
        "key": _b64(key.public_key),
        "length": key.inner_length,
        "about": _b64(envelope_about(voter.round_id, right.id)),
        "own": _b64(own.digest()),
    }


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def qr(url: str) -> str:
    """A QR code as a data address."""
    import segno

    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", scale=3, border=2)
    return "data:image/svg+xml;base64," + _b64(out.getvalue())


def spaced(code: str) -> str:
    """`ABCDE FGHJK`."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"

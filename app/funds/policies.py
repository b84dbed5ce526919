"""Who may look after funds and calls, and where a call stands. Pure: the moment is an argument."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _

from .models import Call, CallState
from .states import CallPhase


def phase(call: Call, now: dt.datetime) -> CallPhase:
    """Where the call stands at `now`; the second of closing is closed."""
    if call.state is CallState.DRAFT:
        return CallPhase.DRAFT
    if call.state is CallState.ARCHIVED:
        return CallPhase.ARCHIVED
    if now < call.opens_at:
        return CallPhase.COMING
    return CallPhase.OPEN if now < call.closes_at else CallPhase.CLOSED


def is_open(call: Call, now: dt.datetime) -> bool:
    return phase(call, now) is CallPhase.OPEN


def can_start_funds(actor: Actor) -> Decision:
    """A fund manager of the whole council."""
    if actor.covers(Role.FUND_MANAGER, Scope.COUNCIL, None):
        return YES
    return no(_("Only a fund manager of the whole council can start a fund"))


def can_manage(actor: Actor, fund_id: uuid.UUID) -> Decision:
    """A fund manager of this fund, or of the whole council."""
    if actor.covers(Role.FUND_MANAGER, Scope.FUND, fund_id):
        return YES
    return no(_("You do not look after this fund"))


def can_edit_call(actor: Actor, call: Call, now: dt.datetime) -> Decision:
    """Everything may change until the call opens; afterwards only its close, and that only to later."""
    if not (verdict := can_manage(actor, call.fund_id)):
        return verdict
    if phase(call, now) not in {CallPhase.DRAFT, CallPhase.COMING}:
        return no(_("This call has opened. Its rules cannot change any more"))
    return YES


def can_publish(actor: Actor, call: Call, now: dt.datetime, *, pots: int) -> Decision:
    """A draft with a pot, words for residents, and a close that lies ahead."""
    if not (verdict := can_manage(actor, call.fund_id)):
        return verdict
    if call.state is not CallState.DRAFT:
        return no(_("This call is already published"))
    if not pots:
        return no(_("Choose at least one pot before you publish"))
    if not call.summary.text().strip():
        return no(_("Write a summary before you publish"))
    if call.closes_at <= now:
        return no(_("The call would already be closed. Choose a later close"))
    return YES


def can_extend(actor: Actor, call: Call, closes_at: dt.datetime, now: dt.datetime) -> Decision:
    """For all groups, never for one (E49), and only to later. A call that has just closed may be opened again so."""
    if not (verdict := can_manage(actor, call.fund_id)):
        return verdict
    if phase(call, now) not in {CallPhase.COMING, CallPhase.OPEN, CallPhase.CLOSED}:
        return no(_("Only a published call can be given more time"))
    if closes_at <= call.closes_at:
        return no(_("Choose a later time than now: a call never closes earlier than was said"))
    if closes_at <= now:
        return no(_("Choose a time that has not passed"))
    return YES


def can_archive(actor: Actor, call: Call, now: dt.datetime) -> Decision:
    if not (verdict := can_manage(actor, call.fund_id)):
        return verdict
    if phase(call, now) is not CallPhase.CLOSED:
        return no(_("Only a closed call can go to the archive"))
    return YES

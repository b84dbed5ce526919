"""Who may hand a device to voters, and take it back."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, no
from app.core.i18n import _
from app.register.policies import can_see_register
from app.rounds.models import Channel, Round, RoundState

from .models import Kiosk

USABLE = frozenset({RoundState.LOCKED, RoundState.OPEN})


def can_start(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the actor make a device a shared one for this round? If its rules allow voting on one, until the close."""
    if not (may := can_see_register(actor, round_)):
        return may
    if Channel.KIOSK.value not in round_.rules.channels:
        return no(_("The rules of this round do not allow voting on a shared device"))
    if round_.is_imported or round_.state not in USABLE or now >= round_.closes_at:
        return no(_("Devices can be shared from the lock of the rules until voting closes"))
    return YES


def can_end(actor: Actor, round_: Round, kiosk: Kiosk) -> Decision:
    """May the actor take this device back from afar, as when a tablet is lost or a PIN forgotten?"""
    if kiosk.round_id != round_.id:
        return no(_("This device belongs to another round"))
    if kiosk.ended_on is not None:
        return no(_("This device is not shared any more"))
    return can_see_register(actor, round_)

"""Handing a device to voters, and taking it back."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core import audit
from app.core.access import Actor
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import NotAllowed
from app.rounds.queries import round_by_id

from . import policies
from .models import Kiosk


def start_kiosk(round_id: uuid.UUID, *, place: str, lang: str, pin_hash: str, actor: Actor, now: dt.datetime) -> Kiosk:
    """The device is in the list and may be handed over. pin_hash: of the digits that end it.

    Raises:
        NotAllowed: not this actor's, or not in this round.
    """
    round_ = round_by_id(round_id)
    if not (may := policies.can_start(actor, round_, now)) or actor.id is None:
        raise NotAllowed(may.reason)
    made = Kiosk(
        round_id=round_id,
        place=place.strip(),
        lang=lang,
        pin_hash=pin_hash,
        started_by_id=actor.id,
        started_on=london(now).date(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "start_kiosk", made, name=made.place, after={"lang": lang})
    return made


def end_kiosk(kiosk_id: uuid.UUID, *, actor: Actor, today: dt.date) -> Kiosk:
    """The device is no shared one any more. The actor is who knew the PIN (`SYSTEM`), or an officer elsewhere.

    Raises:
        NotAllowed: an officer who may not.
    """
    known = locked(Kiosk, kiosk_id)
    if known.ended_on is not None:
        return known
    if actor.id is not None and not (may := policies.can_end(actor, round_by_id(known.round_id), known)):
        raise NotAllowed(may.reason)
    known.ended_on = max(today, known.started_on)
    audit.record(actor, "end_kiosk", known, name=known.place)
    db.session.flush()
    return known

"""Reads of shared devices."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.core.db import db
from app.people.models import Person

from .models import Kiosk


def kiosk(kiosk_id: uuid.UUID) -> Kiosk | None:
    """The device with this key, also one that was taken back; None for none."""
    return db.session.scalars(sa.select(Kiosk).where(Kiosk.id == kiosk_id)).one_or_none()


def kiosks(round_id: uuid.UUID) -> list[tuple[Kiosk, str]]:
    """The devices of a round with who handed them over: those in use first, by place."""
    rows = db.session.execute(
        sa.select(Kiosk, Person.name)
        .join(Person, Person.id == Kiosk.started_by_id)
        .where(Kiosk.round_id == round_id)
        .order_by(Kiosk.ended_on.is_not(None), Kiosk.place, Kiosk.started_on, Kiosk.id)
        .limit(500)
    )
    return [(row[0], row[1]) for row in rows]

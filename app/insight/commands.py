"""Things that change the watch: opens are added up, shares are loaded, alerts are raised and seen to."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core import audit
from app.core.access import SYSTEM, Actor, Role
from app.core.db import db, locked
from app.core.errors import DomainError, WrongState
from app.people import queries as people
from app.rounds.models import Round

from . import emails
from .models import CensusShare, OutreachAlert, PageOpens, WatchPlan

OUTREACH = Role.AREA_COORDINATOR


def add_opens(opens: Mapping[tuple[str, dt.date, str], int]) -> None:
    """The totals have grown. opens: (round's address, London date, language) -> how many more."""
    slugs = {slug for slug, _on, _lang in opens}
    ids = {row[0]: row[1] for row in db.session.execute(sa.select(Round.slug, Round.id).where(Round.slug.in_(slugs)))}
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    for (slug, on, lang), number in sorted(opens.items()):
        if slug in ids:
            row = insert(PageOpens).values(round_id=ids[slug], on=on, lang=lang, number=number)
            db.session.execute(
                row.on_conflict_do_update(
                    index_elements=[PageOpens.round_id, PageOpens.on, PageOpens.lang],
                    set_={"number": PageOpens.number + number},
                )
            )


def load_shares(actor: Actor, shares: Iterable[CensusShare]) -> int:
    """The shares of each table in the file replace those that were there. Returns how many there are."""
    made = list(shares)
    db.session.execute(sa.delete(CensusShare).where(CensusShare.dimension.in_({each.dimension for each in made})))
    db.session.add_all(made)
    db.session.flush()
    if made:
        after = {"rows": len(made), "sources": sorted({each.source for each in made})}
        audit.record(actor, "load_census_shares", made[0], after=after)
    return len(made)


def set_ratio(actor: Actor, round_id: uuid.UUID, percent: int) -> None:
    """The watch of this round raises alerts under that part of the census share."""
    if not 1 <= percent <= 100:
        raise DomainError("Give a whole percent from 1 to 100", field="percent")
    plan = db.session.scalars(sa.select(WatchPlan).where(WatchPlan.round_id == round_id)).one_or_none()
    if plan is None:
        plan = WatchPlan(round_id=round_id)
        db.session.add(plan)
    plan.least_percent = percent
    db.session.flush()
    audit.record(actor, "set_watch_ratio", plan, after={"least_percent": percent})


def raise_alerts(round_: Round, low: Iterable[tuple[str, str, str]], *, today: dt.date) -> int:
    """There is one alert for each of these, and the outreach officers have one mail about the new ones.

    low: (dimension, key, words). An alert that somebody saw to is not raised again. Returns how many are new.
    """
    there = {
        (row[0], row[1])
        for row in db.session.execute(
            sa.select(OutreachAlert.dimension, OutreachAlert.key).where(OutreachAlert.round_id == round_.id)
        )
    }
    new = [
        OutreachAlert(round_id=round_.id, dimension=dimension, key=key, text=text[:200], raised_on=today)
        for dimension, key, text in low
        if (dimension, key) not in there
    ]
    if not new:
        return 0
    db.session.add_all(new)
    db.session.flush()
    for alert in new:
        audit.record(SYSTEM, "raise_outreach_alert", alert, name=alert.text)
    emails.alert(round_, [alert.text for alert in new], people.holders(OUTREACH))
    return len(new)


def see_to(actor: Actor, alert_id: uuid.UUID, note: str, *, today: dt.date) -> None:
    """Somebody has seen to an alert, and says what was done."""
    alert = locked(OutreachAlert, alert_id)
    if alert.done_on is not None:
        raise WrongState("Somebody has already seen to this")
    if not note.strip():
        raise DomainError("Say what was done", field="note")
    alert.done_by_id, alert.done_on, alert.note = actor.id, today, note.strip()
    audit.record(actor, "see_to_alert", alert, name=alert.text, reason=note.strip())
    db.session.flush()

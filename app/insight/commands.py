"""Things that change the watch: opens are added up, shares are loaded, alerts are raised and seen to."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.core import audit
from app.core.access import SYSTEM, Actor, Role
from app.core.db import db, locked
from app.core.errors import DomainError, WrongState
from app.people import queries as people
from app.rounds.models import Channel, Round

from . import emails
from .models import CensusShare, OutreachAlert, PageOpens, WatchPlan

OUTREACH = Role.AREA_COORDINATOR


class Opened(NamedTuple):
    """One cell of the totals. slug: the round's address; hour: its first moment, UTC."""

    slug: str
    hour: dt.datetime
    channel: Channel
    lang: str


def add_opens(opens: Mapping[Opened, int]) -> None:
    """The totals have grown by these, in one statement; safe from any number of processes at once."""
    wanted = sa.select(Round.slug, Round.id).where(Round.slug.in_({each.slug for each in opens}))
    ids = {row[0]: row[1] for row in db.session.execute(wanted)}
    rows = [
        {"round_id": ids[each.slug], "hour": each.hour, "channel": each.channel, "lang": each.lang, "number": number}
        for each, number in sorted(opens.items())  # in one order, so that no two processes wait for each other
        if each.slug in ids
    ]
    if not rows:
        return
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    row = insert(PageOpens).values(rows)
    keys = [PageOpens.round_id, PageOpens.hour, PageOpens.channel, PageOpens.lang]
    more = {"number": PageOpens.number + row.excluded.number}
    db.session.execute(row.on_conflict_do_update(index_elements=keys, set_=more))


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

"""Reads of the council's row. It is read once a request, however often it is asked for."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from app.core.db import db, detach
from app.core.remembered import for_seconds
from app.core.web.sessions import is_voting

from . import workdays
from .models import Council, ExtraHoliday, Office, PreElection

THE_ONE = sa.select(Council)
VOTERS_SEE_IT_FOR = 5  # seconds that voting pages go on with the row as it was: they ask for it thousands of times


def council() -> Council:
    """The council of this installation. Under /vote it is up to five seconds old, and bound to no session."""
    if is_voting():
        return for_seconds("council_for_voters", VOTERS_SEE_IT_FOR, _for_voters)
    kept = db.session().info.get("council")
    if isinstance(kept, Council) and sa.inspect(kept).persistent:
        return kept
    found = db.session.scalars(THE_ONE).one()
    db.session().info["council"] = found
    return found


def _for_voters() -> Council:
    found = db.session.scalars(THE_ONE).one()
    detach(found, found.logo)
    return found


def offices() -> list[Office]:
    """Where residents can go, in the council's order."""
    return list(db.session.scalars(sa.select(Office).order_by(Office.position, Office.name)))


def office(office_id: uuid.UUID) -> Office:
    return db.session.scalars(sa.select(Office).where(Office.id == office_id)).one()


def pre_election(pre_election_id: uuid.UUID) -> PreElection:
    return db.session.scalars(sa.select(PreElection).where(PreElection.id == pre_election_id)).one()


def pre_election_on(day: dt.date) -> PreElection | None:
    """The pre-election period that `day` (London) falls in, if any: publicity with councillors is held then (E39)."""
    return db.session.scalars(
        sa.select(PreElection)
        .where(PreElection.from_on <= day, PreElection.to_on >= day)
        .order_by(PreElection.to_on.desc())
        .limit(1)
    ).one_or_none()


def extra_holidays() -> list[ExtraHoliday]:
    """The holidays that were added to the ordinary ones, the first first."""
    return list(db.session.scalars(sa.select(ExtraHoliday).order_by(ExtraHoliday.on)))


def working_days_after(day: dt.date, working_days: int) -> dt.date:
    """The last of so many working days here that follow `day`; `day` itself does not count."""
    extra = frozenset(db.session.scalars(sa.select(ExtraHoliday.on).where(ExtraHoliday.on > day)))
    return workdays.after(day, working_days, extra)

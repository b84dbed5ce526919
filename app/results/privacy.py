"""How results answer for personal data: the names of people who objected go a year after the decision.

While an objection is open, the register of its round stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from app.core.clock import london_instant
from app.core.db import db
from app.core.i18n import _
from app.core.ports import Overdue, PersonalData

from . import commands, queries

KEPT_DAYS = 365


def overdue(today: dt.date) -> Iterable[Overdue]:
    """Names and addresses in objections that were decided more than a year ago."""
    before = london_instant(today - dt.timedelta(days=KEPT_DAYS), dt.time(0))
    rows = db.session.scalar(sa.select(sa.func.count()).select_from(queries.old_objectors(before).subquery())) or 0
    if rows:
        yield Overdue(
            _("Names of people who objected to a result"),
            _("A year after the decision"),
            rows,
            lambda: commands.forget_objectors(before),
        )


PERSONAL_DATA = PersonalData("results", overdue=overdue, still_needed=queries.disputed_rounds)

"""How the equality store answers for its data: rows go a year after the tables were released."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.core.i18n import _
from app.core.ports import Overdue, PersonalData

from . import commands, queries


def overdue(today: dt.date) -> Iterable[Overdue]:
    ids = queries.past_their_time(today)
    if ids:
        rule = _("12 months after the report, or 2 years")
        yield Overdue(_("Equality answers"), rule, len(ids), lambda: commands.delete(ids))


PERSONAL_DATA = PersonalData("equality", overdue=overdue)

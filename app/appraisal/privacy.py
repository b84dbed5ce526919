"""How the officers' check answers for personal data: a refused proposal loses its people after a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.core.i18n import _
from app.core.ports import Overdue, PersonalData

from . import commands, queries

YEAR = dt.timedelta(days=365)


def overdue(today: dt.date) -> Iterable[Overdue]:
    """Proposals refused more than a year ago whose words about people are still here (`domain.md` vi.2)."""
    ids = queries.refused_before(today - YEAR)
    if ids:
        rule = _("1 year after the refusal")
        yield Overdue(_("Refused proposals"), rule, len(ids), lambda: commands.forget_refused(ids, today=today))


PERSONAL_DATA = PersonalData("refused proposals", overdue=overdue)

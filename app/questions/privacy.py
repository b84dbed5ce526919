"""How questions answer for personal data: authors' addresses go after 90 days, words never shown after a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from app.core.clock import london_instant
from app.core.i18n import _
from app.core.ports import Overdue, PersonalData

from . import commands, queries
from .panels import held_about

ADDRESS = dt.timedelta(days=90)
UNSHOWN = dt.timedelta(days=365)


def overdue(today: dt.date) -> Iterable[Overdue]:
    """What is past its time on that London day."""
    ids = queries.with_old_email(london_instant(today - ADDRESS, dt.time()))
    if ids:
        rule = _("90 days after the question")
        yield Overdue(_("Email addresses of people who asked"), rule, len(ids), lambda: commands.forget_emails(ids))
    hidden = queries.unpublished_before(london_instant(today - UNSHOWN, dt.time()))
    if hidden:
        rule = _("1 year after the question")
        yield Overdue(_("Questions that are not shown"), rule, len(hidden), lambda: commands.delete(hidden))


PERSONAL_DATA = PersonalData("questions", export=held_about, overdue=overdue)

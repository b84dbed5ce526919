"""The fixed set of tables with their words."""

from __future__ import annotations

import datetime as dt

from app.core.i18n import _
from app.council import queries as council

from . import queries
from .queries import WARD, Table
from .terms import FIELDS


def name_of(context: str) -> str:
    """What a set of answers is called: this package knows a round by its address alone."""
    return context.replace("-", " ").capitalize()


def tables_of(context: str, today: dt.date) -> list[Table]:
    """Every table of a context, suppressed at the council's threshold for sensitive counts."""
    texts = {field: {key: str(text) for key, text in options.items()} for field, (_title, options) in FIELDS.items()}
    titles = {field: str(title) for field, (title, _options) in FIELDS.items()}
    texts[WARD] = queries.ward_texts(today)
    titles[WARD] = str(_("Which ward do you live in?"))
    return queries.tables(context, max(10, council.council().sensitive_threshold), texts, titles)

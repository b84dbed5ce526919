"""What funds add to other pages and lists: search, dates of calls, and calls on the home page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask import url_for

from app.core.clock import london
from app.core.i18n import _, language
from app.core.ports import CalendarItem
from app.core.search import Hit

from . import queries


def found(text: str, limit: int) -> Iterable[Hit]:
    """Calls for the site's search."""
    words = text.casefold().split()
    for call in queries.public_calls():
        summary, lang = call.summary.in_(language())
        whole = f"{call.title} {summary}".casefold()
        if all(word in whole for word in words):
            rank = 0 if call.title.casefold().startswith(text.casefold()) else 1
            yield Hit(call.title, url_for("funds.call", slug=call.slug), _("Call"), summary, rank, lang)


def dates(from_on: dt.date, to_on: dt.date) -> Iterable[CalendarItem]:
    """Calls that open or close between two London dates."""
    for call in queries.public_calls():
        url = url_for("funds.call", slug=call.slug)
        opens_on, closes_on = london(call.opens_at).date(), london(call.closes_at).date()
        if from_on <= opens_on <= to_on:
            yield CalendarItem(opens_on, _("Call opens: %(title)s", title=call.title), url)
        if from_on <= closes_on <= to_on:
            yield CalendarItem(closes_on, _("Call closes: %(title)s", title=call.title), url)

"""What decision days show on a round's pages, in officers' queues and in the calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask import url_for

from app.core.access import Actor
from app.core.clock import london, london_instant, now
from app.core.i18n import _
from app.core.ports import CalendarItem, Panel, QueueItem
from app.register.policies import can_see_register
from app.rounds import queries as rounds
from app.rounds.models import BEFORE_OPENING, Round
from app.rounds.policies import is_returning

from . import presenters, queries
from .models import DayState


def of_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """The round's decision days and the way to their page."""
    days = [] if round_.is_imported else queries.days_of(round_.id, is_public=True)
    if days:
        yield Panel("hall/_panel.html", {"days": days, "round": round_, "when": presenters.when}, order=25)


def of_office_round(round_: Round, actor: Actor) -> Iterable[Panel]:
    """The way to planning and to the desk."""
    if can_see_register(actor, round_) and not round_.is_imported:
        items = [(_("Decision days"), url_for("hall_office.index", slug=round_.slug))]
        yield Panel("register/_links.html", {"title": _("Hall"), "items": items}, order=25)


def waiting_for(actor: Actor) -> Iterable[QueueItem]:
    """Lists that must be closed before the opening."""
    for round_ in rounds.rounds_of(actor):
        if round_.state not in BEFORE_OPENING or not is_returning(actor, round_):
            continue
        for day in queries.open_lists(round_.id):
            if day.ends_at <= now():
                url = url_for("hall_office.show", slug=round_.slug, day_id=day.id)
                text = _("Close the list of %(day)s", day=day.name)
                yield QueueItem(text, url, _("Hall"), london(day.ends_at).date())


def days(first: dt.date, last: dt.date) -> Iterable[CalendarItem]:
    """Public decision days."""
    begin, end = london_instant(first, dt.time()), london_instant(last + dt.timedelta(days=1), dt.time())
    for day, round_ in queries.days_between(begin, end):
        if day.state is not DayState.CLOSED:
            url = url_for("hall_public.days", slug=round_.slug)
            yield CalendarItem(london(day.starts_at).date(), f"{day.name}, {day.place}", url)

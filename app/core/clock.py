"""Now and today, as the council's clock has them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_offset: dt.timedelta | None = None
_frozen: ContextVar[dt.datetime | None] = ContextVar("frozen", default=None)


def set_clock(moment: dt.datetime | None) -> None:
    """The clock runs on from `moment` (CLOCK_AT, under TESTING or DEMO only); None gives real time back."""
    global _offset
    _offset = None if moment is None else moment - dt.datetime.now(dt.UTC)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Inside, in this thread, it is `moment` (tests and the demo world)."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)


def now() -> dt.datetime:
    """This instant in UTC."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen.astimezone(dt.UTC)
    real = dt.datetime.now(dt.UTC)
    return real + _offset if _offset else real


def today() -> dt.date:
    """The date in London, now."""
    return now().astimezone(LONDON).date()


def london(moment: dt.datetime) -> dt.datetime:
    """The same instant as a London wall clock shows it."""
    return moment.astimezone(LONDON)


def london_instant(day: dt.date, time: dt.time) -> dt.datetime:
    """The UTC instant when a London wall clock shows `day` and `time`.

    An hour that the autumn change repeats means the first of the two; one that the spring change skips means an
    hour later by that clock (`domain.md` E16).
    """
    return dt.datetime.combine(day, time, tzinfo=LONDON).astimezone(dt.UTC)

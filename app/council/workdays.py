"""Working days in England: not Saturdays, Sundays, bank holidays or the one-off holidays that a council has added."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Collection

ONE = dt.timedelta(days=1)
SATURDAY = 5


def easter_sunday(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def _monday_on_or_after(day: dt.date) -> dt.date:
    return day + ONE * (-day.weekday() % 7)


@functools.lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[dt.date]:
    """The eight ordinary bank holidays of England, with their substitute days. One-off ones are in `ExtraHoliday`."""
    easter = easter_sunday(year)
    found = {easter - 2 * ONE, easter + ONE}
    found.add(_monday_on_or_after(dt.date(year, 5, 1)))
    found.add(_monday_on_or_after(dt.date(year, 5, 25)))
    found.add(_monday_on_or_after(dt.date(year, 8, 25)))
    for day in (dt.date(year, 1, 1), dt.date(year, 12, 25), dt.date(year, 12, 26)):
        substitute = day
        while substitute.weekday() >= SATURDAY or substitute in found:
            substitute += ONE
        found.add(substitute)
    return frozenset(found)


def is_working_day(day: dt.date, extra: Collection[dt.date] = ()) -> bool:
    """extra: holidays of this council besides the ordinary ones."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year) and day not in extra


def after(day: dt.date, working_days: int, extra: Collection[dt.date] = ()) -> dt.date:
    """The last of `working_days` working days that follow `day`; `day` itself does not count."""
    while working_days > 0:
        day += ONE
        working_days -= is_working_day(day, extra)
    return day

"""Working days: weekends, the bank holidays of every year with their substitutes, and those of one year only."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.access import Actor, Grant, Role
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed
from app.council import commands, queries, workdays
from app.council.models import ExtraHoliday

ADMINISTRATOR = Actor(None, "Ada", grants=(Grant(Role.ADMINISTRATOR),))
CORONATION = dt.date(2023, 5, 8)


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (dt.date(2026, 6, 1), dt.date(2026, 6, 8)),  # Monday to Monday
        (dt.date(2026, 6, 5), dt.date(2026, 6, 12)),  # Friday to Friday
        (dt.date(2026, 6, 6), dt.date(2026, 6, 12)),  # asked on a Saturday
        (dt.date(2026, 4, 2), dt.date(2026, 4, 13)),  # Good Friday and Easter Monday between
        (dt.date(2026, 12, 23), dt.date(2027, 1, 4)),  # Christmas, a substitute day, New Year
        (dt.date(2026, 5, 1), dt.date(2026, 5, 11)),  # early May bank holiday
    ],
)
def test_five_working_days(asked: dt.date, by: dt.date) -> None:
    assert workdays.after(asked, 5) == by


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25)), (2285, (3, 22))],
)
def test_easter(year: int, easter: tuple[int, int]) -> None:
    assert workdays.easter_sunday(year) == dt.date(year, *easter)


def test_bank_holidays_of_2027_with_their_substitutes() -> None:
    days = [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]
    assert workdays.bank_holidays(2027) == {dt.date(2027, month, day) for month, day in days}


def add(on: dt.date, name: str = "A coronation") -> ExtraHoliday:
    with unit_of_work():
        return commands.add_holiday(on, name, actor=ADMINISTRATOR)


def test_a_holiday_of_one_year_is_no_working_day(session: Session) -> None:
    """1 and 29 May 2023 are bank holidays of every year; 8 May was one of that year only."""
    friday = dt.date(2023, 5, 5)
    assert queries.working_days_after(friday, 5) == dt.date(2023, 5, 12)
    added = add(CORONATION)
    assert queries.working_days_after(friday, 5) == dt.date(2023, 5, 15)
    assert queries.working_days_after(CORONATION, 5) == dt.date(2023, 5, 15), "the day itself never counts"
    assert queries.working_days_after(friday - dt.timedelta(days=7), 5) == dt.date(2023, 5, 9), "1 and 8 May between"
    with unit_of_work():
        commands.remove_holiday(added.id, actor=ADMINISTRATOR)
    assert queries.working_days_after(friday, 5) == dt.date(2023, 5, 12)
    verbs = session.scalars(sa.select(audit.AuditEntry.verb).order_by(audit.AuditEntry.id)).all()
    assert verbs[-2:] == ["add_holiday", "remove_holiday"]


@pytest.mark.parametrize("on", [dt.date(2026, 12, 25), dt.date(2026, 12, 28), dt.date(2026, 12, 26)])
def test_a_day_that_is_free_anyway_is_refused(session: Session, on: dt.date) -> None:
    with pytest.raises(DomainError, match="already"):
        add(on)


def test_a_day_stands_once_and_the_database_holds_it(session: Session) -> None:
    first = add(CORONATION)
    with pytest.raises(DomainError, match="in the list"):
        add(CORONATION)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            sa.insert(ExtraHoliday).values(council_id=first.council_id, on=CORONATION, name="Again", version=1)
        )


def test_only_an_administrator_adds_one(session: Session) -> None:
    with pytest.raises(NotAllowed), unit_of_work():
        commands.add_holiday(CORONATION, "Mine", actor=Actor(None, "Ro", grants=(Grant(Role.RETURNING_OFFICER),)))

"""People, and who held what on a day, as CSV."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask import Response

from app.core.web.listing import csv_file

from .models import Person, RoleGrant

PEOPLE_HEAD = ("name", "email", "joined", "confirmed", "second step", "roles today")
HELD_HEAD = ("role", "for", "name", "email", "from", "to", "taken back", "reason")


def people_csv(people: Iterable[tuple[Person, list[RoleGrant]]]) -> Response:
    """One line a person."""
    return csv_file(
        "people.csv",
        PEOPLE_HEAD,
        (
            (
                person.name,
                person.email,
                _day(person.joined_at),
                _day(person.confirmed_at),
                "yes" if person.has_second_factor() else "no",
                "; ".join(row.role.value for row in rows),
            )
            for person, rows in people
        ),
    )


def held_csv(rows: Iterable[tuple[RoleGrant, str]], day: dt.date) -> Response:
    """One line a grant; with each comes its scope in words."""
    return csv_file(
        f"roles-{day.isoformat()}.csv",
        HELD_HEAD,
        (
            (
                row.role.value,
                scope,
                row.person.name,
                row.person.email,
                row.from_on.isoformat(),
                row.to_on.isoformat() if row.to_on else "",
                _day(row.ended_at),
                row.end_reason or row.reason,
            )
            for row, scope in rows
        ),
    )


def _day(moment: dt.datetime | None) -> str:
    return moment.date().isoformat() if moment else ""

"""People, and who held what on a day, as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable

from .models import Person, RoleGrant

PEOPLE_HEAD = ("name", "email", "joined", "confirmed", "second step", "roles today")
HELD_HEAD = ("role", "for", "name", "email", "from", "to", "taken back", "reason")


def people_csv(people: Iterable[tuple[Person, list[RoleGrant]]]) -> str:
    """One line a person."""
    return _table(
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


def held_csv(rows: Iterable[tuple[RoleGrant, str]]) -> str:
    """One line a grant; with each comes its scope in words."""
    return _table(
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


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    paper = io.StringIO()
    writer = csv.writer(paper)
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return paper.getvalue()


def _harmless(cell: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell

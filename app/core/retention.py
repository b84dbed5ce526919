"""Personal data whose time is over: what there is, and its removal (`domain.md` vi.2)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask

from . import audit, jobs
from .access import SYSTEM, Actor
from .clock import today
from .db import unit_of_work
from .ports import Overdue, ports

GRACE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Removal:
    """The subject of the audit entry that a removal leaves."""

    id: str
    __tablename__ = "personal_data"


def overdue(day: dt.date) -> list[Overdue]:
    """What is past its time on `day` and still here, by package."""
    found = [item for port in ports().personal_data if port.overdue for item in port.overdue(day)]
    return [item for item in found if item.rows]


def still_needed() -> set[uuid.UUID]:
    """Keys of things whose data waits, for example rounds whose result somebody objects to."""
    return {key for port in ports().personal_data if port.still_needed for key in port.still_needed()}


def erase_overdue(actor: Actor, day: dt.date) -> dict[str, int]:
    """What was past its time on `day` is gone, each kind in the audit log with its number of rows, which are returned.

    Call inside a unit of work.
    """
    removed: dict[str, int] = {}
    for item in overdue(day):
        rows = item.erase()
        removed[item.what] = removed.get(item.what, 0) + rows
        what = Removal(item.what[:60])
        audit.record(actor, "erase_overdue", what, name=item.what, after={"rows": rows}, reason=item.rule)
    return removed


def export_person(person_id: uuid.UUID) -> dict[str, Any]:
    """All that the site holds about somebody, by package (`domain.md` vi.8)."""
    return {port.name: port.export(person_id) for port in ports().personal_data if port.export}


def erase_person(person_id: uuid.UUID) -> int:
    """Every package has made anonymous or deleted what it holds about somebody. Returns the number of rows."""
    return sum(port.erase(person_id) for port in reversed(ports().personal_data) if port.erase)


def erase_what_nobody_kept() -> None:
    """The daily job: what has been listed as overdue for a week is removed."""
    with unit_of_work():
        erase_overdue(SYSTEM, today() - dt.timedelta(days=GRACE_DAYS))


def register(app: Flask) -> None:
    jobs.every(app, "retention", dt.timedelta(days=1), erase_what_nobody_kept)

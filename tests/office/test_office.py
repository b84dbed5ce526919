"""The officers' desk, the audit log by filter and role, its export, and data past its time."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import audit, clock, retention
from app.core.access import SYSTEM, Role
from app.core.db import db, unit_of_work
from app.core.ports import Overdue, PersonalData, Ports
from tests.people.factories import make_person
from tests.support.browser import Visitor

SignIn = Callable[[FlaskClient, Any], FlaskClient]


class Thing:
    def __init__(self, table: str, key: int) -> None:
        self.__tablename__ = table
        self.id = key


@pytest.fixture
def log(session: Session) -> None:
    with unit_of_work():
        audit.record(SYSTEM, "publish_call", Thing("call", 1), name="=Small sparks", reason="why not")
        audit.record(SYSTEM, "lock_round", Thing("round", 2), name="You Decide", before={"state": "draft"})


def as_role(client: FlaskClient, sign_in: SignIn, role: Role) -> Visitor:
    return Visitor(sign_in(client, make_person(roles=(role,))))


@pytest.mark.parametrize(
    ("role", "seen", "unseen"),
    [
        (Role.ADMINISTRATOR, ["Small sparks", "You Decide"], []),
        (Role.FUND_MANAGER, ["Small sparks"], ["You Decide"]),
        (Role.RETURNING_OFFICER, ["You Decide"], ["Small sparks"]),
    ],
)
def test_each_role_reads_its_own_part_of_the_log(
    client: FlaskClient, sign_in: SignIn, log: None, role: Role, seen: list[str], unseen: list[str]
) -> None:
    """domain.md vi.7."""
    page = as_role(client, sign_in, role).open("/office/audit")
    assert all(name in page.text for name in seen)
    assert not any(name in page.text for name in unseen)


def test_the_log_is_filtered_by_its_address(client: FlaskClient, sign_in: SignIn, log: None) -> None:
    visitor = as_role(client, sign_in, Role.ADMINISTRATOR)
    page = visitor.open("/office/audit").form("Show results").fill("What they did", "lock round").submit()
    assert "verb=lock_round" in page.response.request.full_path
    assert "You Decide" in page.text
    assert "Small sparks" not in page.text


def test_the_export_is_whole_and_harmless(client: FlaskClient, sign_in: SignIn, log: None) -> None:
    answer = as_role(client, sign_in, Role.ADMINISTRATOR).client.get("/office/audit.csv?verb=publish_call")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["did"], row["name"], row["reason"]) for row in rows] == [("publish_call", "'=Small sparks", "why not")]


def test_data_past_its_time_is_shown_before_it_goes(
    app: Flask, client: FlaskClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """domain.md vi.2."""
    left = [3]

    def erase() -> int:
        gone, left[0] = left[0], 0
        return gone

    port = PersonalData("tests", overdue=lambda day: [Overdue("Old lists", "30 days after the result", left[0], erase)])
    ports: Ports = app.extensions["ports"]
    monkeypatch.setattr(ports, "personal_data", [port])
    visitor = as_role(client, sign_in, Role.ADMINISTRATOR)
    page = visitor.open("/office/retention")
    assert "Old lists" in page.text
    assert left == [3]
    after = page.submit("Delete it now")
    assert "3 records were deleted" in after.text
    assert "Nothing is due" in after.text
    entry = db.session.scalars(sa.select(audit.AuditEntry).where(audit.AuditEntry.verb == "erase_overdue")).one()
    assert (entry.after, entry.reason) == ({"rows": 3}, "30 days after the result")


def test_the_job_waits_a_week(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[dt.date] = []

    def overdue(day: dt.date) -> list[Overdue]:
        days.append(day)
        return []

    monkeypatch.setattr(app.extensions["ports"], "personal_data", [PersonalData("tests", overdue=overdue)])
    retention.erase_what_nobody_kept()
    assert days == [clock.today() - dt.timedelta(days=retention.GRACE_DAYS)]


def test_an_officer_has_a_desk(client: FlaskClient, sign_in: SignIn) -> None:
    page = as_role(client, sign_in, Role.STRATEGY_OFFICER).open("/office/")
    assert page.h1 == "Your desk"

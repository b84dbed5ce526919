"""The floor under every page: health, headers, errors without a database, audit and outbox."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import audit, clock, jobs, money, outbox
from app.core.access import SYSTEM
from app.core.db import db, unit_of_work


class Thing:
    id = 7
    __tablename__ = "thing"


def test_health_and_readiness(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").status_code == 200


def test_every_answer_has_a_strict_policy(client: FlaskClient) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "nonce" not in policy
    assert "script-src 'self'" in policy


def test_unknown_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_audit_entry_is_written_with_the_change(session: Session) -> None:
    with unit_of_work():
        audit.record(SYSTEM, "try_it", Thing(), before={"a": 1}, after={"on": dt.date(2026, 1, 2)}, reason="why")
    entry = session.scalars(sa.select(audit.AuditEntry)).one()
    assert (entry.verb, entry.subject_type, entry.subject_id, entry.after) == (
        "try_it",
        "thing",
        "7",
        {"on": "2026-01-02"},
    )


def test_a_refused_change_leaves_no_mail(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        outbox.put("core/mail/none", "a@example.org")
        raise ZeroDivisionError
    assert session.scalars(sa.select(outbox.OutboxRow)).all() == []


def test_a_job_that_fails_is_due_again(app: Flask, session: Session) -> None:
    calls: list[int] = []

    def work(n: int) -> None:
        calls.append(n)
        if len(calls) == 1:
            raise OSError("not yet")

    jobs.handler(app, "test-work", work)
    with unit_of_work():
        jobs.put("test-work", n=3)
    jobs.run_due()
    row = session.scalars(sa.select(jobs.JobRow).where(jobs.JobRow.name == "test-work")).one()
    assert row.last_error == "OSError"
    with clock.at(clock.now() + dt.timedelta(hours=2)):
        jobs.run_due()
    assert calls == [3, 3]
    assert db.session.scalars(sa.select(jobs.JobRow).where(jobs.JobRow.name == "test-work")).all() == []


@pytest.mark.parametrize(
    ("text", "pence"), [("£1,250", 125000), ("1250.00", 125000), ("0.5", 50), ("1,250.50", 125050)]
)
def test_money_as_people_type_it(text: str, pence: int) -> None:
    assert money.parse_pounds(text) == pence


@pytest.mark.parametrize("text", ["", "12,50", "-4", "1.234", "ten", "1e3", "£"])
def test_money_that_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        money.parse_pounds(text)


def test_money_is_shown_with_its_own_currency() -> None:
    assert [money.show(125000), money.show(125050), money.show(125050, "PLN")] == [
        "£1,250",
        "£1,250.50",
        "1,250.50 PLN",
    ]


def test_money_keeps_its_order_among_urdu_letters(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "lang=ur"}):
        assert money.show(125000) == "\u2066£1,250\u2069"


@pytest.mark.parametrize(
    ("day", "time", "utc"),
    [
        (dt.date(2026, 3, 29), dt.time(12, 0), "2026-03-29T11:00:00+00:00"),
        (dt.date(2026, 10, 25), dt.time(12, 0), "2026-10-25T12:00:00+00:00"),
        (dt.date(2026, 10, 25), dt.time(1, 30), "2026-10-25T00:30:00+00:00"),
    ],
)
def test_deadlines_on_clock_change_sundays(day: dt.date, time: dt.time, utc: str) -> None:
    """E16."""
    assert clock.london_instant(day, time).isoformat() == utc


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET reason = 'other'", "DELETE FROM audit_entry"])
def test_the_audit_log_is_append_only(session: Session, change: str) -> None:
    with unit_of_work():
        audit.record(SYSTEM, "try_it", Thing())
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), unit_of_work():
        session.execute(sa.text(change))


@pytest.mark.parametrize("is_work", [True, False], ids=["in a unit of work", "in a read"])
def test_a_connection_that_breaks_at_work_fails_once_as_the_database_and_no_more(
    committed: Flask, *, is_work: bool
) -> None:
    """On PostgreSQL; what waited to be written is gone with it, and the next work is unharmed."""
    if db.engine.dialect.name != "postgresql":
        return
    mine = sa.text("SELECT pg_terminate_backend(pg_backend_pid())")
    with committed.test_request_context("/"):
        with pytest.raises(sa.exc.OperationalError):
            if is_work:
                with unit_of_work():
                    audit.record(SYSTEM, "try_it", Thing())
                    db.session.execute(sa.text("SELECT 1"))
                    audit.record(SYSTEM, "try_it", Thing())
                    db.session.execute(mine)
            else:
                db.session.execute(mine)
        db.session.remove()
        with unit_of_work():
            audit.record(SYSTEM, "try_it", Thing())
        assert db.session.scalar(sa.select(sa.func.count()).select_from(audit.AuditEntry)) == 1


def test_a_database_that_is_locked_for_too_long_is_said_as_such(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is 503, "nothing was lost", not 500."""
    if db.engine.dialect.name != "sqlite":
        return
    monkeypatch.setattr("app.core.turns.LONGEST_TURN", 0.01)
    path = db.engine.url.database
    assert path is not None
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with db.engine.connect() as first:
            first.exec_driver_sql("PRAGMA busy_timeout=10")
        with pytest.raises(sa.exc.OperationalError, match="locked"), unit_of_work():
            pass
        other.execute("ROLLBACK")
    with unit_of_work():
        audit.record(SYSTEM, "try_it", Thing())


def test_a_connection_that_broke_while_it_rested_is_replaced(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.db.LONGEST_REST", 0.0)
    if db.engine.dialect.name == "postgresql":
        mine = db.session.scalar(sa.text("SELECT pg_backend_pid()"))
        db.session.remove()
        with sa.create_engine(db.engine.url, poolclass=sa.NullPool).connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": mine})
    assert db.session.scalar(sa.text("SELECT 1")) == 1

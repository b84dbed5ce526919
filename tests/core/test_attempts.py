"""Counting tries: the window, the daily key, many at once; and commits on behalf of a library."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core import attempts, clock
from app.core.access import SYSTEM
from app.core.audit import AuditEntry, record
from app.core.db import commit_outside, db, unit_of_work
from app.core.errors import WrongState
from app.people.models import Person
from tests.people.factories import make_person

QUARTER = dt.timedelta(minutes=15)
NOON = dt.datetime(2026, 6, 1, 12, 0, tzinfo=dt.UTC)


def test_the_limit_counts_the_window_only(session: Session) -> None:
    for minute in (0, 5, 10):
        with clock.at(NOON + dt.timedelta(minutes=minute)):
            attempts.note("code", "a")
    with clock.at(NOON + dt.timedelta(minutes=12)):
        attempts.check("code", "a", 4, QUARTER)
        attempts.check("code", "b", 1, QUARTER)
        attempts.check("other", "a", 1, QUARTER)
        with pytest.raises(attempts.TooManyTries):
            attempts.check("code", "a", 3, QUARTER)
    with clock.at(NOON + dt.timedelta(minutes=17)):
        attempts.check("code", "a", 3, QUARTER)


def test_midnight_changes_the_key_and_not_the_count(session: Session) -> None:
    night = dt.datetime(2026, 6, 1, 23, 59, tzinfo=dt.UTC)
    with clock.at(night):
        attempts.note("code", "a")
    with clock.at(night + dt.timedelta(minutes=2)):
        attempts.note("code", "a")
        assert attempts.tries("code", "a", QUARTER) == 2
    assert len(set(session.scalars(sa.select(attempts.AttemptCount.digest)))) == 2


def test_forgetting_and_sweeping(session: Session) -> None:
    with clock.at(NOON):
        attempts.note("code", "a")
        attempts.note("code", "b")
        with unit_of_work():
            attempts.forget("code", "a")
        assert [attempts.tries("code", key, QUARTER) for key in "ab"] == [0, 1]
    with clock.at(NOON + dt.timedelta(days=3)):
        attempts.sweep()
    assert session.scalar(sa.select(sa.func.count()).select_from(attempts.AttemptCount)) == 0


def test_many_at_once_are_all_counted(committed: Flask) -> None:
    def work() -> None:
        with committed.app_context():
            attempts.note("code", "a")

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert attempts.tries("code", "a", QUARTER) == 8


def test_a_library_changes_rows_and_commits_afterwards(session: Session) -> None:
    person = make_person("Before")
    with db.session.no_autoflush:
        person.name = "After"
        record(SYSTEM, "try_it", person)
        commit_outside()
    session.expire_all()
    assert session.get_one(Person, person.id).name == "After"
    assert session.scalars(sa.select(AuditEntry.verb).order_by(AuditEntry.id.desc()).limit(1)).one() == "try_it"


def test_a_stale_change_is_refused_whole(committed: Flask) -> None:
    person = make_person("Before")
    with db.session.no_autoflush:
        assert person.name == "Before"
        person.name = "Mine"
        with db.engine.begin() as other:
            other.execute(sa.update(Person).values(name="Theirs", version=Person.version + 1))
        record(SYSTEM, "try_it", person)
        with pytest.raises(WrongState):
            commit_outside()
    db.session.rollback()
    assert db.session.get_one(Person, person.id).name == "Theirs"
    assert "try_it" not in list(db.session.scalars(sa.select(AuditEntry.verb)))


def test_nothing_pending_writes_nothing(session: Session) -> None:
    make_person()
    commit_outside()
    assert not session.new

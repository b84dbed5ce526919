"""Several people of one group log at the same moment: nothing is lost from the totals."""

from __future__ import annotations

import threading

import sqlalchemy as sa
from flask import Flask

from app.conversations.commands import Held, log_session, void_session
from app.core.clock import today
from app.core.db import db, unit_of_work
from app.core.errors import WrongState
from app.delivery import queries
from app.delivery.models import LineKind, LogLine

from .factories import make_actions, make_project, member_of

AT_ONCE = 8


def test_totals_hold_when_many_log_at_once(committed: Flask) -> None:
    (action,) = make_actions(1)
    project = make_project(actions=[action])
    actor, project_id, action_id = member_of(project), project.id, action.id
    barrier, made = threading.Barrier(AT_ONCE), []

    def log() -> None:
        with committed.app_context():
            barrier.wait()
            with unit_of_work():
                held = Held(today(), 10, 3, action_ids=(action_id,), has_ground_rules=True)
                made.append(log_session(actor, project_id, held, today=today()).id)
            db.session.remove()

    _run([threading.Thread(target=log) for _n in range(AT_ONCE)])
    db.session.rollback()
    assert len(made) == AT_ONCE
    totals = queries.project_totals(project_id)
    assert (int(totals.of(LineKind.ATTENDANCES)), totals.lines[LineKind.PARTICIPANTS]) == (80, AT_ONCE)
    assert queries.action_line(action_id).participants.value == 24


def test_of_two_who_take_out_one_record_one_is_told(committed: Flask) -> None:
    project = make_project()
    actor, project_id = member_of(project), project.id
    with unit_of_work():
        made_id = log_session(actor, project_id, Held(today(), 10, has_ground_rules=True), today=today()).id
    barrier, told = threading.Barrier(2), []

    def void() -> None:
        with committed.app_context():
            barrier.wait()
            try:
                with unit_of_work():
                    void_session(actor, made_id, "Logged twice")
            except WrongState:
                told.append(True)
            db.session.remove()

    _run([threading.Thread(target=void) for _n in range(2)])
    db.session.rollback()
    assert told == [True]
    assert queries.project_totals(project_id).of(LineKind.ATTENDANCES) == 0
    assert db.session.scalar(sa.select(sa.func.count()).where(LogLine.is_void)) == 2


def _run(threads: list[threading.Thread]) -> None:
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)

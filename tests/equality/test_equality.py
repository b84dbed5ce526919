"""Equality answers (`domain.md` vi.3, P1 to P7; iii.13, iii.14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.access import Role
from app.core.audit import AuditEntry
from app.core.clock import now, today
from app.core.db import Base, unit_of_work
from app.core.errors import DomainError, NotAllowed
from app.equality import commands, policies, privacy, queries
from app.equality.models import EqualityAnswer, EqualityResponse, EqualityWaiting
from app.equality.presenters import name_of
from app.equality.terms import FIELDS, RATHER_NOT
from tests.people.factories import make_person
from tests.support.browser import Visitor
from tests.support.pages import controls

SignIn = Callable[[FlaskClient, Any], FlaskClient]
CONTEXT = "spring-vote"
TABLES = ("equality_waiting", "equality_response", "equality_answer", "equality_release")


def give(answers: dict[str, str], stage: str = "16+", **more: Any) -> str:
    fields: dict[str, Any] = {"ward_id": None, "has_parent": False, "gender_consent": False}
    with unit_of_work():
        return commands.give_answers(CONTEXT, stage, answers, **(fields | more), now=now())


def settle(later: dt.timedelta = dt.timedelta(days=1)) -> None:
    with unit_of_work():
        commands.settle(now() + later)


def address(path: str = "") -> str:
    return f"/equality/{CONTEXT}/{queries.check_of(CONTEXT)}{path}"


def test_the_store_has_no_key_to_anybody() -> None:
    """P1, B1: the only foreign keys are to its own rows and to wards, and nobody points in."""
    targets = {
        key.column.table.name
        for name in TABLES
        for column in Base.metadata.tables[name].c
        for key in column.foreign_keys
    }
    assert targets == {"area", "equality_response"}
    for table in Base.metadata.tables.values():
        if table.name not in TABLES:
            assert not any(key.column.table.name in TABLES for key in table.foreign_keys), table.name


def test_answers_wait_sealed_and_come_in_later_without_an_hour(session: Session) -> None:
    token = give({"religion": "sikh"})
    row = session.scalars(sa.select(EqualityWaiting)).one()
    assert b"sikh" not in row.sealed
    assert token not in row.digest
    assert now() <= row.due_at <= now() + dt.timedelta(days=1)
    settle(dt.timedelta(seconds=-1))
    assert session.scalar(sa.select(sa.func.count()).select_from(EqualityResponse)) == 0
    settle()
    assert session.scalars(sa.select(EqualityWaiting)).all() == []
    assert {column.name for column in EqualityResponse.__table__.c} == {
        "id", "digest", "context", "ward_id", "collected_on", "stopped_on",
    }  # fmt: skip


def test_every_question_is_optional_and_prefer_not_is_an_answer(session: Session, visitor: Visitor) -> None:
    """P3: nothing is filled in beforehand."""
    page = visitor.open(address())
    page = page.form("Continue").pick("16 or over").submit()
    assert not any(control.get("checked") is not None for control in controls(page.tree))
    thanks = page.form("Send my answers").pick("Prefer not to say").submit()
    assert "Your number" in thanks.text
    settle()
    assert session.scalars(sa.select(EqualityAnswer.value)).all() == [RATHER_NOT]
    assert all(RATHER_NOT in options for _title, options in FIELDS.values())


def test_under_13_only_with_a_parent_under_16_only_age_and_ward(session: Session, visitor: Visitor) -> None:
    """P7."""
    assert not policies.can_be_asked("under-13", False)
    with pytest.raises(NotAllowed):
        give({"age": "under-16"}, "under-13")
    assert visitor.open(address("/under-13")).status == 404
    page = visitor.open(address()).form("Continue").pick("Under 13").submit()
    assert page.errors
    give({"age": "25-34", "religion": "sikh", "ethnic": "roma"}, "13-15")
    settle()
    assert session.execute(sa.select(EqualityAnswer.field, EqualityAnswer.value)).all() == [("age", "under-16")]
    assert "What is your religion?" not in visitor.open(address("/13-15")).text


def test_gender_needs_its_own_consent(session: Session) -> None:
    """P2: it is outside the condition that covers the others."""
    with pytest.raises(DomainError, match="Tick that you agree"):
        give({"gender": "no"})
    assert give({"gender": "no"}, gender_consent=True, gender_words="non-binary")
    assert give({"gender": RATHER_NOT})


def test_the_number_stops_the_use_at_once_and_keeps_the_day(session: Session, visitor: Visitor) -> None:
    waiting, stored = give({"sex": "female"}), give({"sex": "male"})
    with unit_of_work():
        session.execute(
            sa.update(EqualityWaiting).where(EqualityWaiting.digest == queries.digest_of(stored)).values(due_at=now())
        )
        session.execute(
            sa.update(EqualityWaiting)
            .where(EqualityWaiting.digest == queries.digest_of(waiting))
            .values(due_at=now() + dt.timedelta(hours=5))
        )
    settle(dt.timedelta(seconds=1))
    for token in (waiting, stored):
        page = visitor.open("/equality/stop").form("Stop using my answers").fill("The number you were given", token)
        assert "They are deleted" in page.submit().text
    assert session.scalar(sa.select(sa.func.count()).select_from(EqualityAnswer)) == 0
    assert session.scalars(sa.select(EqualityResponse.stopped_on)).all() == [today(), today()]
    wrong = visitor.open("/equality/stop").form("Stop using my answers").fill("The number you were given", "AAAA")
    assert wrong.submit().errors


@pytest.mark.pure
@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ({"a": 40, "b": 33, "c": 27}, [40, 35, 25]),
        ({"a": 40, "b": 33, "c": 4}, [40, None, None]),
        ({"a": 40, "b": 12, "c": 0}, [40, None, None]),
        ({"a": 4, "b": 5, "c": 30}, [None, None, None]),
    ],
)
def test_small_cells_and_a_second_are_hidden(found: dict[str, int], shown: list[int | None]) -> None:
    """iii.14: under 10 hidden, zero is small, a second hidden so that nothing is found by subtraction, rounded to 5."""
    table = queries.suppressed("x", "X", {"a": "A", "b": "B", "c": "C"}, found, 10)
    assert [line.shown for line in table.lines] == shown


@pytest.mark.pure
def test_a_table_of_few_is_not_shown() -> None:
    assert queries.suppressed("x", "X", {"a": "A", "b": "B"}, {"a": 5, "b": 4}, 10).base is None


def test_only_the_steward_sees_rows_and_each_reading_is_logged(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    """vi.7: unit rows are for the equality steward alone."""
    assert name_of("you-decide-2026") == "You decide 2026"
    give({"sex": "female"})
    settle()
    for role in Role:
        sign_in(client, make_person(roles=(role,)))
        expected = 200 if role is Role.EQUALITY_STEWARD else 403
        assert client.get(f"/office/equality/{CONTEXT}/rows").status_code == expected, role
    assert session.scalar(sa.select(sa.func.count()).where(AuditEntry.verb == "read_equality_rows")) == 1


def test_tables_are_released_once_and_stay(session: Session, visitor: Visitor, sign_in: SignIn) -> None:
    for _each in range(30):
        give({"sex": "female"})
        give({"sex": "male"})
    settle()
    sign_in(visitor.client, make_person(roles=(Role.EQUALITY_STEWARD,)))
    visitor.open(f"/office/equality/{CONTEXT}").form("Release these tables").submit()
    page = visitor.open(f"/equality/{CONTEXT}/tables")
    assert "Female3050%" in "".join(page.text.split())
    give({"sex": "male"})
    settle()
    assert "Male3050%" in "".join(visitor.open(f"/equality/{CONTEXT}/tables").text.split())


def test_rows_go_a_year_after_the_release(session: Session) -> None:
    give({"sex": "female"})
    settle()
    assert not list(privacy.overdue(today()))
    due = list(privacy.overdue(today() + dt.timedelta(days=800)))
    with unit_of_work():
        assert [each.erase() for each in due] == [1]
    assert session.scalar(sa.select(sa.func.count()).select_from(EqualityAnswer)) == 0


def test_an_address_that_was_not_made_here_is_not_there(session: Session, visitor: Visitor) -> None:
    assert visitor.open("/equality/made-up/0123456789ab").status == 404

"""A row put in by `insert_now` is what a flush would have made of it."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import db, unit_of_work
from app.core.errors import WrongState
from app.core.prepared import insert_now
from app.register.models import Voter
from app.rounds.models import Connection, Round
from tests.ballots.factories import make_round

pytestmark = pytest.mark.usefixtures("session")


def voter_of(round_: Round, name: str) -> Voter:
    return Voter(
        round_id=round_.id, name=name, connection=Connection.LIVE, age_ok=True, registered_on=dt.date(2026, 11, 2)
    )


def columns(voter: Voter) -> dict[str, object]:
    own = {"id", "name", "order_seed"}
    return {c.name: getattr(voter, c.name) for c in Voter.__table__.columns if c.name not in own}


def test_it_has_the_defaults_and_the_version_of_a_flushed_row(session: Session) -> None:
    round_ = make_round()
    with unit_of_work():
        slow, fast = voter_of(round_, "Slow"), voter_of(round_, "Fast")
        db.session.add(slow)
        db.session.flush()
        insert_now(fast)
        assert columns(fast) == columns(slow)
        assert fast.order_seed != slow.order_seed
    found = {voter.name: voter for voter in session.scalars(sa.select(Voter).execution_options(populate_existing=True))}
    assert columns(found["Fast"]) == columns(found["Slow"])
    assert found["Fast"].entitlements == []


def test_later_changes_are_saved_and_a_clash_is_noticed(session: Session) -> None:
    round_ = make_round()
    with unit_of_work():
        made = voter_of(round_, "Ann")
        insert_now(made)
        made.street = "Mill Lane"
    assert session.execute(sa.select(Voter.street, Voter.version)).one() == ("Mill Lane", 2)
    with pytest.raises(WrongState), unit_of_work():
        again = session.scalars(sa.select(Voter)).one()
        session.execute(sa.update(Voter.__table__).values(version=9))  # type: ignore[arg-type]
        again.street = "Bank Street"


def test_nothing_of_it_is_left_when_the_unit_of_work_fails(session: Session) -> None:
    round_ = make_round()
    with pytest.raises(RuntimeError), unit_of_work():
        insert_now(voter_of(round_, "Ann"))
        raise RuntimeError
    assert session.scalar(sa.select(sa.func.count()).select_from(Voter)) == 0

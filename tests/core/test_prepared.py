"""Statements made ready once: their values, their place in the unit of work, and what is left when one is refused."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError, IntegrityError, NoResultFound, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.areas.models import Area, AreaType, BoundarySet
from app.ballots import commands
from app.ballots.models import Choice, Draft, Envelope, OpeningKey
from app.core.access import SYSTEM
from app.core.audit import AuditEntry, record
from app.core.clock import now
from app.core.db import connection_now, db, has_written, locked, nudge_after_commit, unit_of_work
from app.core.errors import DomainError, WrongState
from app.core.prepared import Prepared, ask_ahead, insert_now, insert_values, together
from app.core.translated import Translated
from app.register.models import Voter, VoterCode, VoterState
from app.rounds.models import Round, RuleSet
from tests.ballots.factories import cast, make_round, make_voter, make_ward
from tests.support.statements import statements

SETS: Any = BoundarySet.__table__
BY_NAME = sa.select(SETS.c.name).order_by(SETS.c.name)
NAMES = Prepared(BY_NAME)
AT = dt.datetime(2026, 10, 25, 1, 30, 15, 123456, dt.UTC)


def put(name: str, **given: object) -> dict[str, Any]:
    """A set of boundaries; no two have one name."""
    usual = {"area_type": AreaType.WARD, "in_force_from": dt.date(2004, 6, 10)}
    return insert_values(BoundarySet, name=name, **usual | given)


def unsaved(name: str) -> BoundarySet:
    return BoundarySet(name=name, area_type=AreaType.WARD, in_force_from=dt.date(2004, 6, 10))


def names() -> list[str]:
    return sorted(name for (name,) in NAMES.rows())


def committed_names() -> list[str]:
    """What a unit of work of its own finds."""
    db.session.rollback()
    found = list(db.session.scalars(BY_NAME))
    db.session.rollback()
    return found


@pytest.fixture(params=["committed", "session"])
def world(request: pytest.FixtureRequest) -> object:
    """With commits that are real, and inside the outer transaction of most tests."""
    return request.getfixturevalue(request.param)


# What goes in and comes out

COLUMNS: dict[str, Any] = {
    "key": Voter.__table__.c.round_id,
    "word": Voter.__table__.c.state,
    "text": RuleSet.__table__.c.rule,
    "flag": Voter.__table__.c.age_ok,
    "number": Choice.__table__.c.value,
    "long": Choice.__table__.c.ballot_id,
    "day": Voter.__table__.c.registered_on,
    "instant": Round.__table__.c.opens_at,
    "sealed": Draft.__table__.c.sealed,
    "numbers": Voter.__table__.c.own_items,
    "facts": Round.__table__.c.source,
    "texts": Round.__table__.c.about,
}
KINDS = sa.Table(
    "every_kind",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(name, column.type, nullable=True) for name, column in COLUMNS.items()),
)
FULL: dict[str, Any] = {
    "key": uuid.UUID("12345678123456781234567812345678"),
    "word": VoterState.HELD,
    "text": 'Süd\'s "Straße" 50% %(x)s :y ? \u202b\u0627',
    "flag": True,
    "number": 7,
    "long": 2**62,
    "day": dt.date(2026, 2, 28),
    "instant": AT,
    "sealed": bytes(range(256)),
    "numbers": [3, 1, 2],
    "facts": {"a": None, "b": [True, 1.5, {"ü": "%s"}]},
    "texts": Translated(en="About", ur="کے بارے میں"),
}
EMPTY = {
    "key": uuid.UUID(int=0),
    "word": VoterState.ACCEPTED,
    "text": "",
    "flag": False,
    "number": 0,
    "long": 0,
    "day": dt.date(1900, 1, 1),
    "instant": dt.datetime(2027, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
    "sealed": b"",
    "numbers": [],
    "facts": {},
    "texts": Translated(),
}
ROWS = {"full": FULL, "empty": EMPTY, "nothing": dict.fromkeys(COLUMNS)}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_every_kind_of_value_goes_in_and_comes_out_as_sqlalchemy_gives_it(
    session: Session, row: dict[str, object]
) -> None:
    insert, every = Prepared(sa.insert(KINDS)), sa.select(KINDS).order_by(KINDS.c.id)
    with unit_of_work():
        KINDS.create(session.connection())
        insert.write(id=1, **row)
        session.execute(sa.insert(KINDS).values(id=2, **row))
        kept = session.connection().exec_driver_sql("SELECT * FROM every_kind ORDER BY id").all()
        assert kept[0][1:] == kept[1][1:]
        slow, fast = [tuple(each) for each in session.execute(every)], Prepared(every).rows()
    assert fast == slow
    assert [[type(value) for value in each] for each in fast] == [[type(value) for value in each] for each in slow]
    assert dict(zip(COLUMNS, fast[0][1:], strict=True)) == row


@pytest.mark.parametrize("name", ["key", "word", "text", "flag", "number", "long", "day", "instant", "sealed"])
def test_a_row_is_found_by_every_kind_of_value(session: Session, name: str) -> None:
    with unit_of_work():
        KINDS.create(session.connection())
        for key, row in enumerate(ROWS.values(), start=1):
            session.execute(sa.insert(KINDS).values(id=key, **row))
        by_value = Prepared(sa.select(KINDS.c.id).where(KINDS.c[name] == sa.bindparam("wanted")))
        assert by_value.rows(wanted=FULL[name]) == [(1,)]
        assert by_value.rows(wanted=EMPTY[name]) == [(2,)]
        assert by_value.rows(wanted=None) == []


@pytest.mark.slow
def test_rows_of_the_voting_path_are_what_sqlalchemy_reads(session: Session) -> None:
    round_, area = make_round(), make_ward()
    held = make_voter(round_, area, "Ann Lee", own_items=(3, 1)).voter
    cast(held.id, [1, 4])
    with unit_of_work():
        commands.keep_draft(held.id, shown=range(1, 9), ticked=[2], received_at=now())
        record(SYSTEM, "try_it", held, before={"a": [1, None]}, after={})
    for model in (Round, RuleSet, Voter, VoterCode, Draft, Envelope, OpeningKey, AuditEntry, Area):
        every = sa.select(*model.__table__.c).order_by(*model.__table__.primary_key)
        slow, fast = [tuple(row) for row in session.execute(every)], Prepared(every).rows()
        assert slow, f"there is no {model.__name__} to compare"
        assert fast == slow


def test_what_a_statement_says_itself_stays_and_one_value_may_stand_twice(session: Session) -> None:
    wanted = sa.bindparam("wanted", type_=sa.Text())
    twice = Prepared(
        sa.select(SETS.c.name, sa.literal("said")).where(
            SETS.c.name == wanted, SETS.c.licence == "", sa.func.length(wanted) > 1
        )
    )
    with unit_of_work():
        put("Wards")
        put("X")
    assert twice.rows(wanted="Wards") == [("Wards", "said")]
    assert twice.rows(wanted="X") == []


def test_a_statement_may_be_another_one_for_each_kind_of_database(session: Session) -> None:
    mine = Prepared({name: sa.select(sa.literal(name)) for name in ("sqlite", "postgresql")})
    assert mine.one() == (db.engine.dialect.name,)


def test_one_row_none_and_too_few(session: Session) -> None:
    by_name = Prepared(sa.select(SETS.c.name).where(SETS.c.name == sa.bindparam("name")))
    assert by_name.one_or_none(name="Wards") is None
    with pytest.raises(NoResultFound):
        by_name.one(name="Wards")
    with unit_of_work():
        put("Wards")
    assert by_name.one(name="Wards") == by_name.one_or_none(name="Wards") == ("Wards",)


def test_a_value_that_is_not_given_is_named_and_nothing_was_sent(session: Session) -> None:
    by_name = Prepared(sa.select(SETS.c.name).where(SETS.c.name == sa.bindparam("name")))
    with unit_of_work():
        with pytest.raises(KeyError, match="name"):
            by_name.rows(nmae="Wards")
        with pytest.raises(KeyError, match="area_type"):
            Prepared(sa.insert(SETS), names=["name", "area_type"]).write(name="Wards")
        put("Wards")
    assert committed_names() == ["Wards"]


def test_an_instant_without_its_zone_is_refused_before_it_is_sent(session: Session) -> None:
    of_moment = Prepared(sa.select(AuditEntry.id).where(AuditEntry.at == sa.bindparam("moment")))
    with pytest.raises(ValueError, match="time zone"):
        of_moment.rows(moment=AT.replace(tzinfo=None))


@pytest.mark.parametrize("wanted", [["Wards"], sa.bindparam("wanted", expanding=True)], ids=["said", "given"])
def test_a_list_is_refused_when_it_is_first_run(session: Session, wanted: Any) -> None:
    listed = Prepared(sa.select(SETS.c.name).where(SETS.c.name.in_(wanted)))
    with pytest.raises(ValueError, match="list"):
        listed.rows(wanted=["Wards"])


def test_a_row_of_given_values_has_the_defaults_of_its_columns(session: Session) -> None:
    with unit_of_work():
        fast, slow = put("Fast", licence="OGL"), unsaved("Slow")
        slow.licence = "OGL"
        db.session.add(slow)
    own = {"id", "name"}
    for name in (c.name for c in SETS.c if c.name not in own):
        assert fast[name] == getattr(slow, name)
    read = sa.select(SETS).order_by(SETS.c.name)
    assert dict(session.execute(read).mappings().first() or {}) == fast


# Where it stands in a unit of work

KEYS = sa.select(SETS.c.id).order_by(SETS.c.name)
READS: dict[str, Callable[[], list[str]]] = {
    "Prepared": names,
    "execute": lambda: [name for (name,) in db.session.execute(BY_NAME)],
    "entities": lambda: [row.name for row in db.session.scalars(sa.select(BoundarySet).order_by(SETS.c.name))],
    "text": lambda: list(db.session.scalars(sa.text("SELECT name FROM boundary_set ORDER BY name"))),
    "connection": lambda: list(connection_now().scalars(BY_NAME)),
    "locked": lambda: [locked(BoundarySet, key).name for key in db.session.scalars(KEYS)],
    "session beside": lambda: _beside(),
}


def _beside() -> list[str]:
    """As a round is read (`booth.py`)."""
    with sa.orm.Session(bind=db.session.connection()) as session:
        return list(session.scalars(BY_NAME))


@pytest.mark.parametrize("how", READS)
def test_what_was_written_is_seen_by_whoever_reads(world: object, how: str) -> None:
    with unit_of_work():
        put("A")
        assert READS[how]() == ["A"]
        put("B")
        put("C")
        assert READS[how]() == ["A", "B", "C"]
        put("D")
    db.session.rollback()
    assert READS[how]() == ["A", "B", "C", "D"]


def test_what_was_written_last_and_never_read_is_committed(world: object) -> None:
    with unit_of_work():
        put("A")
        put("B")
    assert committed_names() == ["A", "B"]


def test_what_is_unsaved_is_saved_before_a_read(world: object) -> None:
    with unit_of_work():
        db.session.add(unsaved("A"))
        assert names() == ["A"]
        row = db.session.scalars(sa.select(BoundarySet)).one()
        row.name = "B"
        assert names() == ["B"]
    assert committed_names() == ["B"]
    db.session.add(unsaved("C"))
    assert names() == ["B", "C"]
    assert committed_names() == ["B"], "outside of a unit of work nothing is kept"


def test_it_is_done_in_the_order_in_which_it_was_said(world: object) -> None:
    rename = Prepared(sa.update(SETS).where(SETS.c.id == sa.bindparam("row_id")).values(name=sa.bindparam("new_name")))
    with unit_of_work():
        key = put("A")["id"]
        db.session.execute(sa.update(SETS).where(SETS.c.id == key).values(name="B"))
        rename.write(row_id=key, new_name="C")
        rename.write(row_id=key, new_name="D")
        db.session.get_one(BoundarySet, key).source = "a survey"
        db.session.flush()
        rename.write(row_id=key, new_name="E")
        assert names() == ["E"]
        rename.write(row_id=key, new_name="F")
    assert committed_names() == ["F"]
    assert db.session.scalar(sa.select(SETS.c.source)) == "a survey"


def test_rows_of_the_session_may_lean_on_what_was_written(world: object) -> None:
    with unit_of_work():
        key = put("A")["id"]
        db.session.add(Area(boundary_set_id=key, area_type=AreaType.WARD, name="Manningham", slug="manningham"))
    assert db.session.scalar(sa.select(Area.name).where(Area.boundary_set_id == key)) == "Manningham"
    with unit_of_work():
        row = unsaved("B")
        insert_now(row)
        row.source = "a survey"
    assert db.session.scalar(sa.select(SETS.c.source).where(SETS.c.name == "B")) == "a survey"


def test_a_stale_row_is_noticed_although_the_other_write_was_made_beside_the_session(world: object) -> None:
    with unit_of_work():
        key = put("A")["id"]
    with pytest.raises(WrongState), unit_of_work():
        row = db.session.get_one(BoundarySet, key)
        newer = sa.update(SETS).where(SETS.c.id == sa.bindparam("row_id")).values(version=2)
        Prepared(newer).write(row_id=key)
        row.name = "B"
    assert committed_names() == ["A"]


def test_who_counts_statements_counts_these_once_and_before_what_reads_them(world: object) -> None:
    names()
    with statements() as seen:
        with unit_of_work():
            put("A")
            assert names() == ["A"]
            put("B")
        ours = [each.split()[0] for each in seen if "boundary_set" in each]
    assert ours == ["INSERT", "SELECT", "INSERT"]


def test_a_unit_of_work_that_wrote_says_so_until_it_ends(world: object) -> None:
    with unit_of_work():
        assert not has_written()
        put("A")
        assert has_written()
    assert not has_written()


def test_nobody_else_sees_it_before_the_commit(committed: Flask) -> None:
    def elsewhere() -> list[str]:
        with committed.app_context():
            found = names()
            db.session.remove()
        return found

    with unit_of_work():
        put("A")
        assert elsewhere() == []
        assert names() == ["A"]
        assert elsewhere() == []
    assert elsewhere() == ["A"]


def test_two_who_write_at_once_each_write_their_own(committed: Flask) -> None:
    """On PostgreSQL; on SQLite the second would wait for the first."""
    is_many = db.engine.dialect.name == "postgresql"
    with pytest.raises(RuntimeError, match="fails"), unit_of_work():
        put("A")
        with committed.app_context():
            if is_many:
                with unit_of_work():
                    put("B")
            db.session.remove()
        put("C")
        raise RuntimeError("fails")
    assert committed_names() == ["B"] * is_many


# Several reads in one piece

NAMED = Prepared(sa.select(SETS.c.name, SETS.c.in_force_from).where(SETS.c.name == sa.bindparam("name")))


def test_what_is_asked_for_together_is_what_each_finds_alone(world: object) -> None:
    with unit_of_work():
        put("A")
        db.session.add(unsaved("B"))
        asked = [(NAMED, {"name": "B"}), (NAMES, {}), (NAMED, {"name": "C"}), (NAMED, {"name": "A"})]
        found = together(*asked)
        assert found == [prepared.rows(**values) for prepared, values in asked]
        assert [len(rows) for rows in found] == [1, 2, 0, 1]
        put("D")
    assert [len(rows) for rows in together((NAMES, {}), (NAMED, {"name": "D"}))] == [3, 1]


def test_one_of_several_that_fails_fails_them_all_and_nothing_after(world: object) -> None:
    broken = Prepared(sa.select(sa.text("missing")).select_from(sa.table("boundary_set")))
    with pytest.raises(DBAPIError), unit_of_work():
        put("A")
        together((NAMES, {}), (broken, {}), (NAMES, {}))
    with unit_of_work():
        put("B")
    assert committed_names() == ["B"]


def test_what_was_asked_ahead_is_answered_once_and_is_what_would_be_read(world: object) -> None:
    is_ahead = db.engine.dialect.name == "postgresql"
    with unit_of_work():
        put("A")
        with statements() as seen:
            ask_ahead((NAMES, {}), (NAMED, {"name": "A"}))
            asked = len([each for each in seen if each.startswith("SELECT")])
            assert names() == ["A"]
            assert NAMED.rows(name="A") == [("A", dt.date(2004, 6, 10))]
            assert NAMED.rows(name="B") == []
            read = len([each for each in seen if each.startswith("SELECT")])
        assert (asked, read) == ((2, 3) if is_ahead else (0, 3))
        put("B")
        assert names() == ["A", "B"], "it is answered once"
        assert [name for name, _day in NAMED.rows(name="B")] == ["B"]


@pytest.mark.parametrize("fails", [False, True], ids=["commits", "fails"])
def test_what_was_asked_ahead_and_not_read_is_forgotten_with_its_unit_of_work(world: object, fails: bool) -> None:
    with suppress(RuntimeError), unit_of_work():
        ask_ahead((NAMES, {}))
        if fails:
            raise RuntimeError("fails")
    with unit_of_work():
        put("A")
        assert names() == ["A"]
    ask_ahead((NAMES, {}))
    with unit_of_work():
        put("B")
        assert names() == ["A", "B"]
    assert names() == ["A", "B"]


# What is refused, and what fails


def test_a_refusal_says_what_is_wrong_at_its_field_and_the_next_work_is_unharmed(world: object) -> None:
    with unit_of_work():
        put("A")
    with pytest.raises(DomainError, match="There is a set with this name already") as refusal, unit_of_work():
        put("A")
    assert refusal.value.field == "name"
    assert names() == ["A"]
    with unit_of_work():
        put("B")
    assert committed_names() == ["A", "B"]


def test_what_follows_a_commit_does_not_follow_a_refusal(world: object) -> None:
    done: list[str] = []
    for name in ("A", "A"):
        try:
            with unit_of_work():
                put(name)
                nudge_after_commit(lambda: done.append("sent"))
        except DomainError:
            done.append("refused")
    assert done == ["sent", "refused"]


@pytest.mark.parametrize("reads", [False, True], ids=["commits", "reads"])
@pytest.mark.parametrize("wanted", [("B", "A"), ("A", "B"), ("B", "B"), ("B", "C", "A")], ids="-".join)
def test_of_several_writes_of_which_one_is_refused_none_is_left(
    world: object, wanted: tuple[str, ...], reads: bool
) -> None:
    with unit_of_work():
        put("A")
    with pytest.raises(DomainError, match="this name already"), unit_of_work():
        for name in wanted:
            put(name)
        if reads:
            names()
            raise AssertionError("refused at the latest when somebody reads")
    assert committed_names() == ["A"]
    with unit_of_work():
        put("Z")
        assert names() == ["A", "Z"]
    assert committed_names() == ["A", "Z"]


def test_what_the_session_saved_goes_with_a_write_that_is_refused(world: object) -> None:
    with unit_of_work():
        put("A")
    with pytest.raises(DomainError), unit_of_work():
        db.session.add(unsaved("B"))
        db.session.flush()
        put("A")
    with pytest.raises(DomainError), unit_of_work():
        put("C")
        db.session.add(unsaved("A"))
    assert committed_names() == ["A"]


def test_a_constraint_without_words_is_raised_as_it_is(world: object) -> None:
    with pytest.raises(IntegrityError, match="ends_after_start"), unit_of_work():
        put("A")
        put("B", in_force_to=dt.date(2004, 6, 9))
    with pytest.raises(IntegrityError), unit_of_work():
        insert_values(Area, boundary_set_id=uuid.uuid4(), area_type=AreaType.WARD, name="Nowhere", slug="nowhere")
    assert committed_names() == []


def test_what_a_refusal_says_to_the_log_holds_no_value(session: Session) -> None:
    """E.g. no code and no sealed choice (`design.md` section 5)."""
    with pytest.raises(IntegrityError) as refused, unit_of_work():
        put("QK7RV9NWYD", licence="4711", in_force_to=dt.date(2004, 6, 9))
    assert not refused.value.params
    assert "[parameters" not in str(refused.value)


def test_nothing_is_left_of_a_unit_of_work_that_fails_nor_in_the_next(world: object) -> None:
    with pytest.raises(RuntimeError, match="fails"), unit_of_work():
        put("A")
        raise RuntimeError("fails")
    assert names() == []
    with pytest.raises(RuntimeError, match="fails"), unit_of_work():
        put("A")
        assert names() == ["A"]
        put("B")
        raise RuntimeError("fails")
    with unit_of_work():
        assert names() == []
        put("C")
        assert names() == ["C"]
    assert committed_names() == ["C"]


@pytest.mark.parametrize("end", ["rollback", "remove", "unit of work"])
def test_what_was_written_outside_of_a_unit_of_work_is_forgotten(world: object, end: str) -> None:
    put("A")
    {"rollback": db.session.rollback, "remove": db.session.remove}.get(end, lambda: None)()
    with unit_of_work():
        put("B")
        assert names() == ["B"]
    assert committed_names() == ["B"]


def test_a_part_that_fails_leaves_what_was_written_before(world: object) -> None:
    with unit_of_work():
        put("A")
        with pytest.raises(RuntimeError, match="fails"), db.session.begin_nested():
            put("B")
            raise RuntimeError("fails")
        put("C")
        with db.session.begin_nested():
            put("D")
    assert committed_names() == ["A", "C", "D"]


@pytest.mark.parametrize("wanted", [("A",), ("B", "A"), ("A", "B")], ids="-".join)
def test_a_part_that_is_refused_leaves_what_was_written_before(world: object, wanted: tuple[str, ...]) -> None:
    with unit_of_work():
        put("A")
        with pytest.raises(IntegrityError), db.session.begin_nested():
            for name in wanted:
                put(name)
        put("C")
        assert names() == ["A", "C"]
        put("D")
    assert committed_names() == ["A", "C", "D"]


def test_a_part_that_fails_after_a_write_that_is_refused_leaves_what_was_before(world: object) -> None:
    with unit_of_work():
        put("A")
        with pytest.raises((RuntimeError, IntegrityError)), db.session.begin_nested():
            put("A")
            raise RuntimeError("fails")
        put("C")
    assert committed_names() == ["A", "C"]


# On PostgreSQL several statements are one piece (`core.pipeline`)


END_OF_LINE = Prepared(sa.select(sa.func.pg_terminate_backend(sa.func.pg_backend_pid())))


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def test_a_connection_that_is_lost_among_several_statements_fails_as_the_database_and_no_more(
    committed: Flask,
) -> None:
    if is_sqlite():
        return
    with pytest.raises(OperationalError) as lost, unit_of_work():
        put("A")
        together((NAMES, {}), (END_OF_LINE, {}), (NAMES, {}))
    assert lost.value.connection_invalidated
    with unit_of_work():
        put("B")
    assert committed_names() == ["B"]


def test_who_is_interrupted_while_it_waits_leaves_no_answers_for_the_next(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E.g. a worker that is told to stop: what was sent may be done or not, and its connection is used no more."""
    if is_sqlite():
        return
    names()

    class Interrupted:
        def __init__(self) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), unit_of_work():
        put("A")
        with monkeypatch.context() as patched:
            patched.setattr("app.core.pipeline.select.poll", Interrupted)
            names()
    with unit_of_work():
        put("B")
        assert names() == ["B"]
    assert committed_names() == ["B"]


@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_statement_that_is_no_more_as_it_was_prepared_fails_once(committed: Flask, how: str) -> None:
    """E.g. a migration beside a running site."""
    if is_sqlite():
        return
    assert names() == []
    db.session.execute(
        sa.text({"changed": "ALTER TABLE boundary_set ALTER name TYPE varchar(999)", "gone": "DEALLOCATE ALL"}[how])
    )
    db.session.commit()
    with pytest.raises(DBAPIError), unit_of_work():
        names()
    with unit_of_work():
        put("A")
        assert names() == ["A"]
    assert committed_names() == ["A"]


def test_a_value_that_cannot_be_sent_takes_what_was_written_before_with_it(committed: Flask) -> None:
    """Whoever goes on as if nothing was, commits nothing of it in part."""
    if is_sqlite():
        return
    by_name = Prepared(sa.select(SETS.c.name).where(SETS.c.name == sa.bindparam("name")))
    for value in ("a\0", "\ud800"):
        with pytest.raises((SQLAlchemyError, ValueError)), unit_of_work():
            put("A")
            with suppress(DBAPIError, ValueError):
                by_name.rows(name=value)
            put("B")
        assert committed_names() == []


def test_a_text_that_could_not_be_prepared_takes_no_others_place(world: object) -> None:
    missing = Prepared(sa.select(sa.column("missing"), sa.literal(1)).select_from(SETS))
    by_source = Prepared(sa.select(SETS.c.source, sa.literal(2)).where(SETS.c.name == sa.bindparam("name")))
    with unit_of_work():
        put("A", source="a survey")
    for _ in range(2):
        with pytest.raises(DBAPIError), unit_of_work():
            together((missing, {}), (by_source, {"name": "A"}))
        db.session.rollback()
        assert by_source.rows(name="A") == [("a survey", 2)]


def test_what_says_nothing_is_left_empty_and_what_has_a_default_is_not(world: object) -> None:
    with unit_of_work(), statements() as seen:
        put("A", in_force_to=None)
        put("B", in_force_to=dt.date(2030, 1, 1))
        names()
    inserts = [each for each in seen if each.startswith("INSERT")]
    assert ["in_force_to" in each for each in inserts] == [False, True]
    ends = db.session.execute(sa.select(SETS.c.in_force_to).order_by(SETS.c.name)).scalars().all()
    assert ends == [None, dt.date(2030, 1, 1)]

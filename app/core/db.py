"""The one database handle, and the only place that commits."""

from __future__ import annotations

import datetime as dt
import enum
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

import sqlalchemy as sa
import sqlalchemy.orm
from flask import Flask, current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator

from . import driver
from .errors import DomainError, WrongState
from .translated import Translated, TranslatedType
from .turns import Turns

LONGEST_REST = 5.0  # seconds
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[dt.datetime]):
    """An instant, always aware and in UTC in Python. A naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Base(DeclarativeBase):
    """Text is unlimited unless a column says so; a StrEnum is text with a CHECK; `dict` and `list` are JSON."""

    registry = sa.orm.registry(
        metadata=sa.MetaData(naming_convention=NAMING_CONVENTION),
        type_annotation_map={
            dt.datetime: UtcDateTime,
            Translated: TranslatedType(),
            enum.StrEnum: sa.Enum(
                enum.StrEnum,
                native_enum=False,
                create_constraint=True,
                length=40,
                values_callable=lambda members: [m.value for m in members],
            ),
            str: sa.Text(),
            dict[str, Any]: sa.JSON(none_as_null=True),
            list[str]: sa.JSON(none_as_null=True),
            list[int]: sa.JSON(none_as_null=True),
            list[dict[str, Any]]: sa.JSON(none_as_null=True),
        },
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)


@sa.event.listens_for(db.session, "after_flush")
def _note_write(session: sa.orm.Session, _context: object) -> None:
    session.info["has_written"] = True


@sa.event.listens_for(db.session, "before_commit")
def _send_before_part_ends(_session: sa.orm.Session) -> None:
    """A savepoint is released only once what waited inside it is done: afterwards nobody could go back to it."""
    connection: sa.Connection | None = g.get("uow_connection")
    if connection is not None and connection.in_nested_transaction():
        driver.send(connection)


@sa.event.listens_for(db.session, "after_transaction_end")
def _forget_write(session: sa.orm.Session, transaction: sa.orm.SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("has_written", None)
        session.info.pop("facts", None)


def note_write() -> None:
    """The open transaction has changed rows of entities without a flush."""
    db.session().info["has_written"] = True


def has_written() -> bool:
    """Has the open transaction changed rows of entities? What it reads then may never be committed."""
    return bool(db.session().info.get("has_written"))


def facts_held() -> dict[str, Any] | None:
    """What the open unit of work has read and nobody else can change before it ends, to be read once; it forgets all.

    SQLite's write transaction holds every row, elsewhere it is what was locked first. Whoever writes such a row takes
    its fact out. None: no unit of work is open.
    """
    if not g.get("uow_open"):
        return None
    facts: dict[str, Any] = db.session().info.setdefault("facts", {})
    return facts


def detach(*rows: Base | None) -> None:
    """These rows stay as they were read, or as they were saved, whatever becomes of the open transaction."""
    for row in rows:
        if row is not None and row in db.session:
            db.session.expunge(row)


class Entity(Base):
    """A row with a random key and a version: a write over somebody else's write is noticed, never silent."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    version: Mapped[int] = mapped_column(nullable=False)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.version}


EntityType = TypeVar("EntityType", bound=Entity)


def prepare_engine(app: Flask) -> None:
    """The database as this house uses it: what follows says how, for each kind."""
    with app.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        if engine.url.database:  # in memory there is nobody to wait for
            app.extensions["turns"] = Turns(f"{engine.url.database}-turn")
        _prepare_sqlite(engine, is_durable=not app.config["TESTING"])
    else:
        _ask_after_rest(engine)
        driver.prepare_engine(engine)
        sa.event.listen(engine, "commit", _commit_with_writes)


def _commit_with_writes(connection: sa.Connection) -> None:
    """The commit goes in one piece with the writes that wait; SQLAlchemy's own, after it, finds nothing open."""
    driver.send(connection, commits=True)


def _ask_after_rest(engine: sa.Engine) -> None:
    """A connection that has rested is asked whether it still works before it is used; asking each time doubles the way.

    One that broke within the last seconds fails its request with the page that says so, and none after it.
    """

    @sa.event.listens_for(engine, "checkin")
    def _rest(_connection: object, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()
        record.info.pop(driver.WAITING, None)  # nobody's writes are sent in another's transaction

    @sa.event.listens_for(engine, "checkout")
    def _ask(connection: Any, record: Any, _proxy: object) -> None:
        if time.monotonic() - record.info.get("rests_since", time.monotonic()) < LONGEST_REST:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as broken:
            raise sa.exc.DisconnectionError from broken


def _prepare_sqlite(engine: sa.Engine, *, is_durable: bool) -> None:
    """WAL, foreign keys, full sync and our own BEGIN: deferred for reads, immediate for writes."""

    @sa.event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=15000")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(f"PRAGMA synchronous={'FULL' if is_durable else 'OFF'}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        words = "BEGIN IMMEDIATE" if connection.get_execution_options().get("immediate") else "BEGIN"
        driver.run(connection, [(words, ())])


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Everything inside is committed once; on any error nothing happened.

    What was read before is forgotten, so that no decision inside rests on an old row; on SQLite the write transaction
    begins here. Only the outermost caller (a view, a command line, a job) opens one.

    Raises:
        RuntimeError: one is already open.
        WrongState: a row that this changes was changed by someone else meanwhile.
        DomainError: a database constraint refused; `field` is the form field that the constraint is mapped to.
    """
    if g.get("uow_open"):
        raise RuntimeError("unit_of_work is already open: only the outermost caller may open one")
    db.session.rollback()
    turns: Turns | None = current_app.extensions.get("turns")
    with turns.to_write() if turns is not None else nullcontext():
        yield from _worked(turns)
    for nudge in g.pop("after_commit", []):
        nudge()


def _worked(turns: Turns | None) -> Iterator[None]:
    g.uow_open, g.after_commit = True, []
    try:
        is_sqlite = db.engine.dialect.name == "sqlite"
        g.uow_connection = db.session.connection(execution_options={"immediate": True} if is_sqlite else None)
        yield
        if turns is not None:
            turns.rest()
        db.session.commit()
    except StaleDataError as clash:
        db.session.rollback()
        raise WrongState(_stale_text()) from clash
    except IntegrityError as broken:
        db.session.rollback()
        refusal = _refusal_for(broken)
        if refusal is None:
            raise
        raise refusal from broken
    except BaseException:
        db.session.rollback()
        raise
    finally:
        g.uow_open = False
        g.uow_connection = g.asked_ahead = None


def is_working() -> bool:
    """Is a unit of work open?"""
    return bool(g.get("uow_open"))


def connection_now() -> sa.Connection:
    """The connection of the open transaction; one begins where there is none.

    Inside a savepoint it is asked of the session, which sets the savepoint when it is first asked.
    """
    held: sa.Connection | None = g.get("uow_connection")
    return held if held is not None and not db.session().in_nested_transaction() else db.session.connection()


def commit_outside() -> None:
    """What the session holds unsaved has been saved in a unit of work of its own; with nothing unsaved nothing happens.

    For a library that changes rows first and asks for the commit afterwards (Flask-Security): its changes are lifted
    out of the read transaction and made again in a write transaction. Nothing may have been flushed before. Inside an
    open unit of work they are only flushed.

    Raises:
        WrongState: a changed row was changed by someone else meanwhile.
    """
    if g.get("uow_open"):
        db.session.flush()
        return
    made = list(db.session.new)
    with db.session.no_autoflush:
        changed = [(row, row.version, _changes(row)) for row in db.session.dirty if db.session.is_modified(row)]
    if not made and not changed:
        return
    nudges = g.pop("after_commit", [])
    for row in made:
        db.session.expunge(row)
    with unit_of_work():
        for row, version, fields in changed:
            check_version(row, version)
            for name, value in fields.items():
                setattr(row, name, value)
        db.session.add_all(made)
        for nudge in nudges:
            nudge_after_commit(nudge)


def _changes(row: object) -> dict[str, Any]:
    return {state.key: state.value for state in sa.inspect(row).attrs if state.history.has_changes()}


def nudge_after_commit(nudge: Callable[[], None]) -> None:
    """`nudge` runs once after the open unit of work commits: only for hurry, since what must happen is a row."""
    if nudge not in g.setdefault("after_commit", []):
        g.after_commit.append(nudge)


def _stale_text() -> str:
    from .i18n import _

    return str(_("Someone changed this while you had it open. Look at it again before you decide"))


_constraint_refusals: dict[str, tuple[object, str | None]] = {}


def constraint_refusal(name: str, message: object, *, field: str | None = None) -> None:
    """When the database refuses by the constraint `name`, the visitor reads `message` at `field`.

    name: as the naming convention makes it; for SQLite, which names no columns' unique constraint, `uq_table_a_b` is
    found from "table.a, table.b".
    """
    _constraint_refusals[name] = (message, field)


def _refusal_for(broken: IntegrityError) -> DomainError | None:
    diagnosis = getattr(broken.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or _sqlite_constraint(str(broken.orig))
    if name not in _constraint_refusals:
        return None
    message, field = _constraint_refusals[name]
    return DomainError(message, field=field)


def _sqlite_constraint(text: str) -> str:
    unique = re.match(r"UNIQUE constraint failed: (\S+)\.(\S+?)(?:, |$)(.*)", text)
    if unique:
        table, first, rest = unique.groups()
        return "_".join(["uq", table, first, *(part.split(".")[-1] for part in rest.split(", ") if part)])
    return text.removeprefix("CHECK constraint failed: ").removeprefix("UNIQUE constraint failed: index '").rstrip("'")


def locked(model: type[EntityType], key: uuid.UUID) -> EntityType:
    """The row as it is now, held until the unit of work ends (FOR UPDATE; on SQLite the write transaction holds all).

    Raises:
        NoResultFound: there is no such row.
    """
    return db.session.scalars(
        sa.select(model).where(model.id == key).with_for_update(of=model).execution_options(populate_existing=True)
    ).one()


def check_version(thing: Entity, seen: int) -> None:
    """The row is still the one that the page showed.

    Raises:
        WrongState: someone saved it since; nothing of theirs is lost.
    """
    if thing.version != seen:
        raise WrongState(_stale_text())

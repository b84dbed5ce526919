"""What is handed to the database's driver as it is, on the connection of the open transaction.

PostgreSQL is another process: each statement that is waited for is a way there and back. So writes wait on our side
until somebody reads, or commits, and go with that in one piece (libpq's pipeline); so do reads that need nothing of
each other. SQLite is in this process, where waiting gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

Sent = tuple[str, Any]
"""A statement and its values."""
WAITING = "writes_that_wait"


def run(connection: sa.Connection, statements: Sequence[Sent], *, prepare: bool) -> list[Any]:
    """A cursor for each, all run, after the writes that waited. prepare: PostgreSQL keeps their plans.

    Raises as SQLAlchemy does.
    """
    if connection.dialect.name != "postgresql":
        return [_run(connection, sql, values) for sql, values in statements]
    waited = _take(connection)
    if not waited and len(statements) == 1:
        return [_run(connection, *statements[0], prepare=prepare)]
    with _piped(connection):
        for sql, values in waited:
            _run(connection, sql, values, prepare=True)
        return [_run(connection, sql, values, prepare=prepare) for sql, values in statements]


def write(connection: sa.Connection, sql: str, values: Any) -> None:
    """It is done before anything else is read or committed. What refuses it does so then."""
    if connection.dialect.name == "postgresql":
        connection.info.setdefault(WAITING, []).append((sql, values))
    else:
        _run(connection, sql, values)


def send(connection: sa.Connection) -> None:
    """No write waits. Raises as SQLAlchemy does."""
    with sending(connection):
        pass


@contextmanager
def sending(connection: sa.Connection) -> Iterator[Any]:
    """The writes that wait are sent, in one piece with what the driver's connection, which is given, is told inside.

    Nothing waits: None is given. Raises as SQLAlchemy does.
    """
    waited = _take(connection)
    if not waited:
        yield None
        return
    with _piped(connection) as raw:
        for sql, values in waited:
            _run(connection, sql, values, prepare=True)
        yield raw


def prepare_engine(engine: sa.Engine) -> None:
    """Whatever SQLAlchemy sends to PostgreSQL goes after the writes that wait.

    They are gone with a rollback, also to a savepoint: what came before that was sent when it was set.
    """

    @sa.event.listens_for(engine, "before_cursor_execute")
    def _send(connection: sa.Connection, *_statement: object) -> None:
        if connection.info.get(WAITING):
            send(connection)

    @sa.event.listens_for(engine, "rollback")
    @sa.event.listens_for(engine, "rollback_savepoint")
    def _drop(connection: sa.Connection, *_savepoint: object) -> None:
        _take(connection)


def _take(connection: sa.Connection) -> list[Sent]:
    if connection.invalidated:
        return []  # they went with the connection, whose rollback must not fail for that
    waited: list[Sent] = connection.info.pop(WAITING, [])
    return waited


@contextmanager
def _piped(connection: sa.Connection) -> Iterator[Any]:
    raw: Any = connection.connection.driver_connection
    try:
        with raw.pipeline():
            yield raw
    except connection.dialect.loaded_dbapi.Error as broken:
        raise _as_sqlalchemy(connection, broken) from broken


def _run(connection: sa.Connection, sql: str, values: Any, **options: bool) -> Any:
    raw: Any = connection.connection.driver_connection
    cursor = raw.cursor()
    for listen in connection.engine.dispatch.before_cursor_execute:
        listen(connection, cursor, sql, values, None, False)
    try:
        cursor.execute(sql, values, **options)
    except connection.dialect.loaded_dbapi.Error as broken:
        raise _as_sqlalchemy(connection, broken) from broken
    return cursor


def _as_sqlalchemy(connection: sa.Connection, broken: Any) -> Exception:
    """The same fault as SQLAlchemy would raise it; a connection that is gone is used no more."""
    dialect = connection.dialect
    is_gone = dialect.is_disconnect(broken, connection.connection.driver_connection, None)
    if is_gone:
        connection.invalidate(broken)
    kind = dialect.loaded_dbapi.Error
    fault: Exception = DBAPIError.instance(
        None, None, broken, kind, hide_parameters=True, connection_invalidated=is_gone
    )
    return fault

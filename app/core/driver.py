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

from .pipeline import Pipeline, Row, Sent

WAITING, PIPELINE = "writes_that_wait", "pipeline"


def run(connection: sa.Connection, statements: Sequence[Sent]) -> list[list[Row]]:
    """The rows that each finds, after the writes that waited.

    Raises as SQLAlchemy does.
    """
    if connection.dialect.name == "postgresql":
        waited = _take(connection)
        return _exchange(connection, [*waited, *statements])[len(waited) :]
    return [_run(connection, sql, values) for sql, values in statements]


def write(connection: sa.Connection, sql: str, values: Sequence[Any]) -> None:
    """It is done before anything else is read or committed. What refuses it does so then."""
    if connection.dialect.name == "postgresql":
        connection.info.setdefault(WAITING, []).append((sql, values))
    else:
        _run(connection, sql, values)


def send(connection: sa.Connection, *, commits: bool = False) -> None:
    """No write waits. commits: where some did, they are committed, in one piece with that.

    Raises as SQLAlchemy does.
    """
    if waited := _take(connection):
        _exchange(connection, waited, commits=commits)


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


def _run(connection: sa.Connection, sql: str, values: Sequence[Any]) -> list[Row]:
    _tell(connection, sql, values)
    with _as_sqlalchemy(connection):
        raw: Any = connection.connection.driver_connection
        found: list[Row] = raw.execute(sql, values).fetchall()
    return found


def _exchange(connection: sa.Connection, statements: Sequence[Sent], *, commits: bool = False) -> list[list[Row]]:
    for sql, values in statements:
        _tell(connection, sql, values)
    with _as_sqlalchemy(connection):
        pipeline: Pipeline | None = connection.info.get(PIPELINE)
        if pipeline is None:
            pipeline = connection.info[PIPELINE] = Pipeline(connection.connection.driver_connection)
        return pipeline.exchange(statements, commits=commits)


def _tell(connection: sa.Connection, sql: str, values: Sequence[Any]) -> None:
    """Whoever counts statements, or has something to send before, hears of this one."""
    for listen in connection.engine.dispatch.before_cursor_execute:
        listen(connection, None, sql, values, None, False)


@contextmanager
def _as_sqlalchemy(connection: sa.Connection) -> Iterator[None]:
    """A fault inside is raised as SQLAlchemy would raise it; a connection that is gone is used no more."""
    try:
        yield
    except BaseException as broken:
        dialect: Any = connection.dialect
        kind, raw = dialect.loaded_dbapi.Error, connection.connection.driver_connection
        is_fault = isinstance(broken, kind)
        is_gone = getattr(raw, "closed", False) or (is_fault and dialect.is_disconnect(broken, raw, None))
        if is_gone:
            connection.invalidate(broken)
        if not is_fault:
            raise
        raise DBAPIError.instance(
            None, None, broken, kind, hide_parameters=True, connection_invalidated=is_gone
        ) from broken

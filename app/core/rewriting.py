"""Rewriting tables, so that deleted rows are gone from the disk too and not only from sight."""

from __future__ import annotations

import time

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from .db import db

LOCK_WAIT = "10s"
PATIENCE = 10  # seconds
OLD_VIEWS = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND "
    "(age(backend_xmin) >= age(CAST(:ours AS text)::xid) OR age(backend_xid) >= age(CAST(:ours AS text)::xid))"
)


def rewrite(*names: str) -> None:
    """What was deleted from these tables is in no page of the database file or its log.

    PostgreSQL: `VACUUM FULL` of each table. SQLite: `VACUUM` of the file and a truncated write-ahead log. Not inside a
    transaction. Another one that holds a table, or still sees the deleted rows, makes it fail after some seconds.

    Raises:
        OperationalError: try again later.
    """
    db.session.rollback()
    engine = db.engine
    if engine.dialect.name == "sqlite":
        _rewrite_file(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _wait_for_old_views(connection)
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_WAIT}'")
        quote = connection.dialect.identifier_preparer.quote
        for name in names:
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {quote(name)}")
        connection.exec_driver_sql("RESET lock_timeout")


def _wait_for_old_views(connection: sa.Connection) -> None:
    """No transaction is left that began before now: PostgreSQL keeps deleted rows for as long as one could see them.

    Also none of another database of the server: a view taken here later would reach back as far as the oldest of them.
    """
    ours = connection.scalar(sa.text("SELECT CAST(pg_current_xact_id() AS text)"))
    low = str(int(str(ours)) % 2**32)
    end = time.monotonic() + PATIENCE
    while connection.scalar(OLD_VIEWS, {"ours": low}):
        if time.monotonic() > end:
            raise OperationalError("VACUUM FULL", None, TimeoutError("a transaction still sees the deleted rows"))
        time.sleep(0.1)


def _rewrite_file(engine: sa.Engine) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()
        cursor.close()
    finally:
        connection.close()

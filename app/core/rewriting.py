"""Rewriting tables, so that deleted rows are gone from the disk too and not only from sight."""

from __future__ import annotations

import sqlalchemy as sa

from .db import db

LOCK_WAIT = "10s"


def rewrite(*names: str) -> None:
    """What was deleted from these tables is in no page of the database file or its log.

    PostgreSQL: `VACUUM FULL` of each table. SQLite: `VACUUM` of the file and a truncated write-ahead log. Not inside a
    transaction; another that holds a table makes it fail after some seconds, to be tried again.
    """
    db.session.rollback()
    engine = db.engine
    if engine.dialect.name == "sqlite":
        _rewrite_file(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_WAIT}'")
        quote = connection.dialect.identifier_preparer.quote
        for name in names:
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {quote(name)}")
        connection.exec_driver_sql("RESET lock_timeout")


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

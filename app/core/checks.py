"""Changing which words a column of words may hold, for migrations: alike on both databases, with data in place."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


def add_words_column(table: str, column: str, kind: str, words: Sequence[str], default: str | None = None) -> None:
    """There is a text column with a CHECK on its words. kind: the enum's class name in lower case, as models name it.

    default: what rows that are there hold; None makes a column that may be empty.
    """
    rest = "" if default is None else f" DEFAULT '{default}' NOT NULL"
    check = f"CONSTRAINT {_name(table, kind)} CHECK ({column} IN ({_list(words)}))"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(40){rest} {check}")


def set_words(table: str, column: str, kind: str, words: Sequence[str]) -> None:
    """The column of words may hold exactly these. SQLite cannot change a CHECK, so the text of the table is changed.

    A table that others point at is never made anew: dropping the old one would delete what points at it.
    """
    name, bind = _name(table, kind), op.get_bind()
    check = f"CHECK ({column} IN ({_list(words)}))"
    if bind.dialect.name != "sqlite":
        op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {check}")
        return
    made = bind.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": table}
    ).scalar_one()
    changed, found = re.subn(rf"CONSTRAINT {name} CHECK \({column} IN \([^)]*\)\)", f"CONSTRAINT {name} {check}", made)
    if found != 1:
        raise RuntimeError(f"{table} has no check {name}")
    cell: sa.ColumnClause[str] = sa.column(column)
    if bind.execute(sa.select(sa.func.count()).select_from(sa.table(table)).where(cell.not_in(words))).scalar_one():
        raise RuntimeError(f"{table}.{column} holds other words than {', '.join(words)}")
    op.execute("PRAGMA writable_schema = ON")
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :name"),
        {"sql": changed, "name": table},
    )
    op.execute("PRAGMA writable_schema = RESET")


def _name(table: str, kind: str) -> str:
    return f"ck_{table}_{kind}"


def _list(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)

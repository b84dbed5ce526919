"""Statements that a whole city runs at once: made ready once, and handed to the driver as they are.

What SQLAlchemy does at each run of a statement (its cache, a context, a result of rows) costs several times what the
database does for a read by key. A `Prepared` keeps the text, how values go in and how they come out, as the compiler
and the types of SQLAlchemy say. It runs on the connection of the open transaction, beside all else that runs there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import g
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.orm import make_transient_to_detached

from . import driver
from .db import Entity, connection_now, db, is_working, note_write

Row = tuple[Any, ...]
Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Text:
    """A statement for one kind of database. sent: each value's name, None for one that is always the same, and how it
    is made ready or what it is."""

    sql: str
    sent: tuple[tuple[str | None, Any], ...]
    readers: tuple[tuple[int, Processor], ...]

    def values(self, given: Mapping[str, object]) -> list[Any]:
        """As the driver wants them.

        Raises:
            KeyError: one is not given.
        """
        return [
            ready if name is None else ready(given[name]) if ready is not None else given[name]
            for name, ready in self.sent
        ]

    def read(self, found: list[Row]) -> list[Row]:
        """As Python knows them."""
        if not self.readers:
            return found
        rows = []
        for row in found:
            made = list(row)
            for place, process in self.readers:
                made[place] = process(made[place])
            rows.append(tuple(made))
        return rows


class Prepared:
    """One statement whose parameters are given by name, each time all of them."""

    def __init__(self, statement: Any, *, names: Sequence[str] | None = None) -> None:
        """statement: one for every kind of database, or by the name of its dialect.

        names: the columns of an insert that does not give all.
        """
        self._statement, self._names = statement, names
        self._texts: dict[str, _Text] = {}

    def rows(self, **values: object) -> list[Row]:
        """What it finds in the open transaction, after what the session held unsaved. Raises as SQLAlchemy does."""
        asked: list[tuple[Prepared, Mapping[str, object], list[Row]]] = g.get("asked_ahead") or []
        for place, (prepared, given, found) in enumerate(asked):
            if prepared is self and given == values:
                del asked[place]
                return found
        return together((self, values))[0]

    def one_or_none(self, **values: object) -> Row | None:
        """The one row that it finds. Raises as `at_most_one`."""
        return at_most_one(self.rows(**values))

    def one(self, **values: object) -> Row:
        """The one row that it finds. Raises as `at_most_one`, too:

        Raises:
            NoResultFound: it finds none.
        """
        if (found := self.one_or_none(**values)) is None:
            raise NoResultFound
        return found

    def write(self, **values: object) -> None:
        """It is done in the open transaction, at the latest when that is read or committed, which raise as it does."""
        connection = connection_now()
        text = self._text(connection)
        driver.write(connection, text.sql, text.values(values))

    def _text(self, connection: sa.Connection) -> _Text:
        dialect = connection.dialect
        if dialect.name not in self._texts:
            by_kind = isinstance(self._statement, Mapping)
            statement = self._statement[dialect.name] if by_kind else self._statement
            self._texts[dialect.name] = _made(statement, dialect, self._names)
        return self._texts[dialect.name]


def _made(statement: Any, dialect: sa.Dialect, names: Sequence[str] | None) -> _Text:
    compiled = statement.compile(dialect=dialect, column_keys=names)
    if compiled.post_compile_params or compiled.literal_execute_params:
        raise ValueError("a list of values (`in_`) is written out: this text is made once")
    sent = {}
    for bind, name in compiled.bind_names.items():
        process = compiled._bind_processors.get(name)
        if bind.required:
            sent[name] = (name, process)
        else:
            value = bind.effective_value
            sent[name] = (None, process(value) if process is not None else value)
    columns = [entry[3] for entry in compiled._result_columns]
    readers = ((place, kind._cached_result_processor(dialect, None)) for place, kind in enumerate(columns))
    sql, order = _by_place(compiled) if compiled.positiontup is None else (str(compiled), compiled.positiontup)
    return _Text(
        sql,
        tuple(sent[name] for name in order),
        tuple((place, process) for place, process in readers if process is not None),
    )


def _by_place(compiled: Any) -> tuple[str, list[str]]:
    """The text with `$1` for what psycopg calls `%(name)s`, and the names by their numbers."""
    order: list[str] = []

    def number(found: re.Match[str]) -> str:
        if (name := found[1]) is None:
            return "%"
        if name not in order:
            order.append(name)
        return f"${order.index(name) + 1}"

    return re.sub(r"%(?:%|\((.+?)\)s)", number, str(compiled)), order


def at_most_one(found: list[Row]) -> Row | None:
    """The one row, if there is one.

    Raises:
        MultipleResultsFound: there are more.
    """
    if len(found) > 1:
        raise MultipleResultsFound
    return found[0] if found else None


def together(*reads: tuple[Prepared, Mapping[str, object]]) -> list[list[Row]]:
    """What each finds, asked for in one piece: none needs what another finds. As `Prepared.rows`."""
    db.session.flush()
    connection = connection_now()
    texts = [(prepared._text(connection), values) for prepared, values in reads]
    asked = [(text.sql, text.values(values)) for text, values in texts]
    found = driver.run(connection, asked)
    return [text.read(rows) for (text, _values), rows in zip(texts, found, strict=True)]


def ask_ahead(*reads: tuple[Prepared, Mapping[str, object]]) -> None:
    """On PostgreSQL these are asked for together; the next `rows` of each, with the same values, has its answer.

    For reads that follow at once in the same unit of work, before anything is written that they could find.
    """
    if is_working() and db.engine.dialect.name == "postgresql":
        g.asked_ahead = [(*read, found) for read, found in zip(reads, together(*reads), strict=True)]


def insert_now(row: Entity, *, joins: bool = True) -> None:
    """The new row is in the database, and in the session as if it had been flushed, at a third of a flush's work.

    For what a whole city does. Its relationships are not looked at. joins: False leaves it outside the session, where
    changes of it are saved nowhere. Raises as a flush does.
    """
    given = sa.inspect(row).dict
    given |= insert_values(type(row), **{name: value for name, value in given.items() if name in type(row).__table__.c})
    if joins:
        make_transient_to_detached(row)
        db.session.add(row)


def insert_values(model: type[Entity], **given: object) -> dict[str, Any]:
    """A row of these values, and of the columns' defaults, is in the database. Returns them all."""
    table: Any = model.__table__
    if model not in COLUMNS:
        COLUMNS[model] = tuple((column.name, column.default) for column in table.columns)
    values = {name: given[name] if name in given else _default(default) for name, default in COLUMNS[model]}
    if unknown := given.keys() - values.keys():
        raise TypeError(f"{model.__name__} has no {sorted(unknown)}")
    values["version"] = 1
    said = tuple(name for name, default in COLUMNS[model] if default is not None or values[name] is not None)
    if (model, said) not in INSERTS:
        INSERTS[model, said] = Prepared(sa.insert(table), names=said)
    INSERTS[model, said].write(**values)
    note_write()
    return values


COLUMNS: dict[type[Entity], tuple[tuple[str, Any], ...]] = {}
INSERTS: dict[tuple[type[Entity], tuple[str, ...]], Prepared] = {}
"""By the columns that say something: the others are left to be empty."""


def _default(default: Any) -> Any:
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg

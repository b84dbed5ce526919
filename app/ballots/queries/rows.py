"""Opened ballots as arrays of numbers, row by row, for the library that counts: nothing is added up here (E25)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from app.core import driver
from app.core.db import db
from app.rounds.models import BallotItem, Electorate

from ..models import Ballot, Choice

CHUNK = 50_000
Ints = npt.NDArray[np.int64]
Chunk = tuple[Ints, Ints, Ints]
BINARY_HEAD, BINARY_TAIL = 19, 2  # what PostgreSQL's COPY puts around the rows


def look_afresh() -> None:
    """PostgreSQL knows how many ballots there are now: just after an opening it would join a city's one by one."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(sa.text("ANALYZE ballot (id, round_id, rejected_for), choice"))


def ballot_rows(
    round_id: uuid.UUID,
    places: dict[uuid.UUID, int],
    *,
    electorate: Electorate | None = None,
    is_score: bool = False,
) -> Iterator[Chunk]:
    """The choices of the valid ballots for `Profile.from_rows`: ballot keys, item indexes, values.

    places: item id -> its index in the profile; choices of other items (other pots, withdrawn) are left out.
    electorate: only ballots of this body of voters. A boost vote alone is a row with the value 0.
    """
    choice, item = Choice.__table__.c, BallotItem.__table__.c
    numbered = db.session.execute(sa.select(item.id, item.number).where(item.round_id == round_id))
    found = sorted((number, places[item_id]) for item_id, number in numbered if item_id in places)
    numbers, indexes = (np.array([pair[at] for pair in found], dtype=np.int64) for at in (0, 1))
    wanted = _lines(round_id, electorate, choice.ballot_id, item.number, choice.value)
    wanted = wanted.where(item.number.in_(numbers.tolist()))
    if not is_score:
        wanted = wanted.where(sa.or_(choice.value > 0, choice.boost > 0))
    for rows in _numbers(wanted):
        yield rows[:, 0], indexes[np.searchsorted(numbers, rows[:, 1])], rows[:, 2]


def boosts(round_id: uuid.UUID, *, electorate: Electorate | None = None) -> dict[uuid.UUID, int]:
    """Boost votes of each item that has any, counted one by one from the valid ballots."""
    choice, item = Choice.__table__.c, BallotItem.__table__.c
    wanted = _lines(round_id, electorate, item.number).where(choice.boost > 0)
    given = np.concatenate([np.zeros(0, dtype=np.int64), *(rows[:, 0] for rows in _numbers(wanted))])
    numbers, times = np.unique(given, return_counts=True)
    voices = dict(zip(numbers.tolist(), times.tolist(), strict=True))
    numbered = db.session.execute(sa.select(item.id, item.number).where(item.round_id == round_id))
    return {item_id: voices[number] for item_id, number in numbered if number in voices}


def _lines(round_id: uuid.UUID, electorate: Electorate | None, *columns: Any) -> sa.Select[Any]:
    """These columns, as numbers, of the lines of valid ballots. Tables, not entities, and numbers, not keys."""
    ballot, choice, item = Ballot.__table__.c, Choice.__table__.c, BallotItem.__table__.c
    told: list[Any] = [sa.cast(column, sa.BigInteger) for column in columns]
    wanted: sa.Select[Any] = (
        sa.select(*told)
        .select_from(Choice.__table__)
        .join(Ballot.__table__, ballot.id == choice.ballot_id)
        .join(BallotItem.__table__, item.id == choice.item_id)
        .where(ballot.round_id == round_id, ballot.rejected_for.is_(None))
    )
    return wanted if electorate is None else wanted.where(ballot.electorate == electorate)


def _numbers(wanted: sa.Select[Any]) -> Iterator[Ints]:
    """The rows of a query whose columns are whole numbers and never null, in pieces."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        yield from _copied(connection, wanted)
        return
    for rows in db.session.execute(wanted.execution_options(yield_per=CHUNK)).partitions(CHUNK):
        yield np.array([tuple(row) for row in rows], dtype=np.int64)


def _copied(connection: sa.Connection, wanted: sa.Select[Any]) -> Iterator[Ints]:
    """By COPY in its binary form, where a row has one length. A cursor would be planned for its first rows only, which
    takes the joins of a city's ballots one by one."""
    columns = len(wanted.selected_columns)
    shape = np.dtype([("fields", ">i2"), *((part, kind) for at in range(columns) for part, kind in _column(at))])
    text = wanted.compile(connection, compile_kwargs={"literal_binds": True})  # ids, numbers and our own words only
    driver.send(connection)
    raw = connection.connection.driver_connection
    assert raw is not None  # noqa: S101 - a checked-out connection has one
    held, skipped = bytearray(), False
    with raw.cursor() as cursor, cursor.copy(f"COPY ({text}) TO STDOUT (FORMAT BINARY)") as copy:
        for piece in copy:
            held += piece
            if not skipped and len(held) >= BINARY_HEAD:
                del held[:BINARY_HEAD]
                skipped = True
            if len(held) >= CHUNK * shape.itemsize:
                yield _read(held, shape, columns)
    if bytes(held[-BINARY_TAIL:]) != b"\xff\xff":
        raise AssertionError("the database ended its answer early")
    del held[-BINARY_TAIL:]
    if held:
        yield _read(held, shape, columns)


def _column(at: int) -> tuple[tuple[str, str], tuple[str, str]]:
    return (f"length{at}", ">i4"), (f"value{at}", ">i8")


def _read(held: bytearray, shape: np.dtype[Any], columns: int) -> Ints:
    """The whole rows at the start of `held`, which are taken off it."""
    whole = len(held) // shape.itemsize
    rows = np.frombuffer(bytes(held[: whole * shape.itemsize]), dtype=shape)
    if (rows["fields"] != columns).any() or any((rows[f"length{at}"] != 8).any() for at in range(columns)):
        raise AssertionError("these are no rows of whole numbers")
    del held[: whole * shape.itemsize]
    return np.stack([rows[f"value{at}"].astype(np.int64) for at in range(columns)], axis=1)

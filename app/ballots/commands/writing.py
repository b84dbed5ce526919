"""Writing many ballots: in pieces by COPY on PostgreSQL, by executemany elsewhere, in the order they are given."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from app.core import driver
from app.core.db import db
from app.register.models import Channel

from ..models import Ballot, Choice, Electorate, Rejection, random_key

BALLOTS_AT_ONCE = 5_000
NULL = "\\N"
Line = tuple[uuid.UUID, int, int]  # item, value, boost
Row = tuple[int, Channel, Electorate, Rejection | None, Sequence[Line]]
Lines = Mapping[uuid.UUID, int | tuple[int, int]]


def fresh_keys(number: int) -> list[int]:
    """So many different keys for ballots, in ascending order."""
    keys: set[int] = set()
    while len(keys) < number:
        keys.add(random_key())
    return sorted(keys)


def write_ballots(
    round_id: uuid.UUID,
    ballots: Iterable[tuple[int, Channel, Rejection | None, Lines]],
    electorate: Electorate = Electorate.OPEN,
) -> int:
    """These ballots are rows, in this order. Returns how many.

    ballots: key, channel class, rejection, and item id -> value, or (value, boost) where boost votes are given. Give
    keys of `fresh_keys` in ascending order to votes in random order, so that their places tell nothing.
    """
    return write_rows(
        round_id, ((key, channel, electorate, found, _lines(chosen)) for key, channel, found, chosen in ballots)
    )


def _lines(chosen: Lines) -> list[Line]:
    return [(item, mark, 0) if isinstance(mark, int) else (item, *mark) for item, mark in chosen.items()]


def add_ballots(
    round_id: uuid.UUID, votes: Sequence[Mapping[uuid.UUID, int]], channel: Channel = Channel.ONLINE
) -> int:
    """Valid votes from elsewhere (an imported election; item id -> value) are ballots with random keys."""
    keys = fresh_keys(len(votes))
    return write_ballots(round_id, ((key, channel, None, vote) for key, vote in zip(keys, votes, strict=True)))


def write_rows(round_id: uuid.UUID, rows: Iterable[Row]) -> int:
    """The ballots and their lines are in the database. Only a piece of them is held at a time. Returns how many."""
    db.session.flush()
    connection = db.session.connection()
    put = _copy if connection.dialect.name == "postgresql" else _insert
    count = 0
    rest = iter(rows)
    while piece := list(itertools.islice(rest, BALLOTS_AT_ONCE)):
        put(connection, round_id, piece)
        count += len(piece)
    return count


def _copy(connection: sa.Connection, round_id: uuid.UUID, piece: Sequence[Row]) -> None:
    """Keys, numbers and our own words only: nothing here needs escaping."""
    ballots = "".join(
        f"{key}\t{round_id}\t{channel.value}\t{electorate.value}\t{found.value if found else NULL}\n"
        for key, channel, electorate, found, _lines in piece
    )
    choices = "".join(f"{row[0]}\t{item}\t{value}\t{boost}\n" for row in piece for item, value, boost in row[4])
    driver.send(connection)
    raw = connection.connection.driver_connection
    assert raw is not None  # noqa: S101 - a checked-out connection has one
    with raw.cursor() as cursor:
        for table, names, text in (
            ("ballot", "id, round_id, channel_class, electorate, rejected_for", ballots),
            ("choice", "ballot_id, item_id, value, boost", choices),
        ):
            if text:
                with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    copy.write(text)


def _insert(connection: sa.Connection, round_id: uuid.UUID, piece: Sequence[Row]) -> None:
    ballots = [
        {"id": key, "round_id": round_id, "channel_class": channel, "electorate": electorate, "rejected_for": found}
        for key, channel, electorate, found, _lines in piece
    ]
    choices = [
        {"ballot_id": row[0], "item_id": item, "value": value, "boost": boost}
        for row in piece
        for item, value, boost in row[4]
    ]
    connection.execute(sa.insert(Ballot.__table__), ballots)  # type: ignore[arg-type]
    if choices:
        connection.execute(sa.insert(Choice.__table__), choices)  # type: ignore[arg-type]

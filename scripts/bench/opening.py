"""The opening of a city's ballot box and its count, beside the bare loop, in one run on one PostgreSQL.

    python scripts/bench/opening.py [--envelopes 500000] [--choices 4] [--items 40] [--only opening|count]

With `--only count` the ballots are written straight into the database; sealing a city's envelopes twice takes a
quarter of an hour. Wants TEST_DATABASE=postgresql as the tests do (see tests/support/databases.py). Prints seconds and
ratios: the opening against a bare loop of unsealing and COPY in (at most 3), the count against COPY of the choices out
(at most 20), and the peak memory of the process that opens or counts (under 1 GB). Exit status 1 when one is over.
"""

from __future__ import annotations

import argparse
import datetime as dt
import multiprocessing
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np  # noqa: E402

VOTER = (
    "voter (id, version, round_id, name, connection, age_ok, lang, state, is_first, order_seed, registered_on,"
    " has_begun, has_cast)"
)
RIGHT = "entitlement (id, version, voter_id, slot, taken_by, taken_on)"
ENVELOPE = "envelope (id, version, entitlement_id, round_id, sealed, receipt, channel, cast_on)"
MOST_OPENING, MOST_COUNTING, MOST_BYTES = 3.0, 20.0, 1_000_000_000


def main() -> int:
    """Both rounds are made; each step runs in a process of its own, so that its memory is its own."""
    options = _options()
    from tests.support.databases import Databases

    with (
        tempfile.TemporaryDirectory(prefix="bench-opening-") as folder,
        Databases.of("postgresql", Path(folder)) as made,
    ):
        url = made.copy()
        print(f"envelopes {options.envelopes:,}, choices {options.envelopes * options.choices:,}")
        missed = 0
        if options.only == "count":
            key = _apart(_prepare_opened, url, folder, options)
        else:
            ids = _apart(_prepare, url, folder, options)
            key = ids["ours"]
            bare, ours = _apart(_bare, url, folder, ids["bare"]), _apart(_open, url, folder, key)
            missed += _told("bare loop of unsealing and COPY in", bare, "opening", ours, MOST_OPENING)
        if options.only != "opening":
            out, counted = _apart(_copy_out, url, folder, key), _apart(_count, url, folder, key)
            missed += _told("COPY of the choices out", out, "count", counted, MOST_COUNTING)
        made.drop(url)
    print("MISSED" if missed else "all bars met")
    return 1 if missed else 0


def _told(bare_name: str, bare: dict[str, float], name: str, ours: dict[str, float], most: float) -> int:
    """Prints both figures beside each other. Returns how many bars were missed."""
    ratio, peak = ours["seconds"] / bare["seconds"], ours["peak"]
    print(f"{bare_name} {bare['seconds']:.2f} s; {name} {ours['seconds']:.2f} s")
    print(f"{name}: ratio {ratio:.2f} (at most {most}), peak {peak / 1e6:.0f} MB (under {MOST_BYTES / 1e6:.0f})")
    return int(ratio > most) + int(peak >= MOST_BYTES)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Opening and counting at the scale of a city")
    parser.add_argument("--envelopes", type=int, default=500_000)
    parser.add_argument("--choices", type=int, default=4)
    parser.add_argument("--items", type=int, default=40)
    parser.add_argument("--only", choices=("opening", "count"), default="")
    return parser.parse_args()


def _apart(step: Callable[..., Any], *given: Any) -> Any:
    """What `step` returns, run in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(step, given)


def _app(url: str, folder: str) -> Any:
    from app import create_app
    from tests.support.settings import test_settings

    return create_app(test_settings(url, Path(folder) / "data"))


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _prepare_opened(url: str, folder: str, options: argparse.Namespace) -> str:
    """One opened round with its ballots, which were never sealed."""
    from app.ballots.commands.writing import fresh_keys, write_rows
    from app.core.db import unit_of_work
    from app.register.models import Channel
    from app.rounds import queries as rounds
    from app.rounds.models import Electorate, RoundState

    with _app(url, folder).app_context():
        round_ = _round(options)
        ids = [item.id for item in rounds.items(round_.id)]
        chance, keys = np.random.default_rng(20261121), fresh_keys(options.envelopes)
        with unit_of_work():
            write_rows(
                round_.id,
                (
                    (key, Channel.ONLINE, Electorate.OPEN, None, [(ids[n], 1, 0) for n in chosen])
                    for key in keys
                    for chosen in [chance.choice(options.items, options.choices, replace=False)]
                ),
            )
            round_.state = RoundState.OPENED
        return str(round_.id)


def _round(options: argparse.Namespace) -> Any:
    """A locked round with a tested key."""
    from app.core.db import unit_of_work
    from app.rounds.commands import RuleChoices
    from tests.ballots.factories import make_box
    from tests.rounds.factories import make_locked

    costs = [10_000 + 137 * n for n in range(options.items)]
    rules = RuleChoices(max_choices=options.choices)
    round_, _first, _second = make_locked(costs=costs, amount=sum(costs) // 3, rules=rules)
    with unit_of_work():
        round_.box_ready_at = None
    make_box(round_)
    return round_


def _prepare(url: str, folder: str, options: argparse.Namespace) -> dict[str, str]:
    """Two closed rounds with the same number of sealed envelopes, written by COPY."""
    from app.core.db import db

    with _app(url, folder).app_context():
        found = {}
        for name in ("ours", "bare"):
            round_ = _round(options)
            _fill(round_.id, options)
            found[name] = str(round_.id)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")  # what autovacuum does within the minute
        return found


def _fill(round_id: uuid.UUID, options: argparse.Namespace) -> None:
    from app.ballots import queries, seal
    from app.ballots.commands.voting import envelope_about
    from app.core.db import db, unit_of_work

    key = queries.key_of(round_id)
    public, length = key.public_key, key.inner_length
    chance = np.random.default_rng(20261121)
    day = dt.date(2026, 12, 1)
    with unit_of_work():
        raw = db.session.connection().connection.driver_connection
        assert raw is not None  # noqa: S101
        for start in range(0, options.envelopes, 5_000):
            voters, rights, envelopes = [], [], []
            for number in range(start, min(start + 5_000, options.envelopes)):
                voter, right = uuid.uuid4(), uuid.uuid4()
                chosen = chance.choice(options.items, options.choices, replace=False) + 1
                inner = seal.pack({int(n): 1 for n in chosen}, length)
                sealed = seal.seal(public, inner, envelope_about(round_id, right))
                who = (voter, 1, round_id, f"Voter {number}", "live", True, "en", "accepted", True, 1, day, True, True)
                voters.append(who)
                rights.append((right, 1, voter, "any", "online", day))
                envelopes.append(
                    (uuid.uuid4(), 1, right, round_id, sealed, f"R{round_id.hex[:4]}{number:08d}", "online", day)
                )
            with raw.cursor() as cursor:
                for names, rows in ((VOTER, voters), (RIGHT, rights), (ENVELOPE, envelopes)):
                    with cursor.copy(f"COPY {names} FROM STDIN") as copy:
                        for row in rows:
                            copy.write_row(row)


def _opener(round_id: uuid.UUID) -> Any:
    from app.ballots import commands
    from app.rounds import queries as rounds
    from tests.ballots.factories import secrets_of

    return commands.recover_key(round_id, secrets_of(rounds.round_by_id(round_id)))


def _bare(url: str, folder: str, key: str) -> dict[str, float]:
    """Unseal in a plain loop and COPY the ballots and their choices in: nothing checked, hidden or destroyed."""
    from app.ballots import seal
    from app.ballots.commands.voting import envelope_about
    from app.ballots.models import random_key
    from app.core.db import db, unit_of_work
    from app.rounds import queries as rounds

    round_id = uuid.UUID(key)
    with _app(url, folder).app_context():
        opener = _opener(round_id)
        id_of = {item.number: item.id for item in rounds.items(round_id)}
        began = time.perf_counter()
        with unit_of_work():
            raw = db.session.connection().connection.driver_connection
            assert raw is not None  # noqa: S101
            votes = []
            with raw.cursor("bare") as cursor:
                cursor.itersize = 5_000
                cursor.execute("SELECT entitlement_id, sealed FROM envelope WHERE round_id = %s", (round_id,))
                for right, sealed in cursor:
                    votes.append((random_key(), seal.unpack(opener.open(sealed, envelope_about(round_id, right)))))
            with raw.cursor() as cursor:
                with cursor.copy("COPY ballot (id, round_id, channel_class, electorate) FROM STDIN") as copy:
                    for ballot, _chosen in votes:
                        copy.write_row((ballot, round_id, "online", "open"))
                with cursor.copy("COPY choice (ballot_id, item_id, value, boost) FROM STDIN") as copy:
                    for ballot, chosen in votes:
                        for number, value in chosen.items():
                            copy.write_row((ballot, id_of[number], value, 0))
        return {"seconds": time.perf_counter() - began, "peak": _peak()}


def _open(url: str, folder: str, key: str) -> dict[str, float]:
    """The opening as the trustees' page runs it."""
    from app.ballots import commands
    from app.core.db import unit_of_work
    from app.rounds import queries as rounds
    from tests.ballots.factories import as_trustee, secrets_of, trustees_of

    round_id = uuid.UUID(key)
    with _app(url, folder).app_context():
        round_ = rounds.round_by_id(round_id)
        opener, two, after = _opener(round_id), list(secrets_of(round_)), round_.closes_at + dt.timedelta(hours=1)
        actor = as_trustee(trustees_of(round_)[0], round_)
        began = time.perf_counter()
        with unit_of_work():
            commands.open_envelopes(round_id, opener, two, actor=actor, now=after)
        return {"seconds": time.perf_counter() - began, "peak": _peak()}


def _copy_out(url: str, folder: str, key: str) -> dict[str, float]:
    """The choices of the round leave the database by COPY, and are thrown away."""
    from app.core.db import db

    with _app(url, folder).app_context():
        raw = db.session.connection().connection.driver_connection
        assert raw is not None  # noqa: S101
        sql = (
            "COPY (SELECT c.ballot_id, c.item_id, c.value FROM choice c JOIN ballot b ON b.id = c.ballot_id"
            " WHERE b.round_id = %s) TO STDOUT"
        )
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            with raw.cursor() as cursor, cursor.copy(sql, (uuid.UUID(key),)) as copy:
                for _piece in copy:
                    pass
            seconds.append(time.perf_counter() - began)
        return {"seconds": min(seconds)}


def _count(url: str, folder: str, key: str) -> dict[str, float]:
    """The count as the officer's page runs it; it is not kept a second time."""
    from app.core.db import unit_of_work
    from app.results import commands
    from app.rounds import commands as rounds
    from app.rounds import queries
    from tests.ballots.factories import returning_officer

    round_id = uuid.UUID(key)
    with _app(url, folder).app_context():
        after = queries.round_by_id(round_id).closes_at + dt.timedelta(hours=2)
        with unit_of_work():
            rounds.enter_lot(round_id, words="drawn in public", actor=returning_officer(), now=after)
        began = time.perf_counter()
        with unit_of_work():
            ballots = commands.count_round(round_id, actor=returning_officer()).ballots
        if not ballots:
            raise AssertionError("there was nothing to count")
        return {"seconds": time.perf_counter() - began, "peak": _peak()}


if __name__ == "__main__":
    raise SystemExit(main())

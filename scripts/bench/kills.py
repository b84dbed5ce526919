"""Killing what runs, at random moments, while people vote and while the box is opened: nothing acknowledged is lost.

    python scripts/bench/kills.py [--kills 100] [--voters 60]

TEST_DATABASE=sqlite (default) or postgresql, as the tests have it. Each turn a fresh round: a process that casts votes
one after the other (the web worker), one that runs due jobs (the job worker), and after the close one that opens the
box; kill -9 hits one of them, or PostgreSQL's server process for it, at a moment of chance, and it is started again.
In the end every cast that was acknowledged is a ballot, once. Prints what was hit; exit status 1 when a vote is lost or
double.
"""

from __future__ import annotations

import argparse
import importlib
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
import uuid
from collections import Counter
from multiprocessing.context import ForkProcess as Process
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

FORKS = multiprocessing.get_context("fork")

VICTIMS = ("web worker", "job worker", "opening", "database")
LONGEST = 120
MOST_STARTS = 20


def main() -> int:
    """Turns of one kill each, until there were enough."""
    parser = argparse.ArgumentParser(description="kill -9 while people vote and while the box is opened")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--voters", type=int, default=60)
    options = parser.parse_args()
    from tests.support.databases import Databases

    kind = os.environ.get("TEST_DATABASE", "sqlite")
    import app.demo.rehearsal.run  # noqa: F401 - read once, before anything is forked
    from app import PACKAGES

    for name in PACKAGES:
        importlib.import_module(f"app.{name}")
    began, found = time.monotonic(), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as folder, Databases.of(kind, Path(folder)) as made:
        turn = hits = 0
        while hits < options.kills:
            url, data = made.copy(), Path(folder) / f"turn-{turn}"
            data.mkdir()
            found += one_turn(url, data, turn, options.voters)
            made.drop(url)
            turn, hits = turn + 1, sum(number for what, number in found.items() if what.endswith(" hit"))
            if turn % 10 == 0:
                print(f"{turn} turns: {dict(sorted(found.items()))}", flush=True)
    found.update(lost=0, double=0)
    print(f"{kind}: {hits} kills in {turn} turns, {time.monotonic() - began:.0f} s: {dict(sorted(found.items()))}")
    return 1 if found["lost"] or found["double"] else 0


def one_turn(url: str, folder: Path, seed: int, voters: int) -> Counter[str]:
    """One round, one kill at a moment of chance, and what became of the acknowledged votes."""
    chance = random.Random(seed)  # noqa: S311 - a replayable kill
    victims = VICTIMS[:-1] if url.startswith("sqlite") else VICTIMS  # no server to kill
    victim = victims[seed % len(victims)]
    told = folder / f"acknowledged-{seed}"
    told.touch()
    round_id, ids = _in_a_process(_prepare, url, str(folder), voters)
    hit = _cast_all(url, folder, ids, told, victim, chance)
    hit |= _open(url, folder, round_id, victim, chance)
    acknowledged = told.read_text().split()
    receipts, ballots = _in_a_process(_what_is_left, url, str(folder), round_id)
    return Counter(
        {
            f"{victim} {'hit' if hit else 'missed'}": 1,
            "acknowledged": len(acknowledged),
            "lost": len(set(acknowledged) - set(receipts)),
            "double": max(ballots - len(receipts), 0) + len(receipts) - len(set(receipts)),
        }
    )


def _cast_all(url: str, folder: Path, ids: list[str], told: Path, victim: str, chance: random.Random) -> bool:
    """Every voter has cast, however often the worker had to be started again. True if it, or the database, was hit."""
    hit = False
    for _ in range(MOST_STARTS):
        worker = _start("cast", url, folder, {"voters": ids, "told": str(told)})
        helper = _start("jobs", url, folder, {})
        aim = {"web worker": worker, "job worker": helper}.get(victim)
        if not hit and victim in {"web worker", "job worker", "database"}:
            _until(told, chance.randrange(len(ids)), worker)
            time.sleep(chance.uniform(0, 0.02))
            hit = _kill(aim, url)
        done = _ended(worker)
        helper.kill()
        helper.join(LONGEST)
        if done:
            return hit
    raise RuntimeError("casting never came to its end")


def _until(told: Path, number: int, worker: Process) -> None:
    """So many votes were acknowledged, or the worker is gone."""
    while worker.is_alive() and told.read_bytes().count(b"\n") < number:
        time.sleep(0.005)


def _open(url: str, folder: Path, round_id: str, victim: str, chance: random.Random) -> bool:
    """The box is open, however often that had to be begun again. True if it was hit."""
    hit = False
    for _ in range(MOST_STARTS):
        opening = _start("open", url, folder, {"round": round_id})
        if not hit and victim in {"opening", "database"}:
            time.sleep(chance.uniform(0.02, 0.4))
            hit = _kill(opening if victim == "opening" else None, url)
        if _ended(opening):
            return hit
    raise RuntimeError("the opening never came to its end")


def _start(name: str, url: str, folder: Path, given: dict[str, Any]) -> Process:
    """A process of its own, forked from this one, which has read the site's code and opened no database."""
    made = FORKS.Process(target=part, args=(name, url, str(folder), given), daemon=True)
    made.start()
    return made


def _ended(process: Process) -> bool:
    """Whether the process came to its end by itself, with all its work done."""
    process.join(LONGEST)
    if process.is_alive():
        process.kill()
    return process.exitcode == 0


def _kill(process: Process | None, url: str) -> bool:
    """kill -9 for the process, or for a server process of PostgreSQL that works for us; True if there was one."""
    if process is not None:
        if not process.is_alive():
            return False
        process.kill()
        return True
    if url.startswith("sqlite"):
        return False
    import sqlalchemy as sa

    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        busy = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ours = connection.scalars(sa.text(busy)).all()
    if not ours:
        return False
    os.kill(int(ours[0]), signal.SIGKILL)  # the whole server then restarts from its log
    _wait_for(engine)
    return True


def _wait_for(engine: Any) -> None:
    import sqlalchemy as sa

    for _ in range(LONGEST * 5):
        try:
            with engine.connect() as connection:
                connection.execute(sa.text("SELECT 1"))
        except sa.exc.OperationalError:
            time.sleep(0.2)
        else:
            return


def _in_a_process(step: Any, *given: Any) -> Any:
    with FORKS.Pool(1) as pool:
        return pool.apply(step, given)


def _app(url: str, folder: str) -> Any:
    from app import create_app
    from tests.support.settings import test_settings

    return create_app(test_settings(url, Path(folder) / "data"))


def _prepare(url: str, folder: str, voters: int) -> tuple[str, list[str]]:
    from app.ballots import commands
    from app.core.clock import now
    from app.core.db import unit_of_work
    from tests.ballots.factories import make_round, make_voter, make_ward

    with _app(url, folder).app_context():
        round_, area = make_round(), make_ward()
        ids = [make_voter(round_, area).voter.id for _ in range(voters)]
        for voter_id in ids:
            with unit_of_work():
                commands.keep_draft(voter_id, shown=[1, 2], ticked=[1, 2], received_at=now())
        return str(round_.id), [str(each) for each in ids]


def _what_is_left(url: str, folder: str, round_id: str) -> tuple[list[str], int]:
    from app.ballots import queries

    with _app(url, folder).app_context():
        key = uuid.UUID(round_id)
        receipts = [receipt for listed in queries.receipts(key).values() for receipt in listed]
        return receipts, sum(queries.ballot_counts(key).values())


def part(name: str, url: str, folder: str, given: dict[str, Any]) -> None:
    """One of the processes that may be killed; what a killed database makes it say is nobody's news."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with _app(url, folder).app_context():
        {"cast": _cast, "jobs": _jobs, "open": _open_box}[name](given)


def _cast(given: dict[str, Any]) -> None:
    """Each voter casts; a receipt is written down, and forced to the disk, only once the cast has returned."""
    from app.ballots import commands
    from app.core.clock import now, today
    from app.core.db import unit_of_work

    with open(given["told"], "a", encoding="utf-8") as told:
        for voter_id in given["voters"]:
            with unit_of_work():
                receipt = commands.cast_vote(uuid.UUID(voter_id), received_at=now(), today=today())
            told.write(receipt + "\n")
            told.flush()
            os.fsync(told.fileno())


def _jobs(given: dict[str, Any]) -> None:
    from app.core.jobs import run_due

    while True:
        run_due()
        time.sleep(0.05)


def _open_box(given: dict[str, Any]) -> None:
    """As the trustees' page does it; a box that is open already is left as it is."""
    from app.ballots import commands, queries
    from app.core.db import unit_of_work
    from app.rounds import queries as rounds
    from tests.ballots.factories import open_box

    key = uuid.UUID(given["round"])
    if queries.opening(key) is None:
        open_box(rounds.round_by_id(key))
    commands.sweep_opening(key)
    with unit_of_work():
        commands.mark_swept(key)


if __name__ == "__main__":
    raise SystemExit(main())

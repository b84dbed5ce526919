"""How fast and in how much memory a million codes are made and handed over, beside a bare loop that inserts the rows.

Usage: python -m scripts.bench.codes [--number 1000000] [--database sqlite|postgresql]

A round in a fresh database; one batch for a print house, made as the job makes it (pieces of 5,000, one transaction and
one sealed part each), then downloaded. The bare loop inserts as many rows with the same columns, index and durability,
5,000 a transaction, with nothing to draw, hash or seal. Bars: making at 25 % of the bare loop or more; memory of the
process grows by less than 60 MB; every line of the file comes, once.
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import secrets
import sys
import tempfile
import time
import uuid
from pathlib import Path

import sqlalchemy as sa

from tests.support.databases import Databases
from tests.support.settings import test_settings

CHUNK, BAR, MOST_MB = 5_000, 0.25, 60
PASSPHRASE = "a passphrase of the bench"  # noqa: S105 - seals nothing but the bench


def bare(number: int, batch_id: uuid.UUID) -> float:
    """Rows a second of a loop that only inserts."""
    from app.core.db import db, unit_of_work
    from app.register.codes.models import BatchCode

    prepared = [
        [{"digest": secrets.token_hex(16), "batch_id": batch_id, "is_used": False} for _ in range(CHUNK)]
        for _ in range(min(20, number // CHUNK))
    ]
    started, done = time.perf_counter(), 0
    for rows in prepared:
        with unit_of_work():
            db.session.execute(sa.insert(BatchCode), rows)
        done += CHUNK
    return done / (time.perf_counter() - started)


def memory_mb() -> float:
    """What the process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def run(number: int) -> bool:
    """The measurement in the application that is current; tells whether it holds the bars."""
    from flask import current_app

    from app.core.access import Actor, Grant, Role
    from app.core.clock import now, today
    from app.core.db import db, unit_of_work
    from app.register.codes import commands, exports, jobs, queries
    from app.register.codes.commands import Wish
    from app.register.codes.models import BatchState, Desk, Shape
    from app.rounds.models import Round, RoundState, RuleSet

    officer, day = Actor(None, "Officer", (Grant(Role.RETURNING_OFFICER),)), dt.timedelta(days=1)
    with unit_of_work():
        round_ = Round(slug="bench", name="Bench", opens_at=now(), closes_at=now() + day, state=RoundState.LOCKED)
        round_.rules = RuleSet()
        db.session.add(round_)
        db.session.flush()
        round_id = round_.id
        spare = commands.order_batch(round_id, Wish(Desk.HALL, Shape.FILE, "Bare", CHUNK), actor=officer, now=now()).id
        wish = Wish(Desk.LETTER, Shape.FILE, "Every household", number)
        batch_id = commands.order_batch(round_id, wish, actor=officer, now=now()).id
    loop = bare(number, spare)
    before, started, most = memory_mb(), time.perf_counter(), 0.0
    while queries.batch(batch_id).state is BatchState.MAKING:
        jobs.make(str(batch_id))
        most = max(most, memory_mb())
    took = time.perf_counter() - started
    rate, grown = number / took, most - before
    print(f"bare loop         {loop:>12,.0f} rows a second")
    print(f"making            {rate:>12,.0f} codes a second ({rate / loop:.0%} of it), {took:.1f} s, +{grown:.0f} MB")
    settings = current_app.config["SETTINGS"]
    download = exports.Download(
        queries.batch(batch_id),
        pepper=settings.code_pepper,
        link_prefix="https://vote.example.gov.uk/vote/l/",
        done=lambda sha256: print(f"sha-256           {sha256[:16]}…"),
        passphrase=PASSPHRASE,
    )
    with unit_of_work():
        commands.claim_download(batch_id, actor=officer, today=today())
    before, started, size, most = memory_mb(), time.perf_counter(), 0, 0.0
    for piece in download:
        size += len(piece)
        most = max(most, memory_mb())
    took, sent = time.perf_counter() - started, most - before
    print(f"download          {size / 1e6:>12,.1f} MB in {took:.1f} s, +{sent:.0f} MB")
    least = number * (len("AB2C3D4E6F,https://vote.example.gov.uk/vote/l/") + 20 + 4)
    return rate / loop >= BAR and max(grown, sent) < MOST_MB and size > least


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    chosen = parser.parse_args()
    from app import create_app

    with tempfile.TemporaryDirectory() as folder, Databases.of(chosen.database, Path(folder)) as databases:
        app = create_app(test_settings(databases.copy(), Path(folder) / "data"))
        app.config["TESTING"] = False  # full sync, as on a server
        with app.app_context():
            holds = run(chosen.number)
    print("holds" if holds else "MISSES A BAR")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())

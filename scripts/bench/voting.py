"""The journey of a vote under load, beside a bare Flask insert of the same durability, in one run over loopback.

    python scripts/bench/voting.py [--voters 1000] [--casts 2000] [--within 60] [--bare-seconds 1]
                                   [--workers N] [--threads 1]

TEST_DATABASE=sqlite (default) or postgresql. Both are served as docs/operating.md says: gunicorn with workers of one
thread, one for each core beside SQLite and two beside PostgreSQL. SQLite runs in WAL with full sync, PostgreSQL
commits synchronously with fsync. Form tokens and counters of tries are on. Prints for each POST of the journey its rate
and its share of the bare insert's (at least 40 %), whole journeys a minute, the 95th percentile of `POST cast` while
prepared casts arrive evenly (under 300 ms), and what a ballot of 200 items costs against an empty page (at most 6
times). Exit status 1 when one of them is missed.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

LEAST_SHARE, MOST_MS, MOST_PAGE, CLIENTS, SLICES = 0.40, 300.0, 6.0, 8, 5
BARE = """
import os, secrets
import sqlalchemy as sa
from flask import Flask, request
app = Flask(__name__)
url = os.environ["DATABASE_URL"]
engine = sa.create_engine(url, **({} if url.startswith("sqlite") else {"pool_size": 5}))
if url.startswith("sqlite"):
    @sa.event.listens_for(engine, "connect")
    def _connect(connection, record):
        for words in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute("PRAGMA " + words)
with engine.begin() as connection:
    connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, words TEXT NOT NULL)")
insert = sa.text("INSERT INTO bare (id, words) VALUES (:id, :words)")
@app.get("/healthz")
def healthz():
    return "ok"
@app.post("/")
def post():
    with engine.begin() as connection:
        connection.execute(insert, {"id": secrets.token_hex(16), "words": request.form["words"]})
    return "kept"
"""


class Visitor:
    """One voter's browser: a connection, a cookie, the last page's token."""

    def __init__(self, port: int, *, stays: bool = True) -> None:
        """stays: the connection is kept for the next request, as a browser does that sends one after the other."""
        self.stays = stays
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.body = ""

    def ask(self, method: str, path: str, fields: Sequence[tuple[str, str]] = ()) -> int:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        content = urlencode(list(fields)) if method == "POST" else None
        if content is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, content, headers)
        answer = self.connection.getresponse()
        self.body = answer.read().decode()
        if not self.stays:
            self.connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', self.body)
        if found is None:
            raise AssertionError(f"no {name} on the page")
        return found[1]


@contextmanager
def served(target: str, folder: Path, workers: int, threads: int, environ: dict[str, str]) -> Iterator[int]:
    """A gunicorn on `target`; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    words += ["--threads", str(threads), "--no-control-socket", "--log-level", "error", "--keep-alive", "120"]
    with open(folder / "server.log", "a") as log:
        process = subprocess.Popen(words, cwd=folder, env={**os.environ, **environ}, stdout=log, stderr=log)  # noqa: S603 - ourselves
        try:
            for _ in range(300):
                try:
                    Visitor(port).ask("GET", "/healthz")
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait(15)


def together(acts: Sequence[Callable[[], int]], wanted: int) -> tuple[float, list[float]]:
    """All acts, by eight hands at once: acts a second, and the milliseconds of each."""

    def one(act: Callable[[], int]) -> float:
        began = time.perf_counter()
        if (status := act()) != wanted:
            raise AssertionError(f"answered {status}, not {wanted}")
        return (time.perf_counter() - began) * 1000

    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        spent = list(pool.map(one, acts))
    return len(acts) / (time.perf_counter() - began), spent


def bare_rate(port: int, seconds: float) -> float:
    """Bare inserts a second by eight hands."""
    done, end = [0] * CLIENTS, time.perf_counter() + seconds

    def run(hand: int) -> None:
        visitor = Visitor(port)
        while time.perf_counter() < end:
            if visitor.ask("POST", "/", [("words", "x" * 100)]) != 200:
                raise AssertionError("the bare insert failed")
            done[hand] += 1

    hands = [threading.Thread(target=run, args=(hand,)) for hand in range(CLIENTS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return sum(done) / seconds


def main() -> int:
    """Everything in one run; the bare insert before, between and after."""
    options = _options()
    from tests.support.databases import Databases
    from tests.support.settings import test_environ

    kind = os.environ.get("TEST_DATABASE", "sqlite")
    workers = options.workers or (os.cpu_count() or 1) * (2 if kind == "postgresql" else 1)
    threads = options.threads
    with tempfile.TemporaryDirectory(prefix="bench-voting-") as name, Databases.of(kind, Path(name)) as made:
        folder = Path(name)
        url, other = made.copy(), made.empty()
        if kind == "postgresql":
            _sync_to_disk(url)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            slugs = pool.apply(_prepare, (url, name))
        environ = test_environ(url, folder / "data", TESTING="0", DEMO="1", PYTHONPATH=str(ROOT))
        (folder / "bare.py").write_text(BARE)
        environ_of_bare = {**os.environ, "DATABASE_URL": other}
        subprocess.run([sys.executable, "-c", "import bare"], cwd=folder, env=environ_of_bare, check=True)  # its table
        print(f"{kind}, {workers} worker(s) x {threads} thread(s), load {os.getloadavg()[0]:.1f}")
        with (
            served("bare:app", folder, workers, threads, {"DATABASE_URL": other}) as bare,
            served("wsgi:app", folder, workers, threads, environ) as ours,
        ):
            missed = _journey(bare, ours, slugs["small"], options)
            missed += _casts(ours, slugs["small"], options)
            missed += sum(_page(ours, slugs[each], each) for each in ("approve", "score"))
        print(f"load {os.getloadavg()[0]:.1f}; {f'missed: {missed}' if missed else 'all bars met'}")
    return 1 if missed else 0


def _sync_to_disk(url: str) -> None:
    """The tests' server, which runs without, waits for the disk at each commit."""
    import sqlalchemy as sa

    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = on")
        connection.exec_driver_sql("SELECT pg_reload_conf()")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Voting under load")
    parser.add_argument("--voters", type=int, default=1_000)
    parser.add_argument("--casts", type=int, default=2_000)
    parser.add_argument("--within", type=float, default=60.0)
    parser.add_argument("--bare-seconds", type=float, default=1.0)
    parser.add_argument("--workers", type=int, help="how many serve; as docs/operating.md says without it")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def _prepare(url: str, folder: str) -> dict[str, str]:
    """A round of 20 items to vote in, and two of 200 whose ballots are looked at."""
    from app import create_app
    from app.rounds.models import BallotType
    from tests.ballots.factories import make_round, make_ward
    from tests.support.settings import test_settings

    with create_app(test_settings(url, Path(folder) / "data")).app_context():
        make_ward("Manningham", "BD8 8AA")
        costs = [10_000 + 137 * number for number in range(200)]
        return {
            "small": make_round(costs[:20]).slug,
            "approve": make_round(costs).slug,
            "score": make_round(costs, ballot_type=BallotType.SCORE, most=None).slug,
        }


def _registration(visitor: Visitor) -> list[tuple[str, str]]:
    words = {"name": f"Voter {secrets.token_hex(6)}", "postcode": "BD8 8AA", "age_ok": "yes", "connection": "live"}
    return [*words.items(), *((name, visitor.hidden(name)) for name in ("csrf_token", "form_key"))]


def _ballot(visitor: Visitor) -> list[tuple[str, str]]:
    """The ballot's own fields with its first two items ticked, as a browser without scripts sends them."""
    shown = re.findall(r'name="(shown)"[^>]*value="(\d+)"', visitor.body)
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', visitor.body)
    picked = []
    for box in boxes:
        name, value = re.search(r'name="([^"]*)"', box), re.search(r'value="([^"]*)"', box)
        if name and value and value[1].isdigit():
            picked.append((name[1], value[1]))
    return [("csrf_token", visitor.hidden("csrf_token")), ("do", "review"), *shown, *picked[:2]]


def _entered(port: int, slug: str, number: int, *, stay: bool = True) -> list[Visitor]:
    """So many voters on the page that asks who they are. stay: each keeps a connection, of which a worker has 1,000."""
    visitors = [Visitor(port, stays=stay) for _ in range(number)]
    together([partial(one.ask, "GET", f"/vote/{slug}/") for one in visitors], 200)
    return visitors


def _journey(bare: int, ours: int, slug: str, options: argparse.Namespace) -> int:
    """The four POSTs, each by all voters, in slices with a bare insert before, between and after: a shared machine is
    not as fast from one second to the next."""
    at = f"/vote/{slug}"
    visitors = _entered(ours, slug, options.voters)
    seconds, missed = 0.0, 0
    steps: list[tuple[str, str, Callable[[Visitor], Sequence[tuple[str, str]]], int]] = [
        ("register", f"{at}/", _registration, 200),
        (
            "keep one choice",
            f"{at}/keep",
            lambda one: [("csrf_token", one.hidden("csrf_token")), ("item", "1"), ("on", "1")],
            200,
        ),
        ("send ballot", f"{at}/choose", _ballot, 200),
        (
            "cast",
            f"{at}/review",
            lambda one: [("csrf_token", one.hidden("csrf_token")), ("mark", one.hidden("mark"))],
            302,
        ),
    ]
    for name, path, fields, wanted in steps:
        if name in {"keep one choice", "send ballot"}:
            rate, _ = together([partial(one.ask, "GET", f"{at}/choose") for one in visitors], 200)
            seconds += 1 / rate if name == "send ballot" else 0
        acts = [partial(one.ask, "POST", path, fields(one)) for one in visitors]
        spent: list[float] = []
        bares, elapsed = [bare_rate(bare, options.bare_seconds)], 0.0
        for slice_ in (acts[place::SLICES] for place in range(SLICES)):
            rate, times = together(slice_, wanted)
            elapsed, spent = elapsed + len(slice_) / rate, spent + times
            bares.append(bare_rate(bare, options.bare_seconds))
        rate, base = len(acts) / elapsed, statistics.mean(bares)
        seconds += 1 / rate
        share = rate / base
        missed += share < LEAST_SHARE
        verdict = "ok" if share >= LEAST_SHARE else "BELOW THE BAR"
        print(
            f"POST {name}: {rate:.0f}/s (median {statistics.median(spent):.0f} ms),"
            f" bare {base:.0f}/s: {share:.0%} {verdict}"
        )
    rate, _ = together([partial(one.ask, "GET", f"{at}/done") for one in visitors], 200)
    print(
        "whole journeys (page, register, ballot, one choice kept, send, cast, receipt):"
        f" {60 / (seconds + 2 / rate):.0f} a minute"
    )
    return missed


def _casts(ours: int, slug: str, options: argparse.Namespace) -> int:
    """Prepared casts that arrive evenly; each is timed from the moment it was due."""
    at = f"/vote/{slug}"
    visitors = _entered(ours, slug, options.casts, stay=False)
    for path, fields in ((f"{at}/", _registration), (f"{at}/choose", _ballot)):
        if path.endswith("choose"):
            together([partial(one.ask, "GET", f"{at}/choose") for one in visitors], 200)
        together([partial(one.ask, "POST", path, fields(one)) for one in visitors], 200)
    gap, start = options.within / len(visitors), time.perf_counter() + 0.5

    def cast(place: int) -> float:
        one, due = visitors[place], start + place * gap
        given = [("csrf_token", one.hidden("csrf_token")), ("mark", one.hidden("mark"))]
        time.sleep(max(due - time.perf_counter(), 0))
        if one.ask("POST", f"{at}/review", given) != 302:
            raise AssertionError("a cast was refused")
        return float((time.perf_counter() - due) * 1000)

    with ThreadPoolExecutor(64) as pool:
        spent = sorted(pool.map(cast, range(len(visitors))))
    p95 = spent[int(0.95 * len(spent))]
    verdict = "ok" if p95 < MOST_MS else "OVER"
    print(
        f"{len(visitors)} casts in {options.within:.0f} s: p50 {statistics.median(spent):.0f} ms,"
        f" p95 {p95:.0f} ms (under {MOST_MS:.0f}) {verdict}"
    )
    return int(p95 >= MOST_MS)


def _page(ours: int, slug: str, kind: str) -> int:
    """The ballot of 200 items against an empty page of the site, turn by turn."""
    at = f"/vote/{slug}"
    one = _entered(ours, slug, 1)[0]
    if one.ask("POST", f"{at}/", _registration(one)) != 200:
        raise AssertionError("could not register")
    spent: dict[str, list[float]] = {f"{at}/choose": [], "/help": []}
    for _ in range(30):
        for path, times in spent.items():
            began = time.perf_counter()
            if one.ask("GET", path) != 200:
                raise AssertionError(f"{path} did not answer")
            times.append(time.perf_counter() - began)
    ballot, empty = (statistics.median(times) * 1000 for times in spent.values())
    ratio = ballot / empty
    verdict = "ok" if ratio <= MOST_PAGE else "OVER"
    print(
        f"ballot of 200 items ({kind}): {ballot:.1f} ms, /help {empty:.1f} ms:"
        f" {ratio:.1f} times (at most {MOST_PAGE}) {verdict}"
    )
    return int(ratio > MOST_PAGE)


if __name__ == "__main__":
    raise SystemExit(main())

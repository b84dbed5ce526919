"""How fast the public pages are, beside a trivial Flask application in the same run.

Usage: python -m scripts.bench.pages [--seconds 6]

gunicorn, 1 worker, 4 threads, SQLite, a threaded client on loopback. Baselines: a trivial application with one page of
100 rows and one of a single row from its own SQLite table. Bars: the list of 100 proposals at 50 % of the trivial
list, a proposal's page at 25 % of the trivial page; then the weight of the first view and of later pages.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRIVIAL = '''
import sqlite3
from flask import Flask, g, render_template_string
app = Flask(__name__)
with sqlite3.connect("trivial.db") as made:
    made.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, title TEXT, text TEXT, pence INTEGER)")
    if not made.execute("SELECT COUNT(*) FROM row").fetchone()[0]:
        made.executemany("INSERT INTO row (title, text, pence) VALUES (?, ?, ?)",
                         [(f"Title {n}", "A summary of three hundred letters. " * 8, n * 1000) for n in range(100)])
def rows(query, *args):
    if "db" not in g:
        g.db = sqlite3.connect("trivial.db")
    return g.db.execute(query, args).fetchall()
@app.teardown_appcontext
def close(_):
    if "db" in g:
        g.db.close()
LIST = """<!DOCTYPE html><html lang="en"><title>List</title><h1>List</h1><ul>{% for id, title, text, pence in rows %}
<li><a href="/row/{{ id }}">{{ title }}</a><p>{{ text }}</p><p>{{ pence }}</p></li>{% endfor %}</ul></html>"""
@app.get("/")
def index():
    return render_template_string(LIST, rows=rows("SELECT id, title, text, pence FROM row ORDER BY id LIMIT 100"))
@app.get("/row/<int:key>")
def one(key):
    return render_template_string(LIST, rows=rows("SELECT id, title, text, pence FROM row WHERE id = ?", key))
'''
MORE = """
import itertools, uuid
import sqlalchemy as sa
from app import create_app
with create_app().app_context():
    from app.core.db import db, unit_of_work
    from app.proposals.models import Proposal
    table = Proposal.__table__
    with unit_of_work():
        rows = [dict(row) for row in db.session.execute(sa.select(table).where(table.c.is_public)).mappings()]
        for n, row in zip(range(150 - len(rows)), itertools.cycle(rows)):
            db.session.execute(sa.insert(table), row | {"id": uuid.uuid4(), "reference": f"PR-B{n:05d}"})
"""


@contextmanager
def served(target: str, folder: Path, environ: dict[str, str]) -> Iterator[int]:
    """A gunicorn with one worker and four threads on `target`; yields its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "gunicorn", target, "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    words += ["--threads", "4", "--no-control-socket", "--log-level", "error", "--keep-alive", "30"]
    process = subprocess.Popen(words, cwd=folder, env={**os.environ, **environ}, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                get(port, "/")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, answer


def rate(port: int, path: str, seconds: float) -> float:
    """Answers a second from 4 clients that keep their connections."""
    done = [0] * 4
    end = time.perf_counter() + seconds

    def run(n: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < end:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}")
            done[n] += 1

    threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def weight(port: int, path: str, lang: str) -> tuple[int, int]:
    """Bytes of the first view (page, styles, scripts, fonts as sent) and of the page alone, compressed by a proxy."""
    _, body, _ = get(port, path, {"Cookie": f"lang={lang}", "Accept-Encoding": "gzip"})
    html = body.decode()
    page = len(gzip.compress(body, 6))
    assets = set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|m?js|svg))"', html))
    total = page
    fonts = ("figtree", "bricolage") + (("nastaliq",) if lang == "ur" else ())
    for asset in assets:
        total += len(get(port, asset, {"Accept-Encoding": "gzip"})[1])
        if asset.endswith(".css"):
            for font in set(re.findall(r"([a-z-]+\.woff2)", get(port, asset)[1].decode(errors="replace"))):
                if font.removesuffix(".woff2") in fonts:
                    total += (ROOT / "static" / "fonts" / font).stat().st_size
    return total, page


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=float, default=6)
    seconds = arguments.parse_args().seconds
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "trivial.py").write_text(TRIVIAL)
        environ = prepared(folder)
        with served("trivial:app", folder, {}) as trivial, served("wsgi:app", ROOT, environ) as ours:
            listing = "/proposals?size=100"
            _, page, _ = get(ours, listing)
            shown = re.findall(r'href="(/proposals/PR-[A-Z0-9]+)"', page.decode())
            one = shown[0]
            missed = report(trivial, ours, listing, one, seconds)
            print(f"proposals on the list: {len(set(shown))}")
            for lang, most in (("en", 120), ("ur", 300)):
                first, later = weight(ours, "/", lang)
                whole, alone = first / 1024, later / 1024
                missed += whole > most or alone > 30
                print(f"first view {lang}: {whole:.0f} KB (at most {most}); page alone {alone:.1f} KB (at most 30)")
    print(f"missed: {missed}" if missed else "all bars met")
    sys.exit(1 if missed else 0)


def report(trivial: int, ours: int, listing: str, one: str, seconds: float) -> int:
    """Prints both rates beside their baselines. Returns how many bars were missed."""
    missed = 0
    for label, base_path, path, bar in (
        ("list of 100 proposals", "/", listing, 0.50),
        ("a proposal's page", "/row/1", one, 0.25),
    ):
        for port, address in ((trivial, base_path), (ours, path)):
            rate(port, address, 1)
        turns = ((trivial, base_path), (ours, path), (trivial, base_path))
        before, mine, after = (rate(port, at, seconds) for port, at in turns)
        base = (before + after) / 2
        ratio = mine / base
        missed += ratio < bar
        verdict = "ok" if ratio >= bar else "BELOW THE BAR"
        print(f"{label}: {mine:.0f}/s against {base:.0f}/s = {ratio:.0%} (bar {bar:.0%}) {verdict}")
    return missed


def prepared(folder: Path) -> dict[str, str]:
    """The environment of a freshly seeded demo with at least 100 public proposals."""
    environ = {"DATA_DIR": str(folder / "data"), "KEYS_DIR": str(folder / "keys")}
    run = {**os.environ, **environ}
    for words in ("app.settings", "flask --app wsgi db upgrade", "flask --app wsgi seed-demo"):
        command = [sys.executable, "-m", *words.split()]
        subprocess.run(command, cwd=ROOT, env=run, check=True, capture_output=True)
    make_more = [sys.executable, "-c", MORE]
    subprocess.run(make_more, cwd=ROOT, env=run, check=True, capture_output=True)
    return environ


if __name__ == "__main__":
    main()

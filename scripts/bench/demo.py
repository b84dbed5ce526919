"""How fast `scripts/demo` is there, and gone again, beside a bare Flask application in the same run.

Usage: python -m scripts.bench.demo [--runs 3]

In a new clone: seconds from the command to the first page with status 200, everything installed and seeded on the way;
then warm starts, and TERM. "Warm caches" are those of whoever runs this: set the project up once before. Baseline: a
Flask application of one route under the clone's gunicorn, one worker and four threads, from start to its first 200 and
from TERM to its end. Bars: 90 s for the first page, 8 s for a warm start, 5 s for TERM. Exit 1 when one is missed.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[2]
BARE = 'from flask import Flask\napp = Flask(__name__)\n@app.get("/")\ndef index():\n    return "<p>Hello</p>"\n'
PATIENCE = 600


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def start_and_end(words: list[str], folder: Path, port: str) -> tuple[float, float]:
    """Seconds from the command to its first page, and from TERM to the end of the process.

    Raises:
        SystemExit: it ended by itself, or did not end with 0.
    """
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR", "LANG") if name in os.environ}
    kept |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_"))}
    began = time.perf_counter()
    with open(folder / "bench.log", "w") as log:
        process = subprocess.Popen(
            words, cwd=folder, env={**kept, "PORT": port}, stdout=log, stderr=log, start_new_session=True
        )
    try:
        up = first_page(process, f"http://127.0.0.1:{port}/", began)
        told = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        code = process.wait(60)
        ended = time.perf_counter() - told
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    if up is None or code:
        raise SystemExit(f"{words[0]}: exit {code}\n" + (folder / "bench.log").read_text()[-2000:])
    return up, ended


def first_page(process: subprocess.Popen[bytes], url: str, began: float) -> float | None:
    """Seconds until the page came; None when the process was gone before."""
    while process.poll() is None and time.perf_counter() - began < PATIENCE:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own loopback server
                if answer.status == 200 and answer.read():
                    return time.perf_counter() - began
        except OSError:
            time.sleep(0.05)
    return None


class Report:
    """Lines with their bars and their ratio to the baseline."""

    def __init__(self) -> None:
        self.missed = 0

    def line(self, what: str, seconds: float, most: float, base: float) -> None:
        ok = seconds <= most
        self.missed += not ok
        print(
            f"{what}: {seconds:.2f} s (at most {most:g} s), bare Flask {base:.2f} s, ratio {seconds / base:.1f} "
            f"{'ok' if ok else 'MISSED'}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3, help="warm starts, and starts of the baseline")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="bench-demo-") as name:
        clone, bare = Path(name) / "clone", Path(name) / "bare"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        bare.mkdir()
        (bare / "bare.py").write_text(BARE)
        cold, _ = start_and_end(["scripts/demo"], clone, free_port())
        ups, ends, base_ups, base_ends = [], [], [], []
        for _ in range(runs):
            port = free_port()
            words = [str(clone / ".venv/bin/gunicorn"), "bare:app", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
            up, end = start_and_end([*words, "--threads", "4", "--no-control-socket"], bare, port)
            base_ups.append(up)
            base_ends.append(end)
            up, end = start_and_end(["scripts/demo"], clone, free_port())
            ups.append(up)
            ends.append(end)
    report, base = Report(), statistics.median(base_ups)
    report.line("new clone, first page", cold, 90, base)
    report.line(f"warm start, slowest of {runs}", max(ups), 8, base)
    report.line(f"TERM to the end, slowest of {runs}", max(ends), 5, statistics.median(base_ends))
    print("all bars met" if not report.missed else f"missed: {report.missed}")
    sys.exit(1 if report.missed else 0)


if __name__ == "__main__":
    main()

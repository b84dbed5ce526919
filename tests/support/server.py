"""A real server process for browser tests: gunicorn on a copy of the template database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.settings import test_environ

ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    """A running site. `url` has no slash at its end."""

    url: str
    environ: dict[str, str]
    data_dir: Path

    def run(self, *command: str) -> str:
        """Output of `flask <command>` on this site's data."""
        words = [sys.executable, "-m", "flask", "--app", "wsgi", *command]
        return subprocess.run(words, env=self.environ, cwd=ROOT, check=True, capture_output=True, text=True).stdout


@contextmanager
def serve(url: str, data_dir: Path, *, seed: bool = False, threads: int = 4, **changed: str) -> Iterator[Server]:
    """A server on the database `url`; with `seed`, the demo world is planted first. Stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    given = test_environ(url, data_dir, DEMO="1", BASE_URL=address, **changed)
    environ = {**os.environ, **given}
    server = Server(address, environ, data_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    if seed:
        server.run("seed-demo")
    words = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    words += ["--threads", str(threads), "--no-control-socket", "--log-level", "warning"]
    with open(data_dir / "server.log", "w") as log:
        process = subprocess.Popen(words, env=environ, cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait(address, process)
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(address + "/healthz", timeout=1)  # noqa: S310 - our own loopback server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer within 30 seconds")

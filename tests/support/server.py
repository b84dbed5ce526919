"""A real server process for browser tests: gunicorn on a copy of the template database."""

from __future__ import annotations

import os
import socket
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests.support.processes import started
from tests.support.settings import test_environ


@dataclass
class Server:
    """A running site. `url` has no slash at its end."""

    url: str
    environ: dict[str, str]
    data_dir: Path

    def run(self, *command: str) -> str:
        """Output of `flask <command>` on this site's data."""
        with tempfile.TemporaryDirectory() as folder:
            said, errors = Path(folder) / "said", Path(folder) / "errors"
            errors.touch()
            process = started(["flask", "--app", "wsgi", *command], self.environ, said, errors)
            process.join()
            if process.exitcode:
                raise RuntimeError(f"flask {' '.join(command)} ended with {process.exitcode}: {errors.read_text()}")
            return said.read_text()


@contextmanager
def serve(url: str, data_dir: Path, *, seed: bool = False, threads: int = 4, **changed: str) -> Iterator[Server]:
    """A server on the database `url`; with `seed`, the demo world is planted first. Stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    given = test_environ(url, data_dir, **{"DEMO": "1", "BASE_URL": address, **changed})
    environ = {**os.environ, **given}
    server = Server(address, environ, data_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    if seed:
        server.run("seed-demo")
    words = ["gunicorn", "tests.support.site:app", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    words += ["--threads", str(threads), "--no-control-socket", "--log-level", "warning"]
    process = started(words, environ, data_dir / "server.log")
    try:
        _wait(address, process)
        yield server
    finally:
        process.terminate()
        process.join(10)
        if process.is_alive():
            process.kill()


def _wait(address: str, process: BaseProcess) -> None:
    for _ in range(1500):
        if not process.is_alive():
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(address + "/healthz", timeout=1)  # noqa: S310 - our own loopback server
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("the server did not answer within 30 seconds")

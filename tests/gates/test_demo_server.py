"""The demo's server works off jobs in its own process, and ends soon when told to, whatever is going on inside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SLOW_APP = """
import time
from pathlib import Path
from flask import Flask
from huey import SqliteHuey

here = Path(__file__).parent
huey = SqliteHuey("slow", filename=str(here / "queue.db"))
app = Flask(__name__)
app.extensions["huey"] = huey

@huey.task()
def endless():
    (here / "job-begun").touch()
    time.sleep(60)

@app.get("/")
def page():
    endless()
    (here / "page-begun").touch()
    time.sleep(60)
    return "late"
"""

pytestmark = [pytest.mark.pure, pytest.mark.slow]


def wait_for(what: Path | tuple[str, int], seconds: float = 15) -> socket.socket | None:
    """The file is there, or the address answers (then the open connection)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if isinstance(what, Path):
            if what.exists():
                return None
        else:
            try:
                return socket.create_connection(what)
            except ConnectionRefusedError:
                pass
        time.sleep(0.05)
    raise AssertionError(f"{what} did not come")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The demo's server on an application that never finishes anything, and its port."""
    (tmp_path / "slow_app.py").write_text(SLOW_APP, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", ROOT / "scripts/gunicorn_demo.py", "slow_app:app"],
        cwd=tmp_path,
        env={**os.environ, "PORT": str(port), "DATA_DIR": str(tmp_path)},
        stderr=subprocess.DEVNULL,
    )
    yield process, port
    process.kill()
    process.wait()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_within_five_seconds_in_the_middle_of_a_page_and_a_job(
    server: tuple[subprocess.Popen[bytes], int], tmp_path: Path, sign: signal.Signals
) -> None:
    process, port = server
    visit = wait_for(("127.0.0.1", port))
    assert visit is not None
    visit.sendall(b"GET / HTTP/1.0\r\n\r\n")
    wait_for(tmp_path / "page-begun")
    wait_for(tmp_path / "job-begun")

    told = time.monotonic()
    process.send_signal(sign)
    process.wait(10)

    assert time.monotonic() - told < 5
    assert not (tmp_path / "demo.pid").exists()
    visit.close()

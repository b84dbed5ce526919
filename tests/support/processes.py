"""Sites and commands that start at once: forked from a process that has imported everything (seconds of CPU)."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import random
import sys
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.preload"])


def started(words: list[str], environ: dict[str, str], log: Path, errors: Path | None = None) -> ForkServerProcess:
    """A process that does what `python -m <words>` does at the root of the project.

    What it says is in `log`, and so are its errors where they have no file of their own.
    """
    process = FORKS.Process(target=_become, args=(words, environ, log, errors or log), daemon=True)
    process.start()
    return process


def _become(words: list[str], environ: dict[str, str], log: Path, errors: Path) -> None:
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    random.seed()
    log.write_bytes(b"")
    for number, path in ((1, log), (2, errors)):
        with open(path, "a") as file:
            os.dup2(file.fileno(), number)
    sys.argv = words
    try:
        if words[0] == "gunicorn":
            from gunicorn.app.wsgiapp import run
        else:
            from flask.cli import main as run
        run()
    finally:
        atexit._run_exitfuncs()  # multiprocessing ends a process without them

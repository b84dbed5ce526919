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


def started(words: list[str], environ: dict[str, str], log: Path) -> ForkServerProcess:
    """A process that does what `python -m <words>` does at the root of the project; what it says is in `log`."""
    process = FORKS.Process(target=_become, args=(words, environ, log), daemon=True)
    process.start()
    return process


def _become(words: list[str], environ: dict[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    random.seed()
    with open(log, "w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = words
    try:
        if words[0] == "gunicorn":
            from gunicorn.app.wsgiapp import run
        else:
            from flask.cli import main as run
        run()
    finally:
        atexit._run_exitfuncs()  # multiprocessing ends a process without them

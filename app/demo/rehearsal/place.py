"""Where a rehearsal takes place: an installation of its own, made by the migrations and destroyed whole (E40)."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa
import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import create_app
from app.core.clock import now
from app.core.db import db
from app.core.errors import DomainError
from app.rounds.models import Round
from app.rounds.policies import phase
from app.rounds.states import Phase
from app.settings import Settings

PREFIX = "common-purse-rehearsal-"
KEPT = "kept.json"


@dataclass(frozen=True, slots=True)
class Place:
    """An installation for one rehearsal. folder: its data and keys; url: its database."""

    folder: Path
    url: str
    app: Flask

    @property
    def is_file(self) -> bool:
        return self.url.startswith("sqlite")


def make(real: Settings, url: str, say: Callable[[str], None]) -> Place:
    """A fresh installation with the settings of the real one, but nothing of its data, keys, queue or mail.

    url: an empty database to use; "" makes one in a file.
    Raises:
        DomainError: the database is not empty, so it may be somebody's.
    """
    if url:
        _must_be_empty(url)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    target = url or f"sqlite:///{folder / 'data' / 'common-purse.db'}"
    settings = replace(
        real,
        data_dir=folder / "data",
        keys_dir=folder / "keys",
        database_url=target,
        redis_url="",
        mail_url="file:",
        sms_gateway="",
        clock_at=None,
    )
    say(f"A database of its own: {target if not url else sa.make_url(url).render_as_string()}")
    app = create_app(settings)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))  # 3,000 requests
    with app.app_context():
        from flask_migrate import upgrade

        upgrade()
    return Place(folder, target, app)


def _must_be_empty(url: str) -> None:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        names = sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()
    if names:
        raise DomainError("This database is not empty. A rehearsal takes place only in an empty one")


def destroy(place: Place) -> None:
    """The round, its voters, ballots and keys are gone, and whatever else was in that database."""
    with place.app.app_context():
        db.session.remove()
        if not place.is_file:
            _drop_tables(db.engine)
        db.engine.dispose()
    shutil.rmtree(place.folder, ignore_errors=True)


def _drop_tables(engine: sa.Engine) -> None:
    """Everything in the schema that was empty before."""
    with engine.begin() as connection:
        schema = connection.dialect.identifier_preparer.quote(
            str(connection.scalar(sa.text("SELECT current_schema()")))
        )
        connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
        connection.execute(sa.text(f"CREATE SCHEMA {schema}"))


def keep(place: Place, out: Path) -> str:
    """The installation stays to be looked at; `purge` finds it by a note in `out`. Returns how to open it."""
    with place.app.app_context():
        db.session.remove()
        db.engine.dispose()
    (out / KEPT).write_text(json.dumps({"folder": str(place.folder), "url": place.url}), encoding="utf-8")
    (out / KEPT).chmod(0o600)
    return f"DATA_DIR={place.folder / 'data'} KEYS_DIR={place.folder / 'keys'} DATABASE_URL={place.url}"


def purge(real: Settings, out: Path) -> bool:
    """The installation that a rehearsal kept is destroyed. False when `out` knows of none.

    Raises:
        DomainError: the note names something that no rehearsal made.
    """
    note = out / KEPT
    if not note.exists():
        return False
    told = json.loads(note.read_text(encoding="utf-8"))
    folder, url = Path(told["folder"]), str(told["url"])
    if not folder.name.startswith(PREFIX) or url == real.database_url or not (folder / "data").is_dir():
        raise DomainError(f"{note} does not name what a rehearsal made. Nothing was destroyed")
    settings = replace(real, data_dir=folder / "data", keys_dir=folder / "keys", database_url=url, redis_url="")
    place = Place(folder, url, create_app(settings))
    with place.app.app_context():
        foreign = db.session.scalar(sa.text("SELECT count(*) FROM round WHERE slug NOT LIKE 'rehearsal%'"))
        db.session.remove()
    if foreign:
        raise DomainError("There are other rounds in that database. Nothing was destroyed")
    destroy(place)
    note.unlink()
    return True


def is_voting_open() -> bool:
    """Can real people vote now on the installation that this process belongs to? False too where it has no tables."""
    try:
        return any(phase(round_, now()) is Phase.VOTING for round_ in db.session.scalars(sa.select(Round)))
    except (OperationalError, ProgrammingError):
        return False
    finally:
        db.session.rollback()

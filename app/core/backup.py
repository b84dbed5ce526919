"""`flask backup` and `flask restore`: the database and the files in one archive, and never the keys."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from .clock import now
from .db import db

LEFT_OUT = (
    "Not in it, on purpose: KEYS_DIR (with it, drafts of an open round could be read) and settings.env "
    "(secrets of this installation). Keep your own copy of settings.env elsewhere."
)


@click.command("backup")
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(archive: Path) -> None:
    """Write the database and all stored files to ARCHIVE (.tar.gz), while the site runs."""
    settings = current_app.config["SETTINGS"]
    with tempfile.TemporaryDirectory(dir=_near(archive)) as folder:
        dump = Path(folder) / ("database.sqlite" if settings.is_sqlite else "database.pgdump")
        (_dump_sqlite if settings.is_sqlite else _dump_postgres)(dump)
        facts = {"made_at": now().isoformat(), "database": dump.name, "revision": _revision()}
        part = Path(folder) / "archive.part"
        with tarfile.open(part, "w:gz") as tar:
            _add_text(tar, "backup.json", json.dumps(facts, indent=1))
            tar.add(dump, dump.name)
            if (settings.data_dir / "files").is_dir():
                tar.add(settings.data_dir / "files", "files")
        part.chmod(0o600)
        shutil.move(part, archive)
    click.echo(f"Written: {archive} ({archive.stat().st_size / 1e6:.1f} MB). {LEFT_OUT}")


@click.command("restore")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Overwrite what is in the database now.")
@with_appcontext
def restore(archive: Path, replace: bool) -> None:
    """Put back what `flask backup` wrote. Stop the site first; run `flask db upgrade` after it."""
    settings = current_app.config["SETTINGS"]
    if _has_data() and not replace:
        click.echo("The database is not empty. Add --replace to overwrite it.", err=True)
        sys.exit(2)
    with tempfile.TemporaryDirectory() as folder:
        facts = _unpack(archive, Path(folder))
        if facts["database"].endswith("sqlite") != settings.is_sqlite:
            click.echo(f"This archive holds {facts['database']}, which does not fit DATABASE_URL.", err=True)
            sys.exit(2)
        (_load_sqlite if settings.is_sqlite else _load_postgres)(Path(folder) / facts["database"])
        if (Path(folder) / "files").is_dir():
            shutil.copytree(Path(folder) / "files", settings.data_dir / "files", dirs_exist_ok=True)
    click.echo(f"Restored what was saved at {facts['made_at']}. {LEFT_OUT}")


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """The plain files of the archive are in the folder, and none elsewhere. Returns what `backup.json` says.

    By hand, since Debian 12's Python has no `tarfile.data_filter`.
    """
    inside = folder.resolve()
    try:
        with tarfile.open(archive) as tar:
            for entry in tar:
                target, content = (inside / entry.name).resolve(), tar.extractfile(entry) if entry.isfile() else None
                if content is not None and inside in target.parents:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    with target.open("wb") as copy:
                        shutil.copyfileobj(content, copy)
        facts: dict[str, Any] = json.loads((inside / "backup.json").read_text(encoding="utf-8"))
    except (tarfile.TarError, EOFError, FileNotFoundError, ValueError) as fault:
        raise click.ClickException(f"{archive} is no whole archive of `flask backup`. Nothing was changed.") from fault
    return facts


def _near(archive: Path) -> Path:
    archive.parent.mkdir(parents=True, exist_ok=True)
    return archive.resolve().parent


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(text.encode())
    tar.addfile(entry, io.BytesIO(text.encode()))


def _revision() -> str:
    return str(db.session.scalar(sa.text("SELECT version_num FROM alembic_version")))


def _has_data() -> bool:
    tables = sa.inspect(db.engine).get_table_names()
    return "person" in tables and bool(db.session.scalar(sa.text("SELECT EXISTS (SELECT 1 FROM person)")))


def _sqlite_path() -> str:
    return db.engine.url.database or ""


def _dump_sqlite(target: Path) -> None:
    with closing(sqlite3.connect(_sqlite_path())) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _load_sqlite(source: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    with closing(sqlite3.connect(source)) as saved, closing(sqlite3.connect(_sqlite_path())) as target:
        saved.backup(target)


def _postgres(*command: str) -> None:
    url = db.engine.url
    names = {"PGHOST": url.host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    names |= {f"PG{k.upper()}": str(v) for k, v in url.query.items()}
    environ = {**os.environ, "PGDATABASE": url.database or "", **{k: str(v) for k, v in names.items() if v}}
    subprocess.run(command, env=environ, check=True)  # noqa: S603 - our own fixed commands


def _dump_postgres(target: Path) -> None:
    _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")


def _load_postgres(source: Path) -> None:
    db.session.remove()
    db.engine.dispose()
    _postgres(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        f"--dbname={db.engine.url.database}",
        str(source),
    )

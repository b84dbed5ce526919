"""Stored files: content under its hash in `DATA_DIR/files`, a row for its name and type, a sweep for orphans."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import uuid
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, Response, abort, current_app
from sqlalchemy.orm import Mapped, mapped_column

from . import jobs
from .access import Rule, access
from .clock import now
from .db import Entity, db

MAX_NAME = 120


class StoredFile(Entity):
    """A file that somebody uploaded or the site made. Only `is_public` ones are served at `/files/...`."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    name: Mapped[str] = mapped_column(sa.String(MAX_NAME))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    is_public: Mapped[bool]
    stored_at: Mapped[dt.datetime]


def folder() -> Path:
    path: Path = current_app.config["SETTINGS"].data_dir / "files"
    return path


def path_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


def write(content: bytes) -> str:
    """The content is on disk under its SHA-256, which is returned. Safe to repeat; done before the row is written."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{digest}.{uuid.uuid4().hex}.part")
        with open(part, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(path)
    return digest


def save(content: bytes, name: str, media_type: str, *, is_public: bool = False) -> StoredFile:
    """The file is stored if the open unit of work commits. `media_type` is read from the content."""
    stored = StoredFile(
        id=uuid.uuid4(),
        sha256=write(content),
        name=Path(name).name[-MAX_NAME:] or "file",
        media_type=media_type,
        size=len(content),
        is_public=is_public,
        stored_at=now(),
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def read(stored: StoredFile) -> bytes:
    """The content.

    Raises:
        FileNotFoundError: it is gone from the disk (a backup without it was restored).
    """
    return path_of(stored.sha256).read_bytes()


def send(stored: StoredFile, *, as_download: bool = False) -> Response:
    """The answer that carries the file. Whoever calls this has checked that the visitor may read it."""
    try:
        content = read(stored)
    except FileNotFoundError:
        abort(404)
    answer = Response(content, mimetype=stored.media_type)
    kind = "attachment" if as_download or not stored.media_type.startswith(("image/", "application/pdf")) else "inline"
    answer.headers.set("Content-Disposition", kind, filename=stored.name)
    answer.headers["ETag"] = f'"{stored.sha256[:32]}"'
    return answer


def sweep_orphans() -> None:
    """Files older than a day that no row names are gone."""
    if not folder().is_dir():
        return
    yesterday = now().timestamp() - 24 * 3600
    for path in folder().glob("??/*"):
        if path.stat().st_mtime < yesterday:
            is_named = db.session.scalar(sa.select(sa.exists().where(StoredFile.sha256 == path.name)))
            if not is_named:
                path.unlink(missing_ok=True)


def register(app: Flask) -> None:
    jobs.every(app, "sweep-orphan-files", dt.timedelta(days=1), sweep_orphans)

    @app.get("/files/<uuid:file_id>/<name>")
    @access(Rule.PUBLIC)
    def public_file(file_id: uuid.UUID, name: str) -> Response:
        stored = db.session.get(StoredFile, file_id)
        if stored is None or not stored.is_public:
            abort(404)
        answer = send(stored)
        answer.headers["Cache-Control"] = "public, max-age=86400"
        return answer

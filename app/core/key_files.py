"""Keys that lie in KEYS_DIR, outside the data and its backups: made once, read, and destroyed for good."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from flask import current_app

from .errors import DomainError

LENGTH = 32
NAME = re.compile(r"[a-z][a-z0-9-]{0,80}")


class KeyMissing(DomainError):
    """The key file is not there: not made yet, destroyed on purpose, or lost with KEYS_DIR."""


def make(name: str) -> bytes:
    """The key `name` exists, for its owner only. One that is there stays; two who make it at once get the same."""
    try:
        return read(name)
    except KeyMissing:
        path = _path(name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(handle, secrets.token_bytes(LENGTH))
            os.fsync(handle)
        finally:
            os.close(handle)
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        _sync(path.parent)
    return read(name)


def read(name: str) -> bytes:
    """The key `name`.

    Raises:
        KeyMissing: there is none.
    """
    try:
        handle = os.open(_place(name), os.O_RDONLY)
    except FileNotFoundError:
        found = b""
    else:
        try:
            found = os.read(handle, LENGTH + 1)
        finally:
            os.close(handle)
    if len(found) != LENGTH or not any(found):  # it is being destroyed at this moment
        raise KeyMissing(f"the key {name} is missing")
    return found


def exists(name: str) -> bool:
    return _path(name).exists()


def destroy(name: str) -> None:
    """The key `name` is gone: overwritten where the disk allows it, then removed. No key is no error."""
    path = _path(name)
    if path.exists():
        with open(path, "r+b") as file:
            file.write(b"\0" * LENGTH)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        _sync(path.parent)


def _path(name: str) -> Path:
    return Path(_place(name))


def _place(name: str) -> str:
    if not NAME.fullmatch(name):
        raise ValueError(name)
    return f"{current_app.config['SETTINGS'].keys_dir}/{name}.key"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Clear codes and finished pages between making and the one download: sealed on disk, the key in KEYS_DIR.

Destroying the key destroys them, also in a copy of the disk that somebody took meanwhile. No backup holds either.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

from app.core import key_files

NONCE = 12


def key_name(batch_id: uuid.UUID) -> str:
    return f"batch-{batch_id.hex}"


def _root() -> Path:
    path: Path = current_app.config["SETTINGS"].data_dir / "code-batches"
    return path


def _folder(batch_id: uuid.UUID) -> Path:
    return _root() / batch_id.hex


def put(batch_id: uuid.UUID, name: str, content: bytes) -> None:
    """The part `name` of the batch is on disk, sealed. Putting it again takes the place of the first."""
    if not re.fullmatch(r"[a-z]+-\d{7}", name):
        raise ValueError(name)
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(key_files.make(key_name(batch_id))).encrypt(nonce, content, _about(batch_id, name))
    path = _folder(batch_id) / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{name}.{secrets.token_hex(4)}")
    with open(part, "wb", opener=lambda at, flags: os.open(at, flags, 0o600)) as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _about(batch_id: uuid.UUID, name: str) -> bytes:
    return b"|".join([b"code-batch", batch_id.bytes, name.encode()])


def names(batch_id: uuid.UUID, kind: str) -> list[str]:
    """The parts of one kind ("codes", "pages") in their order."""
    return sorted(path.name for path in _folder(batch_id).glob(f"{kind}-*"))


def key(batch_id: uuid.UUID) -> bytes:
    """The key of the parts.

    Raises:
        KeyMissing: the batch was downloaded or revoked.
    """
    return key_files.read(key_name(batch_id))


def get(batch_id: uuid.UUID, name: str, with_key: bytes) -> bytes:
    """What is in the part."""
    sealed = (_folder(batch_id) / name).read_bytes()
    return AESGCM(with_key).decrypt(sealed[:NONCE], sealed[NONCE:], _about(batch_id, name))


def destroy(batch_id: uuid.UUID) -> None:
    """No clear code of the batch is anywhere on this server. Again is no error."""
    key_files.destroy(key_name(batch_id))
    shutil.rmtree(_folder(batch_id), ignore_errors=True)


def kept() -> Iterable[uuid.UUID]:
    """The batches that have parts on disk."""
    for path in sorted(_root().glob("*")):
        if re.fullmatch(r"[0-9a-f]{32}", path.name):
            yield uuid.UUID(path.name)

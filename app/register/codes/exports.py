"""The one download of a batch, piece by piece: pages, or the sealed file for a print house. Then nothing clear is left.

The file is a CSV in the format of `openssl enc -aes-256-cbc -pbkdf2 -iter 600000` (docs/operating.md), so that a print
house needs no program of ours.
"""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, padding, serialization
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from app.core.errors import DomainError
from app.core.i18n import _

from . import store
from .models import CodeBatch, Shape
from .queries import DigestMaker

ITERATIONS, KEY, BLOCK = 600_000, 32, 16
LEAST_BITS, LEAST_WORDS = 3072, 16


def public_key(pem: str) -> RSAPublicKey:
    """The print house's RSA key.

    Raises:
        DomainError: it is no public RSA key, or a weak one.
    """
    try:
        found = serialization.load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        found = None
    if not isinstance(found, RSAPublicKey) or found.key_size < LEAST_BITS:
        words = _("Paste a public RSA key of %(bits)s bits or more, in PEM form", bits=LEAST_BITS)
        raise DomainError(words, field="public_key")
    return found


class Download:
    """The bytes of a batch, once. `name` and `media_type` for the answer; iterate for the content.

    However the iteration ends, what was clear is destroyed and `done(sha256)` is called only after the last byte.
    """

    def __init__(
        self,
        batch: CodeBatch,
        *,
        pepper: str,
        link_prefix: str,
        done: Callable[[str], None],
        passphrase: str = "",
        recipient: RSAPublicKey | None = None,
    ) -> None:
        self._batch, self._done = batch.id, done
        self._key = store.key(batch.id)
        self._pages = store.names(batch.id, "pages")
        self.media_type, stem = "application/zip", f"codes-{batch.id.hex[:8]}"
        self.name = f"{stem}.zip"
        if batch.shape is not Shape.FILE:
            if len(self._pages) == 1:
                self.name, self.media_type = f"{stem}.pdf", "application/pdf"
                self._content = self._part(self._pages[0])
            else:
                self._content = zipped((f"{name}.pdf", self._part(name)) for name in self._pages)
            return
        maker = DigestMaker(batch.round_id, pepper)
        if recipient is None:
            self.name, self.media_type = f"{stem}.csv.enc", "application/octet-stream"
            self._content = encrypted(self._lines(maker, link_prefix), passphrase)
            return
        fresh = secrets.token_urlsafe(32)
        wrapped = recipient.encrypt(
            fresh.encode(), rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
        )
        csv = encrypted(self._lines(maker, link_prefix), fresh)
        self._content = zipped(iter([("passphrase.enc", iter([wrapped])), (f"{stem}.csv.enc", csv)]))

    def _part(self, name: str) -> Iterator[bytes]:
        yield store.get(self._batch, name, self._key)

    def _lines(self, maker: DigestMaker, link_prefix: str) -> Iterator[bytes]:
        yield b"number,code,link\r\n"
        number = 0
        for name in store.names(self._batch, "codes"):
            lines = []
            for code in store.get(self._batch, name, self._key).decode().split("\n"):
                number += 1
                lines.append(f"{number},{code},{link_prefix}{maker.token(code)}\r\n")
            yield "".join(lines).encode()

    def __iter__(self) -> Iterator[bytes]:
        whole = hashlib.sha256()
        try:
            for piece in self._content:
                whole.update(piece)
                yield piece
        finally:
            store.destroy(self._batch)
        self._done(whole.hexdigest())


def encrypted(pieces: Iterable[bytes], passphrase: str) -> Iterator[bytes]:
    """The pieces as openssl writes them: "Salted__", 8 bytes of salt, then AES-256-CBC with PKCS 7 padding."""
    salt = secrets.token_bytes(8)
    made = PBKDF2HMAC(hashes.SHA256(), KEY + BLOCK, salt, ITERATIONS).derive(passphrase.encode())
    cipher = Cipher(algorithms.AES(made[:KEY]), modes.CBC(made[KEY:])).encryptor()
    padder = padding.PKCS7(BLOCK * 8).padder()
    yield b"Salted__" + salt
    for piece in pieces:
        yield cipher.update(padder.update(piece))
    yield cipher.update(padder.finalize()) + cipher.finalize()


class _Pipe(io.RawIOBase):
    """What a writer puts in is taken out in pieces; it cannot be gone back in, so zipfile writes straight on."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.waiting.append(piece)
        return len(piece)

    def take(self) -> bytes:
        piece, self.waiting = b"".join(self.waiting), []
        return piece


def zipped(files: Iterator[tuple[str, Iterator[bytes]]]) -> Iterator[bytes]:
    """A ZIP of the files, written as it is read, not compressed."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, pieces in files:
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    yield pipe.take()
            yield pipe.take()
    yield pipe.take()


def fresh_passphrase() -> str:
    """Twenty letters that can be read over the telephone: about 97 bits."""
    from app.core.references import new_code

    letters = new_code(20)
    return "-".join(letters[at : at + 5] for at in range(0, 20, 5))

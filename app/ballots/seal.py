"""Sealing and opening: votes to a round's public key, secrets under a passphrase, a key into shares and back.

P-256, HKDF-SHA256 and AES-256-GCM, as a browser's WebCrypto has them too. Nothing here knows the database.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping, Sequence

from Crypto.Protocol.SecretSharing import Shamir
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
POINT = 65
NONCE = 12
SALT = 16
SCRYPT_LOG_N = 15
HALF = 16
_HEAD = struct.Struct(">BH")
_LINE = struct.Struct(">HI")
FORMAT = 1
MOST_LINES = 65_535


class SealBroken(Exception):
    """This is not what was sealed, not for this key, or not with these words."""


def new_pair() -> tuple[bytes, bytes]:
    """A fresh private key (32 bytes) and its public key (65 bytes, uncompressed point)."""
    key = ec.generate_private_key(CURVE)
    return key.private_numbers().private_value.to_bytes(32, "big"), _point(key.public_key())


def public_of(private: bytes) -> bytes:
    """The public key of a private one.

    Raises:
        SealBroken: these bytes are no private key.
    """
    return _point(_private(private).public_key())


def seal(public: bytes, inner: bytes, about: bytes) -> bytes:
    """`inner` sealed to `public`: ephemeral point, nonce, ciphertext with tag. `about` must be the same to open it."""
    fresh = ec.generate_private_key(CURVE)
    point = _point(fresh.public_key())
    shared = fresh.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public))
    nonce = os.urandom(NONCE)
    return point + nonce + AESGCM(_derived(shared, point + public)).encrypt(nonce, inner, about)


class Opener:
    """Opens what was sealed to one key. The private key stays in this object and nowhere else."""

    def __init__(self, private: bytes) -> None:
        self._key = _private(private)
        self.public = _point(self._key.public_key())

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """What was sealed.

        Raises:
            SealBroken: tampered with, cut short, sealed to another key or about something else.
        """
        point, nonce = sealed[:POINT], sealed[POINT : POINT + NONCE]
        try:
            theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
            shared = self._key.exchange(ec.ECDH(), theirs)
            return AESGCM(_derived(shared, point + self.public)).decrypt(nonce, sealed[POINT + NONCE :], about)
        except (ValueError, InvalidTag) as broken:
            raise SealBroken from broken


def _private(private: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        return ec.derive_private_key(int.from_bytes(private, "big"), CURVE)
    except ValueError as broken:
        raise SealBroken from broken


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(shared: bytes, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt, b"common purse seal 1").derive(shared)


def lock(key: bytes, secret: bytes, about: bytes) -> bytes:
    """`secret` under a 32-byte key."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, about)


def unlock(key: bytes, locked: bytes, about: bytes) -> bytes:
    """What was locked under `key`.

    Raises:
        SealBroken: another key, or changed since.
    """
    try:
        return AESGCM(key).decrypt(locked[:NONCE], locked[NONCE:], about)
    except (ValueError, InvalidTag) as broken:
        raise SealBroken from broken


def lock_with_words(words: str, secret: bytes, about: bytes, log_n: int | None = None) -> bytes:
    """`secret` under a passphrase: cost, salt, then as `lock`. Takes about a tenth of a second on purpose.

    log_n: the cost as a power of two; less than usual only where the passphrase is known to everybody (the demo).
    """
    cost, salt = log_n or SCRYPT_LOG_N, os.urandom(SALT)
    return bytes([cost]) + salt + lock(_stretched(words, salt, cost), secret, about)


def unlock_with_words(words: str, locked: bytes, about: bytes) -> bytes:
    """What was locked with these words.

    Raises:
        SealBroken: other words, or changed since.
    """
    log_n = locked[0] if locked else 0
    if not 4 <= log_n <= 20:
        raise SealBroken
    return unlock(_stretched(words, locked[1 : 1 + SALT], log_n), locked[1 + SALT :], about)


def _stretched(words: str, salt: bytes, log_n: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**log_n, r=8, p=1).derive(words.encode())


def split(secret: bytes, needed: int, count: int) -> list[tuple[int, bytes]]:
    """A 32-byte secret as `count` numbered shares; any `needed` of them give it back, fewer tell nothing."""
    halves = [Shamir.split(needed, count, secret[at : at + HALF], ssss=False) for at in (0, HALF)]
    return [(first[0], first[1] + second[1]) for first, second in zip(*halves, strict=True)]


def join(shares: Sequence[tuple[int, bytes]]) -> bytes:
    """The secret behind enough shares. Too few, or wrong ones, give some other 32 bytes: compare its public key."""
    halves = [
        Shamir.combine([(number, share[at : at + HALF]) for number, share in shares], ssss=False) for at in (0, HALF)
    ]
    return b"".join(halves)


def inner_length(items: int) -> int:
    """Bytes of every vote in a round of so many items before it is sealed: all alike, whatever was chosen."""
    return -(-(_HEAD.size + _LINE.size * items) // 64) * 64


def pack(choices: Mapping[int, int], length: int) -> bytes:
    """A vote (item number -> value) in exactly `length` bytes, in the order of the numbers.

    Raises:
        ValueError: it does not fit.
    """
    lines = b"".join(_LINE.pack(number, value) for number, value in sorted(choices.items()))
    packed = _HEAD.pack(FORMAT, len(choices)) + lines
    if len(packed) > length:
        raise ValueError("more choices than the round has items")
    return packed.ljust(length, b"\0")


def unpack(inner: bytes) -> dict[int, int]:
    """The vote in these bytes.

    Raises:
        SealBroken: not a vote as `pack` writes it.
    """
    if len(inner) < _HEAD.size:
        raise SealBroken
    version, count = _HEAD.unpack_from(inner)
    end = _HEAD.size + count * _LINE.size
    if version != FORMAT or end > len(inner) or inner[end:].strip(b"\0"):
        raise SealBroken
    lines = list(_LINE.iter_unpack(inner[_HEAD.size : end]))
    numbers = [number for number, _ in lines]
    if sorted(set(numbers)) != numbers:
        raise SealBroken
    return dict(lines)

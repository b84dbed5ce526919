"""What was keyed, sealed under the round's paper key in KEYS_DIR: a copy of the database tells no choice, and once
the key is destroyed nothing that was ever stored does."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from app.core import key_files

from .. import seal
from ..models import Rejection

WORD = 24
NOT_THERE = "not-there"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one paper: a valid vote, or why it is rejected, or that there is no such paper in the pile."""

    chosen: dict[int, int] = field(default_factory=dict)
    rejection: Rejection | None = None
    is_there: bool = True


def key_name(round_id: uuid.UUID) -> str:
    return f"paper-{round_id.hex}"


def length(items: int) -> int:
    """Bytes of every reading in a round of so many items; each may also have a boost vote."""
    return seal.inner_length(2 * items)


def sealed(round_id: uuid.UUID, about: bytes, reading: Reading, items: int) -> bytes:
    word = (reading.rejection.value if reading.rejection else "") if reading.is_there else NOT_THERE
    inner = word.encode().ljust(WORD, b"\0") + seal.pack(reading.chosen, length(items))
    return seal.lock(key_files.make(key_name(round_id)), inner, about)


def opened(round_id: uuid.UUID, about: bytes, text: bytes) -> Reading:
    """The reading that was sealed.

    Raises:
        SealBroken: changed, or moved to another place.
        KeyMissing: the key of the round's papers is destroyed or lost.
    """
    inner = seal.unlock(key_files.read(key_name(round_id)), text, about)
    word = inner[:WORD].rstrip(b"\0").decode()
    if word == NOT_THERE:
        return Reading(is_there=False)
    return Reading(seal.unpack(inner[WORD:]), Rejection(word) if word else None)


def about(batch_id: uuid.UUID, place: int, keying: int) -> bytes:
    return b"|".join((b"paper", batch_id.bytes, str(place).encode(), str(keying).encode()))

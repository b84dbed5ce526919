"""References that people read out and type: short, without look-alike letters, and slugs for addresses."""

from __future__ import annotations

import random
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# 29 letters and digits; left out are 0 O, 1 I L, 5 S (`domain.md` E21).
ALPHABET = "2346789ABCDEFGHJKMNPQRTUVWXYZ"
UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "&": " and "})


_source: ContextVar[random.Random | None] = ContextVar("source", default=None)


@contextmanager
def drawn_from(source: random.Random) -> Iterator[None]:
    """Inside, references and codes come from `source`, the same each time: for the demo world only."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def _letters(length: int) -> str:
    draw = (_source.get() or secrets.SystemRandom()).choice
    return "".join(draw(ALPHABET) for _ in range(length))


def new_reference(prefix: str, length: int = 6) -> str:
    """`PR-7KQ2MX`: random, so it tells nobody how many there are."""
    return f"{prefix}-{_letters(length)}"


def new_code(length: int = 10) -> str:
    """A secret of `length` letters from the 29-letter alphabet."""
    return _letters(length)


def as_typed(text: str) -> str:
    """A code or reference as stored, from the way somebody typed it: spaces and dashes gone, capital letters."""
    return re.sub(r"[\s\-–—]+", "", text).upper()


def slugify(text: str, fallback: str = "item") -> str:
    """Lower-case words joined by `-`, at most 80 letters; `fallback` where no Latin letter is left."""
    latin = text.lower().translate(UNDECOMPOSED)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or fallback

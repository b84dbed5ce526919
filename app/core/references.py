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
WHOLE = 256 - 256 % len(ALPHABET)
LETTER_OF = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
LEFT_OUT = bytes(range(WHOLE, 256))
# Capital letters of other alphabets that are drawn like one of ours. What could be two of ours is not here.
LOOK_ALIKES = str.maketrans("АВЕКМНРСТУХԚԜЅΑΒΕΖΗΚΜΝΡΤΥΧ", "ABEKMHPCTYXQWSABEZHKMNPTYX")
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
    source = _source.get()
    return new_codes(1, length)[0] if source is None else "".join(source.choice(ALPHABET) for _ in range(length))


def new_reference(prefix: str, length: int = 6) -> str:
    """`PR-7KQ2MX`: random, so it tells nobody how many there are."""
    return f"{prefix}-{_letters(length)}"


def new_code(length: int = 10) -> str:
    """A secret of `length` letters from the 29-letter alphabet."""
    return _letters(length)


def new_codes(number: int, length: int = 10) -> list[str]:
    """`number` secrets as of `new_code`, many at a time; two of them may be alike."""
    source = _source.get()
    draw = source.randbytes if source is not None else secrets.token_bytes
    letters, wanted = "", number * length
    while len(letters) < wanted:  # a byte above the last whole alphabet is left out, so that every letter is as likely
        letters += draw(wanted).translate(LETTER_OF, LEFT_OUT).decode()
    return [letters[at : at + length] for at in range(0, wanted, length)]


def as_code(text: str) -> str:
    """A voting code as stored, from the way somebody typed it: as `as_typed`, and letters of other alphabets that look
    like ours, full-width ones, and digits of other scripts read as what they look like or stand for (E21)."""
    plain = unicodedata.normalize("NFKC", text)
    digits = "".join(str(unicodedata.digit(letter, letter)) for letter in plain)
    return re.sub(r"[\s\u200b-\u200f\-–—.·_]+", "", digits).upper().translate(LOOK_ALIKES)


def not_in_codes(code: str) -> str:
    """The letters and digits of `code` that no code has, each once: it was misread, and nobody else's was tried."""
    return "".join(dict.fromkeys(letter for letter in code if letter not in ALPHABET))


def as_typed(text: str) -> str:
    """A code or reference as stored, from the way somebody typed it: spaces and dashes gone, capital letters."""
    return re.sub(r"[\s\-–—]+", "", text).upper()


def slugify(text: str, fallback: str = "item") -> str:
    """Lower-case words joined by `-`, at most 80 letters; `fallback` where no Latin letter is left."""
    latin = text.lower().translate(UNDECOMPOSED)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].strip("-") or fallback

"""The site's translations as files: what each language says for each message, for those who check them."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "translations"


@dataclass(frozen=True, slots=True)
class Line:
    """One message. key: names it for good; texts: one, or the plural forms; stamp: changes with the texts."""

    key: str
    english: tuple[str, ...]
    texts: tuple[str, ...]
    stamp: str


def languages() -> list[str]:
    """The languages that have a catalogue, by code."""
    return sorted(path.name for path in FOLDER.iterdir() if (path / "LC_MESSAGES" / "messages.po").exists())


def lines(lang: str) -> dict[str, Line]:
    """Every message of a language by its key, in the order of the English.

    Raises:
        LookupError: there is no catalogue of this language.
    """
    path = FOLDER / lang / "LC_MESSAGES" / "messages.po"
    if lang not in languages():
        raise LookupError(lang)
    return _read(lang, path.stat().st_mtime_ns)


@functools.lru_cache(maxsize=16)
def _read(lang: str, _changed_at: int) -> dict[str, Line]:
    from babel.messages.pofile import read_po

    with open(FOLDER / lang / "LC_MESSAGES" / "messages.po", "rb") as file:
        entries = read_po(file, locale=lang)
    found = [_line(_tuple(entry.id), _tuple(entry.string)) for entry in entries if entry.id and entry.string]
    return {line.key: line for line in sorted(found, key=lambda line: line.english[0].casefold())}


def _line(english: tuple[str, ...], texts: tuple[str, ...]) -> Line:
    return Line(_digest(english[0]), english, texts, _digest("\n".join(texts)))


def _tuple(text: object) -> tuple[str, ...]:
    return tuple(str(each) for each in text) if isinstance(text, list | tuple) else (str(text),)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]

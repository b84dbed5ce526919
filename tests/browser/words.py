"""The words of the pages in the language of a walk: by the message's English, through the gettext catalogue."""

from __future__ import annotations

import functools
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parents[2] / "app" / "translations"


@functools.cache
def catalogue(lang: str) -> Catalog | None:
    """The catalogue of a language; None for English and while nobody has begun it."""
    path = TRANSLATIONS / lang / "LC_MESSAGES" / "messages.po"
    if lang == "en" or not path.exists():
        return None
    with open(path, "rb") as file:
        return read_po(file, locale=lang)


def t(msgid: str, lang: str, /, **values: object) -> str:
    """What a page in `lang` says for `msgid` (up to what is filled in, if `values` do not tell it).

    English as long as the message is not translated.
    """
    found = catalogue(lang)
    message = found.get(msgid) if found else None
    text = message.string if message and message.string and not message.fuzzy else msgid
    text = text if isinstance(text, str) else text[-1]
    return text % values if values else text.split("%(")[0].rstrip() or text


def readings(msgid: str, lang: str, /, **values: object) -> list[str]:
    """How the message can stand on a page of this walk: translated, or in English as on officers' pages."""
    return list(dict.fromkeys([t(msgid, lang, **values), t(msgid, "en", **values)]))


def any_of(texts: list[str]) -> re.Pattern[str]:
    """Matches text that begins with one of these, white space folded."""
    words = (r"\s+".join(re.escape(word) for word in text.split()) for text in texts)
    return re.compile(rf"^\s*(?:{'|'.join(words)})")

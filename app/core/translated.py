"""Content in several languages: one text a language, English (or the first there is) where one is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator


class Translated(dict[str, str]):
    """Texts by language code. Treat as immutable: assign a new one to change a row."""

    def in_(self, lang: str) -> tuple[str, str]:
        """The text for a reader of `lang`, and the language it is in; ("", "en") where there is none."""
        for code in (lang, "en", *self):
            if self.get(code, "").strip():
                return self[code], code
        return "", "en"

    def text(self, lang: str = "en") -> str:
        return self.in_(lang)[0]

    def missing(self, languages: list[str]) -> list[str]:
        """Those of `languages` that have no text yet."""
        return [code for code in languages if not self.get(code, "").strip()]

    @classmethod
    def of(cls, texts: Mapping[str, str] | str) -> Translated:
        """Texts without the empty ones; a plain string is English."""
        given = {"en": texts} if isinstance(texts, str) else texts
        return cls({code: text.strip() for code, text in given.items() if text and text.strip()})


class TranslatedType(TypeDecorator[Translated]):
    """Stores `Translated` as JSON."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: sa.Dialect) -> Any:
        return None if value is None else dict(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Translated | None:
        return None if value is None else Translated(value)

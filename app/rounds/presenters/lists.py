"""Words joined as people write them, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from app.core.i18n import _


def either(words: Sequence[str]) -> str:
    """`a, b or c`."""
    if len(words) < 2:
        return "".join(words)
    return str(_("%(first)s or %(last)s", first=_(", ").join(words[:-1]), last=words[-1]))


def both(words: Sequence[str]) -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return str(_("%(first)s and %(last)s", first=_(", ").join(words[:-1]), last=words[-1]))


def inside(label: object) -> str:
    """A label as it stands inside a sentence: its first letter small, in scripts that have small letters."""
    text = str(label)
    return text[:1].lower() + text[1:]

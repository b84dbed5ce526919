"""Readings as the public sees them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.disclosure import SENSITIVE_THRESHOLD
from app.core.i18n import _
from app.core.money import show as show_money
from app.delivery.models import LineKind
from app.delivery.small_numbers import of_line
from app.strategy.models import Unit

from .queries import ReadingRow


def value_words(row: ReadingRow) -> str:
    """The value with its unit, or that too few were asked (`domain.md` iii.14)."""
    made, unit = row.reading, row.indicator.unit
    hidden = of_line(LineKind.READING, made.value, made.base, is_share=unit is Unit.PERCENT)
    if hidden.text.startswith("<"):
        return str(_("too few people to show"))
    if unit is Unit.PERCENT:
        return f"{hidden.text}%"
    return show_money(int(made.value * 100)) if unit is Unit.POUNDS else hidden.text


def base_words(row: ReadingRow) -> str:
    """How many were asked: every reading of an opinion names its base."""
    base = row.reading.base
    if base is None:
        return ""
    if base < SENSITIVE_THRESHOLD:
        return str(_("fewer than %(number)s", number=SENSITIVE_THRESHOLD))
    return f"{base:,}"


def table(rows: list[ReadingRow], *, by_project: bool) -> list[dict[str, Any]]:
    """Lines of a table of readings."""
    return [
        {
            "title": row.project.title if by_project else f"{row.indicator.code} {row.indicator.name}",
            "lang": row.project.lang if by_project else None,
            "url": url_for("delivery.project", reference=row.project.reference)
            if by_project
            else url_for("strategy.indicator", code=row.indicator.code),
            "on": row.reading.read_on,
            "value": value_words(row),
            "base": base_words(row),
            "how": row.reading.how,
            "how_lang": row.reading.lang,
        }
        for row in rows
    ]

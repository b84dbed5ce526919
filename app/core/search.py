"""Search behind one port: each package finds its own things, and the page shows what they found together."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
import sqlalchemy.orm

from .ports import ports


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `rank`: lower is better (0 the name begins with it, 1 contains it, 2 elsewhere)."""

    title: str
    url: str
    kind: str
    text: str = ""
    rank: int = 1
    lang: str | None = None


def matches(text: str, *columns: sa.ColumnElement[str] | sa.orm.InstrumentedAttribute[str]) -> sa.ColumnElement[bool]:
    """Every word of `text` stands in one of the columns, whatever the case; wildcards in it mean themselves."""
    words = text.split()[:8]
    return sa.and_(*(sa.or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))


def find(text: str, limit: int = 50) -> list[Hit]:
    """What the packages found, best first. Nothing for fewer than two letters."""
    wanted = text.strip()
    if len(wanted) < 2:
        return []
    found = [hit for source in ports().search for hit in source(wanted, limit)]
    return sorted(found, key=lambda hit: (hit.rank, hit.title.casefold()))[:limit]

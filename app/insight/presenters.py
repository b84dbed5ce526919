"""Takes part against the census, table by table, suppressed: what the watch page shows and what alerts rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.i18n import NATIVE_NAMES
from app.council import queries as council
from app.equality import queries as equality
from app.equality.terms import FIELDS
from app.rounds.models import Round

from . import queries
from .models import CensusShare
from .policies import is_under

COMPARED = ("age", "sex", "disability", "ethnic", "religion")
TITLES = {
    "ward": "Wards: votes so far",
    "language": "Languages: votes so far",
    "age": "Age: of those who answered",
    "sex": "Sex: of those who answered",
    "disability": "Disability: of those who answered",
    "ethnic": "Ethnic group: of those who answered",
    "religion": "Religion: of those who answered",
}


@dataclass(frozen=True, slots=True)
class Line:
    """found: share that took part, None when hidden; expected: census share, None when none is loaded."""

    key: str
    text: str
    people: int | None
    found: float | None
    expected: float | None
    is_low: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One table against the census. base: None when too few took part, then no line. sources: of the shares."""

    dimension: str
    title: str
    base: int | None
    lines: tuple[Line, ...]
    sources: tuple[str, ...]
    has_sample: bool


def comparisons(round_: Round, least: int, voters: queries.Numbers) -> list[Comparison]:
    """The fixed set of tables of one round. least: its set percent; voters: by language, raw."""
    shares: dict[str, dict[str, CensusShare]] = {}
    for share in queries.census():
        shares.setdefault(share.dimension, {})[share.key] = share
    raw = equality.counts(round_.slug)
    by_ward, by_language = queries.voters_by_ward(round_.id), {lang: number[3] for lang, number in voters.items()}
    wards = {name: name for name in [*shares.get("ward", {}), *sorted(by_ward)]}
    languages = {code: NATIVE_NAMES.get(code, code) for code in [*shares.get("language", {}), *sorted(by_language)]}
    given = [("ward", wards, by_ward), ("language", languages, by_language)]
    for field in COMPARED:
        texts = {key: str(text) for key, text in FIELDS[field][1].items()}
        given.append((field, texts, raw.get(field, {})))
    threshold = max(10, council.council().sensitive_threshold)
    return [_compared(name, texts, found, shares.get(name, {}), threshold, least) for name, texts, found in given]


def _compared(
    name: str,
    texts: Mapping[str, str],
    found: Mapping[str, int],
    shares: Mapping[str, CensusShare],
    threshold: int,
    least: int,
) -> Comparison:
    table = equality.suppressed(name, TITLES[name], texts, found, threshold)
    lines = []
    for line in table.lines:
        share = shares.get(line.key)
        expected = share.ratio if share else None
        is_low = expected is not None and is_under(line.ratio, expected, least)
        lines.append(Line(line.key, line.text, line.shown, line.ratio, expected, is_low))
    sources = tuple(dict.fromkeys(f"{s.source}, {s.source_on:%-d %B %Y}" for s in shares.values()))
    is_sample = any(s.is_sample for s in shares.values())
    return Comparison(name, table.title, table.base, tuple(lines), sources, is_sample)


def low_ones(round_: Round) -> list[tuple[str, Line]]:
    """The wards and languages under the set ratio: an equality answer never raises an alert about anybody."""
    return [
        (each.dimension, line)
        for each in comparisons(round_, queries.least_percent(round_.id), queries.by_language(round_.id))
        if each.dimension in {"ward", "language"}
        for line in each.lines
        if line.is_low
    ]

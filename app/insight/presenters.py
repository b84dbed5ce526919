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


@dataclass(frozen=True, slots=True)
class Watch:
    """What the watch page of a round counts, suppressed in one go: no table gives away what another hides."""

    tables: tuple[Comparison, ...]
    by_language: list[queries.Step]
    by_channel: list[queries.Step]


def watch_of(round_: Round, least: int) -> Watch:
    """The fixed set of tables of one round. least: its set percent."""
    shares: dict[str, dict[str, CensusShare]] = {}
    for share in queries.census():
        shares.setdefault(share.dimension, {})[share.key] = share
    usual, strict = council.council().disclosure_threshold, max(10, council.council().sensitive_threshold)
    found = queries.reach(round_.id)
    known = [*shares.get("language", {}), *found.opened_by_language]
    voters: queries.Numbers = dict.fromkeys(known, queries.NOBODY) | found.by_language
    by_language = queries.funnel(voters, found.opened_by_language, strict, hides_zero=True)
    by_channel = queries.funnel(found.by_channel, found.opened_by_channel, strict, hides_zero=False)
    by_ward = queries.voters_by_ward(round_.id)
    wards = {name: name for name in [*shares.get("ward", {}), *sorted(by_ward)]}
    languages = {code: NATIVE_NAMES.get(code, code) for code in voters}
    is_hidden = {step.key for step in by_language if step.is_hidden}
    voted = {code: numbers[3] for code, numbers in voters.items()}
    tables = [
        _compared("ward", equality.suppressed("ward", TITLES["ward"], wards, by_ward, usual), shares, least),
        _compared(
            "language",
            equality.suppressed("language", TITLES["language"], languages, voted, strict, also=is_hidden),
            shares,
            least,
        ),
    ]
    raw = equality.counts(round_.slug)
    for field in COMPARED:
        texts = {key: str(text) for key, text in FIELDS[field][1].items()}
        table = equality.suppressed(field, TITLES[field], texts, raw.get(field, {}), strict)
        tables.append(_compared(field, table, shares, least))
    return Watch(tuple(tables), by_language, by_channel)


def _compared(
    name: str, table: equality.Table, loaded: Mapping[str, Mapping[str, CensusShare]], least: int
) -> Comparison:
    shares, lines = loaded.get(name, {}), []
    for line in table.lines:
        share = shares.get(line.key)
        expected = share.ratio if share else None
        is_low = expected is not None and is_under(line.ratio, expected, least)
        lines.append(Line(line.key, line.text, line.shown, line.ratio, expected, is_low))
    sources = tuple(dict.fromkeys(f"{s.source}, {s.source_on:%-d %B %Y}" for s in shares.values()))
    is_sample = any(s.is_sample for s in shares.values())
    return Comparison(name, table.title, table.base, tuple(lines), sources, is_sample)


def option_text(dimension: str, key: str) -> str:
    """What an option of a census table is called on our pages; its key where we do not know it (a ward is its name)."""
    if dimension == "language":
        return NATIVE_NAMES.get(key, key)
    return str(FIELDS[dimension][1].get(key, key)) if dimension in FIELDS else key


def low_ones(round_: Round) -> list[tuple[str, Line]]:
    """The wards and languages under the set ratio: an equality answer never raises an alert about anybody."""
    return [
        (each.dimension, line)
        for each in watch_of(round_, queries.least_percent(round_.id)).tables
        if each.dimension in {"ward", "language"}
        for line in each.lines
        if line.is_low
    ]

"""Reads of the equality store: unit rows for the steward, suppressed tables for everybody else."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.areas import queries as areas
from app.core.crypto import peppered
from app.core.db import db
from app.core.disclosure import hidden_in, rounded

from .models import EqualityAnswer, EqualityRelease, EqualityResponse
from .terms import FIELDS, RATHER_NOT

WARD = "ward"


def digest_of(token: str) -> str:
    """What is kept of an answerer's token."""
    return peppered("equality-token", token)


def check_of(context: str) -> str:
    """The short mark that shows an address was made here, so that nobody invents contexts."""
    return peppered("equality-context", context)[:12]


def is_ours(context: str, mark: str) -> bool:
    return hmac.compare_digest(check_of(context), mark)


def counts(context: str) -> dict[str, dict[str, int]]:
    """Raw counts, field -> option -> people, the ward among the fields. Never shown: see `tables`."""
    live = sa.and_(EqualityResponse.context == context, EqualityResponse.stopped_on.is_(None))
    found: dict[str, dict[str, int]] = {field: {} for field in (*FIELDS, WARD)}
    rows = db.session.execute(
        sa.select(EqualityAnswer.field, EqualityAnswer.value, sa.func.count())
        .join(EqualityResponse, EqualityResponse.id == EqualityAnswer.response_id)
        .where(live)
        .group_by(EqualityAnswer.field, EqualityAnswer.value)
    )
    for field, value, number in rows:
        found[field][value] = number
    wards = (
        sa.select(EqualityResponse.ward_id, sa.func.count())
        .where(live, EqualityResponse.ward_id.is_not(None))
        .group_by(EqualityResponse.ward_id)
    )
    found[WARD] = {str(ward): number for ward, number in db.session.execute(wards)}
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One option. shown: people rounded to 5, None when hidden. ratio: of the table's shown base, None when hidden."""

    key: str
    text: str
    shown: int | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Table:
    """One question. base: how many answered, rounded to 5; None when fewer than the threshold did, then no line."""

    key: str
    title: str
    base: int | None
    lines: tuple[Line, ...]

    def plain(self) -> dict[str, Any]:
        lines = [{"key": x.key, "text": x.text, "shown": x.shown, "ratio": x.ratio} for x in self.lines]
        return {"key": self.key, "title": self.title, "base": self.base, "lines": lines}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Table:
        return cls(plain["key"], plain["title"], plain["base"], tuple(Line(**line) for line in plain["lines"]))


def tables(
    context: str, threshold: int, texts: Mapping[str, Mapping[str, str]], titles: Mapping[str, str]
) -> list[Table]:
    """The fixed set of tables of one context, each suppressed and rounded (`domain.md` iii.14, vi.3 P6).

    texts: field -> option -> words, in the order of the lines; options outside it are not counted.
    """
    found = counts(context)
    return [suppressed(field, titles[field], texts[field], found.get(field, {}), threshold) for field in texts]


def suppressed(
    key: str,
    title: str,
    texts: Mapping[str, str],
    found: Mapping[str, int],
    threshold: int,
    *,
    also: Collection[str] = (),
    hides_zero: bool = True,
) -> Table:
    """One table. With one hidden cell another is hidden. also: options that are hidden in a table beside this one.

    hides_zero: zeros count as small, since such people live here; not where nobody can be found behind them.
    """
    numbers = [found.get(option, 0) for option in texts]
    total = sum(numbers)
    if total < threshold:
        return Table(key, title, None, ())
    known = [hides_zero and option != RATHER_NOT for option in texts]
    hidden = hidden_in(
        numbers, threshold, known=known, also={place for place, option in enumerate(texts) if option in also}
    )
    base = rounded(total)
    lines = tuple(
        Line(option, text, None, None)
        if c in hidden
        else Line(option, text, rounded(numbers[c]), round(rounded(numbers[c]) / base, 3))
        for c, (option, text) in enumerate(texts.items())
    )
    return Table(key, title, base, lines)


def ward_texts(on: dt.date) -> dict[str, str]:
    """The wards in force, as options of the ward's table."""
    return {str(area.id): area.name for area in areas.wards(on)}


def contexts() -> list[tuple[str, int, int]]:
    """Every context with how many answered and how many have stopped the use of theirs."""
    stopped = sa.func.count(EqualityResponse.stopped_on)
    rows = db.session.execute(
        sa.select(EqualityResponse.context, sa.func.count(), stopped)
        .group_by(EqualityResponse.context)
        .order_by(EqualityResponse.context)
    )
    return [(context, number, off) for context, number, off in rows]


def unit_rows(context: str, limit: int = 1000) -> list[tuple[EqualityResponse, dict[str, str]]]:
    """The rows themselves, in the order of their random keys. Only for the steward (`domain.md` vi.7)."""
    wanted = sa.select(EqualityResponse).where(EqualityResponse.context == context).order_by(EqualityResponse.id)
    responses = list(db.session.scalars(wanted.limit(limit)))
    answers: dict[uuid.UUID, dict[str, str]] = {each.id: {} for each in responses}
    found = sa.select(EqualityAnswer).where(EqualityAnswer.response_id.in_(list(answers)))
    for answer in db.session.scalars(found):
        answers[answer.response_id][answer.field] = answer.value + (f" ({answer.words})" if answer.words else "")
    return [(each, answers[each.id]) for each in responses]


def release(context: str) -> EqualityRelease | None:
    """What was released of a context; None while nothing was."""
    return db.session.scalars(sa.select(EqualityRelease).where(EqualityRelease.context == context)).one_or_none()


def past_their_time(today: dt.date) -> list[uuid.UUID]:
    """Rows of contexts whose tables were released a year ago, and rows that are two years old (`domain.md` vi.2)."""
    year = dt.timedelta(days=365)
    released = sa.select(EqualityRelease.context).where(EqualityRelease.released_on < today - year)
    return list(
        db.session.scalars(
            sa.select(EqualityResponse.id).where(
                sa.or_(EqualityResponse.context.in_(released), EqualityResponse.collected_on < today - 2 * year)
            )
        )
    )

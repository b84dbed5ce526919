"""Reads of the officers' desk: the queue over all packages, and the audit log by filter and key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from app.core import catalogues
from app.core.access import Actor, Role
from app.core.audit import AuditEntry
from app.core.clock import london_instant
from app.core.db import db
from app.core.ports import CalendarItem, QueueItem, ports

from .models import MessageReview

PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the reader of the log looks for; empty means all. Days are London dates, both included."""

    actor_name: str = ""
    verb: str = ""
    subject_type: str = ""
    subject: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None


def queue(actor: Actor) -> list[QueueItem]:
    """What waits for this officer, by due date, the undated last."""
    found = [item for source in ports().queue for item in source(actor)]
    return sorted(found, key=lambda item: (item.due is None, item.due or dt.date.max, item.text))


def calendar(first: dt.date, last: dt.date) -> list[CalendarItem]:
    """Dates between the two days, both included, in order."""
    found = [item for source in ports().calendar for item in source(first, last)]
    return sorted(found, key=lambda item: (item.on, item.text))


SUBJECTS_OF: dict[Role, frozenset[str]] = {
    Role.STRATEGY_OFFICER: frozenset(
        {"strategy", "pillar", "objective", "action", "milestone", "indicator", "target", "observation", "contribution"}
    ),
    Role.FUND_MANAGER: frozenset({"fund", "pot", "call", "proposal", "award", "agreement", "project", "query"}),
    Role.RETURNING_OFFICER: frozenset(
        {"round", "rule_set", "ballot_item", "voter", "opening", "round_count", "certificate"}
    ),
}
SUBJECTS_OF[Role.DEPUTY_RETURNING_OFFICER] = SUBJECTS_OF[Role.RETURNING_OFFICER]


def readable_subjects(actor: Actor) -> frozenset[str] | None:
    """Kinds of things whose entries the actor may read: None is all (`domain.md` vi.7, "own area")."""
    if actor.has(Role.ADMINISTRATOR):
        return None
    return frozenset().union(*(SUBJECTS_OF.get(grant.role, frozenset()) for grant in actor.grants))


def _entries(wanted: AuditFilter, subjects: frozenset[str] | None) -> sa.Select[AuditEntry]:
    query = sa.select(AuditEntry)
    if subjects is not None:
        query = query.where(AuditEntry.subject_type.in_(sorted(subjects)))
    if wanted.actor_name:
        query = query.where(AuditEntry.actor_name.icontains(wanted.actor_name, autoescape=True))
    if wanted.verb:
        query = query.where(AuditEntry.verb == wanted.verb)
    if wanted.subject_type:
        query = query.where(AuditEntry.subject_type == wanted.subject_type)
    if wanted.subject:
        text = AuditEntry.subject_name.icontains(wanted.subject, autoescape=True)
        query = query.where(sa.or_(text, AuditEntry.subject_id == wanted.subject))
    if wanted.from_on:
        query = query.where(AuditEntry.at >= london_instant(wanted.from_on, dt.time()))
    if wanted.to_on:
        query = query.where(AuditEntry.at < london_instant(wanted.to_on + dt.timedelta(days=1), dt.time()))
    return query


def audit_page(wanted: AuditFilter, subjects: frozenset[str] | None, before: int | None) -> list[AuditEntry]:
    """Up to PAGE + 1 entries, newest first, older than the entry `before`."""
    query = _entries(wanted, subjects)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return list(db.session.scalars(query.order_by(AuditEntry.id.desc()).limit(PAGE + 1)))


def audit_stream(wanted: AuditFilter, subjects: frozenset[str] | None) -> Iterator[AuditEntry]:
    """Every entry that fits, oldest first, without holding them all."""
    query = _entries(wanted, subjects).order_by(AuditEntry.id).execution_options(yield_per=500)
    yield from db.session.scalars(query).yield_per(500)


def verbs() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEntry.verb).distinct().order_by(AuditEntry.verb)))


def subject_types(subjects: frozenset[str] | None) -> list[str]:
    query = sa.select(AuditEntry.subject_type).distinct().order_by(AuditEntry.subject_type)
    return [kind for kind in db.session.scalars(query) if subjects is None or kind in subjects]


class Checked(StrEnum):
    """Where the text of a message stands."""

    DRAFTED = "drafted"
    REVIEWED = "reviewed"
    WANTED = "wanted"


@dataclass(frozen=True, slots=True)
class Text:
    """One message of a language with what a translator said of it."""

    line: catalogues.Line
    state: Checked
    wanted: tuple[str, ...]


def texts(lang: str, words: str = "", state: Checked | None = None) -> list[Text]:
    """The messages of a language in the order of the English, those with these words and in this state.

    Raises:
        LookupError: there is no catalogue of this language.
    """
    said = {each.message: each for each in db.session.scalars(_reviews(lang))}
    found = [_text(line, said.get(line.key)) for line in catalogues.lines(lang).values()]
    wanted = words.casefold()
    return [
        each
        for each in found
        if (state is None or each.state is state)
        and any(wanted in part.casefold() for part in (*each.line.english, *each.line.texts))
    ]


def _reviews(lang: str) -> sa.Select[MessageReview]:
    return sa.select(MessageReview).where(MessageReview.lang == lang)


def _text(line: catalogues.Line, review: MessageReview | None) -> Text:
    if review is None or review.stamp != line.stamp:
        return Text(line, Checked.DRAFTED, ())
    return Text(line, Checked.WANTED if review.wanted else Checked.REVIEWED, tuple(review.wanted))

"""Tries that may be wrong (passwords, codes, mails asked for), counted in the database under keys that name nobody."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from .clock import now
from .db import Base, db, unit_of_work
from .errors import DomainError
from .i18n import _

LONGEST_WINDOW = dt.timedelta(days=1)


class AttemptCount(Base):
    """Tries of one purpose and key in one minute. `digest` is an HMAC whose key changes daily; no address, no name."""

    __tablename__ = "attempt_count"
    __table_args__ = (sa.Index(None, "minute"),)

    digest: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    minute: Mapped[dt.datetime] = mapped_column(primary_key=True)
    tries: Mapped[int]


class TooManyTries(DomainError):
    """There were as many tries as the limit allows; the person waits."""


def check(purpose: str, key: str, limit: int, window: dt.timedelta) -> None:
    """There were fewer than `limit` tries in the `window` (at most a day) that ends now.

    Raises:
        TooManyTries: the limit is reached; the page becomes a 429 that says to wait.
    """
    if tries(purpose, key, window) >= limit:
        raise TooManyTries(_("There were too many tries. Wait a few minutes and try again."))


def tries(purpose: str, key: str, window: dt.timedelta) -> int:
    """How often `note` was called for this purpose and key in the window (at most a day) that ends now."""
    since = now() - min(window, LONGEST_WINDOW)
    days = {now().date(), since.date()}
    query = sa.select(sa.func.coalesce(sa.func.sum(AttemptCount.tries), 0)).where(
        AttemptCount.digest.in_([_digest(purpose, key, day) for day in sorted(days)]), AttemptCount.minute > since
    )
    return int(db.session.scalar(query) or 0)


def note(purpose: str, key: str) -> None:
    """One more try is counted: at once, or with the unit of work that is open."""
    if g.get("uow_open"):
        _add(purpose, key)
    else:
        with unit_of_work():
            _add(purpose, key)


def forget(purpose: str, key: str) -> None:
    """Today's tries of this purpose and key are gone: the person got in. Wants an open unit of work."""
    db.session.execute(sa.delete(AttemptCount).where(AttemptCount.digest == _digest(purpose, key, now().date())))


def _add(purpose: str, key: str) -> None:
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    minute = now().replace(second=0, microsecond=0)
    row = insert(AttemptCount).values(digest=_digest(purpose, key, minute.date()), minute=minute, tries=1)
    db.session.execute(
        row.on_conflict_do_update(
            index_elements=[AttemptCount.digest, AttemptCount.minute], set_={"tries": AttemptCount.tries + 1}
        )
    )


def _digest(purpose: str, key: str, day: dt.date) -> str:
    pepper = current_app.config["SETTINGS"].code_pepper.encode()
    of_the_day = hmac.new(pepper, f"attempts {day.isoformat()}".encode(), hashlib.sha256).digest()
    return hmac.new(of_the_day, f"{purpose}:{key}".encode(), hashlib.sha256).hexdigest()


def sweep() -> None:
    """Counts older than two days are gone."""
    with unit_of_work():
        db.session.execute(sa.delete(AttemptCount).where(AttemptCount.minute < now() - 2 * LONGEST_WINDOW))


def register(app: Flask) -> None:
    """The sweep runs once a day, and a page that meets too many tries says so with status 429."""
    from . import jobs
    from .web.errors import error_page

    jobs.every(app, "sweep-attempts", dt.timedelta(days=1), sweep)

    @app.errorhandler(TooManyTries)
    def _wait(refusal: TooManyTries) -> Response:
        return error_page(429, refusal.message)

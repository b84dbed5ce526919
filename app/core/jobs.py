"""Work for later: job rows written with the change that asks for them, and the consumer that sweeps them up.

What must happen is a row in our own database, in the same transaction; huey only brings somebody to look, at once when
nudged and every minute anyway.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import click
import sqlalchemy as sa
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext
from huey import RedisHuey, SqliteHuey, crontab
from huey.api import Huey
from sqlalchemy.orm import Mapped, mapped_column

from app.settings import Settings

from .clock import now
from .db import Base, BigId, db, nudge_after_commit, unit_of_work

LEASE = dt.timedelta(minutes=15)
LAST_TRY = 10
log = structlog.get_logger()
Handler = Callable[..., None]


class JobRow(Base):
    """One piece of work. Deleted when done; `payload` never holds a choice, a code or a name."""

    __tablename__ = "job_row"
    __table_args__ = (sa.Index(None, "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    payload: Mapped[dict[str, Any]]
    due_at: Mapped[dt.datetime]
    tries: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(sa.String(200), default="")


def handler(app: Flask, name: str, work: Handler) -> None:
    """Rows called `name` are done by `work(**payload)`, at least once; it opens its own units of work."""
    app.extensions.setdefault("job_handlers", {})[name] = work


def every(app: Flask, name: str, period: dt.timedelta, work: Handler) -> None:
    """`work()` runs about every `period` in one process at a time (closing, sweeping, retention)."""
    app.extensions.setdefault("periodic", {})[name] = (period, work)
    handler(app, name, work)


def put(name: str, *, due_at: dt.datetime | None = None, **payload: Any) -> None:
    """The work will be done after `due_at` (default: now) if, and only if, the open unit of work commits."""
    db.session.add(JobRow(name=name, payload=payload, due_at=due_at or now()))
    nudge_after_commit(nudge)


def nudge() -> None:
    """The consumer looks soon. No harm if there is none: the sweep comes every minute."""
    huey: Huey | None = current_app.extensions.get("huey")
    if huey is not None and not current_app.config["TESTING"]:
        try:
            current_app.extensions["sweep"]()
        except Exception as fault:  # noqa: BLE001 - hurry is a favour; the row is safe
            log.warning("nudge failed", fault=type(fault).__name__)


def run_due(limit: int = 50) -> int:
    """Mail and jobs that were due have been done, or are due again later. Returns how many were done."""
    from . import outbox

    plant_periodic()
    done = outbox.send_due(limit)
    handlers: dict[str, Handler] = current_app.extensions.get("job_handlers", {})
    for row_id, name, payload in _lease(limit):
        try:
            handlers[name](**payload)
        except Exception as fault:  # noqa: BLE001 - one bad job must not stop the others
            db.session.rollback()
            log.error("job failed", job=name, fault=type(fault).__name__)
            _put_back(row_id, type(fault).__name__)
        else:
            _finish(row_id, name)
            done += 1
    return done


def plant_periodic() -> None:
    """Each periodic job has exactly one row."""
    periodic = current_app.extensions.get("periodic", {})
    there = set(db.session.scalars(sa.select(JobRow.name).where(JobRow.name.in_(list(periodic)))))
    if periodic.keys() - there:
        with unit_of_work():
            for name in sorted(periodic.keys() - there):
                db.session.add(JobRow(name=name, payload={}, due_at=now()))


def _lease(limit: int) -> list[tuple[int, str, dict[str, Any]]]:
    known = list(current_app.extensions.get("job_handlers", {}))
    with unit_of_work():
        due = sa.select(JobRow).where(JobRow.due_at <= now(), JobRow.tries < LAST_TRY, JobRow.name.in_(known))
        rows = db.session.scalars(due.order_by(JobRow.id).limit(limit).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.due_at = now() + LEASE
            row.tries += 1
        return [(row.id, row.name, dict(row.payload)) for row in rows]


def _finish(row_id: int, name: str) -> None:
    period = current_app.extensions.get("periodic", {}).get(name)
    with unit_of_work():
        row = db.session.get(JobRow, row_id)
        if row is None:
            return
        if period is None:
            db.session.delete(row)
        else:
            row.due_at, row.tries, row.last_error = now() + period[0], 0, ""


def _put_back(row_id: int, fault: str) -> None:
    with unit_of_work():
        row = db.session.get(JobRow, row_id)
        if row is not None:
            row.last_error = fault
            row.due_at = now() + dt.timedelta(seconds=min(3600, 30 * 2**row.tries))
            if row.name in current_app.extensions.get("periodic", {}):
                row.tries = min(row.tries, LAST_TRY - 1)


def register(app: Flask, settings: Settings) -> None:
    """The application has its queue: SQLite beside the data, or Redis where REDIS_URL is set."""
    if settings.redis_url:
        huey: Huey = RedisHuey("common-purse", url=settings.redis_url)
    else:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        huey = SqliteHuey("common-purse", filename=str(settings.data_dir / "queue.db"))

    def sweep() -> None:
        with app.app_context():
            run_due()

    app.extensions["huey"] = huey
    app.extensions["sweep"] = huey.task(name="sweep")(sweep)
    huey.periodic_task(crontab(minute="*"), name="sweep_every_minute")(sweep)


@click.command("jobs")
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
@with_appcontext
def consume(once: bool) -> None:
    """Do mail and jobs as they fall due, until stopped (production runs this beside the web workers)."""
    if once:
        click.echo(f"{run_due()} done")
        return
    current_app.extensions["huey"].create_consumer(workers=2, periodic=True).run()

"""Counting how often a vote's first page is opened, without cookies: noted in memory, written in batches.

Only the page itself is counted, never a POST, so that no voter waits for it. What a process has noted it writes a few
seconds later from a thread of its own, and when it ends; a process that is killed loses those seconds.
"""

from __future__ import annotations

import atexit
import threading
from collections import Counter
from collections.abc import Mapping

import sqlalchemy as sa
import structlog
from flask import Flask, Response, current_app, request

from app.core.clock import now
from app.core.db import db, unit_of_work
from app.core.i18n import language
from app.register.kiosk.device import kiosk_here
from app.rounds.models import Channel

from . import commands
from .commands import Opened

COUNTED = "register.start"  # on shared devices too; their own start reloads by itself, so it says nothing
WAIT = 5.0  # seconds until what was noted is written
MOST_CELLS = 5_000  # noted while the database cannot be written to; more is not counted


class Tally:
    """Opens of this process that are not in the database yet. wait: 0 writes only when it is asked to."""

    def __init__(self, app: Flask, wait: float) -> None:
        self.wait = wait
        self._app, self._lock = app, threading.Lock()
        self._opens: Counter[Opened] = Counter()
        self._timer: threading.Timer | None = None

    def note(self, cell: Opened) -> None:
        """One more; it is written soon."""
        self._add({cell: 1})
        self._write_soon()

    def flush(self) -> None:
        """What was noted is in the totals; what could not be written is noted still. Wants no open unit of work."""
        if not (taken := self.take()):
            return
        try:
            with unit_of_work():
                commands.add_opens(taken)
        except sa.exc.DBAPIError:
            self._add(taken)
            raise

    def take(self) -> dict[Opened, int]:
        """What was noted since the last time; nothing is kept."""
        with self._lock:
            taken, self._opens = dict(self._opens), Counter()
        return taken

    def _add(self, opens: Mapping[Opened, int]) -> None:
        with self._lock:
            for cell, number in opens.items():
                if cell in self._opens or len(self._opens) < MOST_CELLS:
                    self._opens[cell] += number

    def _write_soon(self) -> None:
        with self._lock:
            if self._timer is None and self.wait:
                self._timer = threading.Timer(self.wait, self._write)
                self._timer.daemon = True
                self._timer.start()

    def _write(self) -> None:
        with self._lock:
            self._timer = None
        try:
            self.write_now()
        except sa.exc.DBAPIError:
            structlog.get_logger().warning("page_opens_wait")
            self._write_soon()

    def write_now(self) -> None:
        """`flush` from outside a request."""
        with self._app.app_context():
            try:
                self.flush()
            finally:
                db.session.remove()

    def write_at_exit(self) -> None:
        """The last chance of this process."""
        try:
            self.write_now()
        except (sa.exc.SQLAlchemyError, RuntimeError):
            return  # the database is gone, and nobody is left to tell


def tally() -> Tally:
    found: Tally = current_app.extensions["page_opens"]
    return found


def register(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    mine = app.extensions["page_opens"] = Tally(app, 0 if settings.is_testing else WAIT)
    atexit.register(mine.write_at_exit)

    @app.after_request
    def _count(answer: Response) -> Response:
        if request.method == "GET" and request.endpoint == COUNTED and answer.status_code == 200:
            slug = str((request.view_args or {}).get("slug", ""))
            hour = now().replace(minute=0, second=0, microsecond=0)
            mine.note(Opened(slug, hour, Channel.KIOSK if kiosk_here() else Channel.ONLINE, language()))
        return answer

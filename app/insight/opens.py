"""Counting page opens without cookies: kept in memory for a minute at most, then added to the day's total."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter

from flask import Flask, Response, current_app, request

from app.core.clock import today
from app.core.db import unit_of_work
from app.core.i18n import language

from . import commands

COUNTED = frozenset({"rounds.show", "register.start"})
EVERY_SECONDS = 60


class Tally:
    """Opens of this process that are not in the database yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opens: Counter[tuple[str, dt.date, str]] = Counter()
        self._since = time.monotonic()

    def note(self, slug: str, on: dt.date, lang: str) -> None:
        with self._lock:
            self._opens[slug, on, lang] += 1

    def is_due(self) -> bool:
        return bool(self._opens) and time.monotonic() - self._since > EVERY_SECONDS

    def take(self) -> dict[tuple[str, dt.date, str], int]:
        """What was noted since the last time; nothing is kept."""
        with self._lock:
            taken, self._opens, self._since = dict(self._opens), Counter(), time.monotonic()
        return taken


def tally() -> Tally:
    found: Tally = current_app.extensions["page_opens"]
    return found


def flush() -> None:
    """What this process noted is in the day's totals."""
    if opens := tally().take():
        with unit_of_work():
            commands.add_opens(opens)


def register(app: Flask) -> None:
    app.extensions["page_opens"] = Tally()

    @app.after_request
    def _count(answer: Response) -> Response:
        if request.method == "GET" and request.endpoint in COUNTED and answer.status_code == 200:
            tally().note(str((request.view_args or {}).get("slug", "")), today(), language())
        elif tally().is_due() and not request.path.startswith("/vote"):
            flush()
        return answer

"""Threads of one process take turns at SQLite: to write, and in a vote to compute.

SQLite's own waiting sleeps while the file is free, so threads that want to write wait for each other here. Only one
thread computes at a time anyway; where two handle a vote each, the interpreter goes from one to the other at every call
of the database, a dozen times a vote, which costs a fifth of all work. So one vote is handled at a time, up to the
moment in which it is written to disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

LONGEST_TURN = 15.0  # seconds
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Turns:
    """What the threads of one application wait for."""

    def __init__(self) -> None:
        self._writing = threading.Lock()
        self._computing = threading.Lock()
        self._computes: int | None = None

    @contextmanager
    def to_write(self) -> Iterator[None]:
        """Another process is waited for by SQLite, as is a thread that holds its turn for too long."""
        if not self._writing.acquire(timeout=LONGEST_TURN):
            yield
            return
        try:
            yield
        finally:
            self._writing.release()

    @contextmanager
    def to_compute(self) -> Iterator[None]:
        """Until this ends or `rest`. Whoever waits for too long goes on beside the other."""
        if self._computing.acquire(timeout=LONGEST_TURN):
            self._computes = threading.get_ident()
        try:
            yield
        finally:
            self.rest()

    def rest(self) -> None:
        """Another thread may compute, if it was this one's turn."""
        if self._computes == threading.get_ident():
            self._computes = None
            self._computing.release()


class OneVoteAtATime:
    """Votes that are sent to this process are handled one after the other."""

    def __init__(self, wsgi: WsgiApp, turns: Turns, path: str) -> None:
        self.wsgi, self.turns, self.path = wsgi, turns, path

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "POST" or not environ["PATH_INFO"].startswith(self.path):
            return self.wsgi(environ, start_response)
        with self.turns.to_compute():
            return self.wsgi(environ, start_response)

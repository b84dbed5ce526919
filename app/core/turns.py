"""Threads and processes take turns at SQLite: to write, and threads also to compute in a vote.

SQLite's own waiting sleeps while the file is free, so whoever wants to write waits here. Only one thread computes at a
time anyway; where two handle a vote each, the interpreter goes from one to the other at every call of the database, a
dozen times a vote, which costs a fifth of all work. So one vote is handled at a time, up to the moment in which it is
written to disk.
"""

from __future__ import annotations

import fcntl
import io
import os
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

LONGEST_TURN = 15.0  # seconds
LONGEST_VOTE = 100_000  # bytes
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Turns:
    """What the threads of one application wait for, and the processes that share its database."""

    def __init__(self, path: str) -> None:
        """path: of the file at which processes take turns."""
        self._path, self._file, self._process = path, -1, -1
        self._writes_since: float | None = None
        self._writing = threading.Lock()
        self._computing = threading.Lock()
        self._computes: int | None = None

    @contextmanager
    def to_write(self) -> Iterator[None]:
        """Whoever holds its turn for too long is passed, and waited for by SQLite itself."""
        if not self._writing.acquire(timeout=LONGEST_TURN):
            yield
            return
        is_claimed = False
        try:
            is_claimed = self._claim()
            yield
        finally:
            if is_claimed:
                self._writes_since = None
                fcntl.flock(self._file, fcntl.LOCK_UN)
            self._writing.release()

    def _claim(self) -> bool:
        """No other process has the turn, unless it held it for too long. The system ends the turn of one that dies.

        Where the file cannot be opened (a full disk, another's file) SQLite's own waiting has to do.
        """
        if self._process != os.getpid():  # a file that was open at a fork is one file for both
            try:
                self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            except OSError:
                return False
            self._process = os.getpid()
            threading.Thread(target=_watch, args=(weakref.ref(self),), daemon=True).start()
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._writes_since = time.monotonic()
        return True

    def give_up(self) -> None:
        """Another process may write, if this one's turn has been too long. At worst that is a turn just begun."""
        since = self._writes_since
        if since is not None and time.monotonic() - since > LONGEST_TURN:
            fcntl.flock(self._file, fcntl.LOCK_UN)

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


def _watch(turns: weakref.ref[Turns]) -> None:
    """While there are turns: who waits for a lock of a file cannot be woken, so who holds it lets go in time."""
    while (held := turns()) is not None:
        held.give_up()
        del held
        time.sleep(LONGEST_TURN / 4)


class OneVoteAtATime:
    """Votes that are sent to this process are handled one after the other."""

    def __init__(self, wsgi: WsgiApp, turns: Turns, path: str) -> None:
        self.wsgi, self.turns, self.path = wsgi, turns, path

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_vote = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith(self.path)
        length = environ.get("CONTENT_LENGTH") or ("" if "HTTP_TRANSFER_ENCODING" in environ else "0")
        if not is_vote or not length.isdecimal() or int(length) > LONGEST_VOTE:
            return self.wsgi(environ, start_response)
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(length)))  # nobody waits for a slow phone
        with self.turns.to_compute():
            return self.wsgi(environ, start_response)

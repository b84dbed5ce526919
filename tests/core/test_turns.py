"""On SQLite threads take turns: to write, and in a vote to compute; on PostgreSQL nobody waits."""

from __future__ import annotations

import io
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import audit
from app.core.access import SYSTEM
from app.core.db import db, unit_of_work
from app.core.turns import OneVoteAtATime, Turns

SOON, LONG = 0.1, 10.0  # seconds
Turn = Callable[[Turns], AbstractContextManager[None]]


class Thing:
    id = 7
    __tablename__ = "thing"


class Other:
    """Another thread that does one thing."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.is_done = threading.Event()
        self.fault: BaseException | None = None
        self._act = act
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._act()
        except BaseException as fault:  # noqa: BLE001 - the test looks at it
            self.fault = fault
        self.is_done.set()

    def waits(self) -> bool:
        return not self.is_done.wait(SOON)

    def end(self) -> None:
        """It has done it, and nothing was wrong."""
        self._thread.join(LONG)
        assert self.is_done.is_set(), "it waits for ever"
        if self.fault is not None:
            raise self.fault


def new_turns() -> Turns:
    return Turns(f"{tempfile.mkdtemp()}/turn")


def enter(turn: AbstractContextManager[None]) -> None:
    with turn:
        pass


TURNS = {"to write": Turns.to_write, "to compute": Turns.to_compute}
each_turn = pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS)


@pytest.mark.pure
@each_turn
def test_one_thread_at_a_time_has_its_turn(turn: Turn) -> None:
    turns, inside, most = new_turns(), 0, []

    def act() -> None:
        nonlocal inside
        for _ in range(20):
            with turn(turns):
                inside += 1
                most.append(inside)
                threading.Event().wait(0.0005)
                inside -= 1

    for other in [Other(act) for _ in range(4)]:
        other.end()
    assert most == [1] * 80


@pytest.mark.pure
@each_turn
def test_who_waits_goes_on_when_the_other_is_ready_or_fails(turn: Turn) -> None:
    turns = new_turns()
    with turn(turns):
        first = Other(lambda: enter(turn(turns)))
        assert first.waits()
    first.end()
    with pytest.raises(RuntimeError, match="fails"), turn(turns):
        second = Other(lambda: enter(turn(turns)))
        assert second.waits()
        raise RuntimeError("fails")
    second.end()


@pytest.mark.pure
@each_turn
def test_a_thread_that_holds_its_turn_for_too_long_is_passed(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.turns.LONGEST_TURN", 0.01)
    turns = new_turns()
    with turn(turns):
        Other(lambda: enter(turn(turns))).end()
        monkeypatch.setattr("app.core.turns.LONGEST_TURN", LONG)
        late = Other(lambda: enter(turn(turns)))
        assert late.waits(), "who passed gives back no turn that it never had"
    late.end()


@pytest.mark.pure
def test_writing_and_computing_are_turns_of_their_own() -> None:
    turns = new_turns()
    with turns.to_write():
        Other(lambda: enter(turns.to_compute())).end()
    with turns.to_compute():
        Other(lambda: enter(turns.to_write())).end()


@pytest.mark.pure
def test_who_rests_lets_another_compute_and_ends_nobody_elses_turn() -> None:
    turns, holds, leave = new_turns(), threading.Event(), threading.Event()

    def hold() -> None:
        with turns.to_compute():
            holds.set()
            leave.wait(LONG)

    with turns.to_compute():
        holder = Other(hold)
        assert holder.waits()
        turns.rest()
        assert holds.wait(LONG)
        turns.rest()
    third = Other(lambda: enter(turns.to_compute()))
    assert third.waits(), "it is still the turn of the other"
    leave.set()
    holder.end()
    third.end()


@pytest.mark.pure
def test_resting_without_a_turn_does_nothing() -> None:
    turns = new_turns()
    turns.rest()
    with turns.to_compute():
        Other(turns.rest).end()
        waiting = Other(lambda: enter(turns.to_compute()))
        assert waiting.waits()
    waiting.end()


# Votes that are sent


def sent(method: str, path: str) -> dict[str, Any]:
    return {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO()}


class Site:
    """Answers each request once it is told to."""

    def __init__(self) -> None:
        self.inside, self.leave = threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("/slow"):
            self.inside.set()
            self.leave.wait(LONG)
        if environ["PATH_INFO"].endswith("/broken"):
            raise RuntimeError("broken")
        return [environ["PATH_INFO"].encode()]


@contextmanager
def a_slow_vote(app: OneVoteAtATime, site: Site) -> Iterator[None]:
    """A vote is being handled meanwhile."""
    slow = Other(lambda: app(sent("POST", "/vote/spring/slow"), lambda *_: None))
    assert site.inside.wait(LONG)
    try:
        yield
    finally:
        site.leave.set()
        slow.end()


@pytest.mark.pure
def test_votes_are_handled_one_after_the_other() -> None:
    site = Site()
    app = OneVoteAtATime(site, new_turns(), "/vote")
    with a_slow_vote(app, site):
        second = Other(lambda: app(sent("POST", "/vote/autumn/choose"), lambda *_: None))
        assert second.waits()
    second.end()


@pytest.mark.pure
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/vote/spring/"), ("HEAD", "/vote/spring/"), ("POST", "/contact"), ("GET", "/")]
)
def test_nothing_else_waits_for_a_vote(method: str, path: str) -> None:
    site = Site()
    app = OneVoteAtATime(site, new_turns(), "/vote")
    with a_slow_vote(app, site):
        assert app(sent(method, path), lambda *_: None) == [path.encode()]


@pytest.mark.pure
def test_a_vote_that_breaks_gives_its_turn_back() -> None:
    app = OneVoteAtATime(Site(), new_turns(), "/vote")
    with pytest.raises(RuntimeError, match="broken"):
        app(sent("POST", "/vote/broken"), lambda *_: None)
    Other(lambda: app(sent("POST", "/vote/spring/"), lambda *_: None)).end()


# In the application


def note() -> None:
    with unit_of_work():
        audit.record(SYSTEM, "try_it", Thing())


def notes() -> int:
    db.session.rollback()
    return db.session.scalar(sa.select(sa.func.count()).select_from(audit.AuditEntry)) or 0


def note_elsewhere(app: Flask) -> Other:
    """Another thread, with a unit of work of its own."""

    def act() -> None:
        with app.app_context():
            try:
                note()
            finally:
                db.session.remove()

    return Other(act)


def is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


@pytest.fixture
def turns(committed: Flask) -> Turns:
    """What the threads of this application wait for; on PostgreSQL it is nothing to them."""
    found: Turns | None = committed.extensions.get("turns")
    assert (found is not None) is is_sqlite()
    return found or new_turns()


def test_a_unit_of_work_waits_for_the_one_before(committed: Flask, turns: Turns) -> None:
    with unit_of_work():
        audit.record(SYSTEM, "try_it", Thing())
        second = note_elsewhere(committed)
        assert second.waits() is is_sqlite()
    second.end()
    assert notes() == 2


def test_a_unit_of_work_that_fails_gives_its_turn_back(committed: Flask, turns: Turns) -> None:
    with pytest.raises(ValueError, match="no"), unit_of_work():
        audit.record(SYSTEM, "try_it", Thing())
        raise ValueError("no")
    with pytest.raises(RuntimeError, match="already open"), unit_of_work(), unit_of_work():
        pass
    note_elsewhere(committed).end()
    assert notes() == 1


def test_a_unit_of_work_passes_a_thread_that_holds_its_turn_for_too_long(
    turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.core.turns.LONGEST_TURN", 0.01)
    holds, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with turns.to_write():
            holds.set()
            leave.wait(LONG)

    holder = Other(hold)
    assert holds.wait(LONG)
    note()
    leave.set()
    holder.end()
    assert notes() == 1


def test_while_a_vote_is_written_to_disk_the_next_one_is_handled(turns: Turns) -> None:
    seen: list[bool] = []
    listen = lambda _session: seen.append(not Other(lambda: enter(turns.to_compute())).waits())  # noqa: E731
    with turns.to_compute():
        with unit_of_work():
            audit.record(SYSTEM, "try_it", Thing())
            waiting = Other(lambda: enter(turns.to_compute()))
            assert waiting.waits()
            sa.event.listen(db.session.session_factory, "before_commit", listen)
        sa.event.remove(db.session.session_factory, "before_commit", listen)
    waiting.end()
    assert seen == [is_sqlite()]


def test_a_vote_over_http_waits_for_another_and_nothing_else_does(committed: Flask, turns: Turns) -> None:
    def send(method: str, path: str) -> Other:
        return Other(lambda: committed.test_client().open(path, method=method))

    with turns.to_compute():
        vote = send("POST", "/vote/spring/choose")
        assert vote.waits() is is_sqlite()
        send("GET", "/vote/spring/").end()
        send("POST", "/contact").end()
    vote.end()


@pytest.mark.pure
def test_a_slow_phone_holds_nobody_up() -> None:
    """E22: what is sent is read before the turn is taken; a chunked or very long body takes no turn."""
    turns, read = new_turns(), []

    def site(environ: dict[str, Any], _start: Callable[..., Any]) -> Iterable[bytes]:
        read.append((environ["wsgi.input"].read(), turns._computing.locked()))
        return []

    app = OneVoteAtATime(site, turns, "/vote")
    for facts in ({"CONTENT_LENGTH": "3"}, {}, {"HTTP_TRANSFER_ENCODING": "chunked"}, {"CONTENT_LENGTH": "999999"}):
        app({"REQUEST_METHOD": "POST", "PATH_INFO": "/vote/a/", "wsgi.input": io.BytesIO(b"a=1b"), **facts}, len)
    assert read == [(b"a=1", True), (b"", True), (b"a=1b", False), (b"a=1b", False)]


@pytest.mark.pure
def test_processes_take_turns_too_and_one_that_cannot_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second `Turns` at the same file is as another process; where there can be no file nobody waits here."""
    monkeypatch.setattr("app.core.turns.LONGEST_TURN", 0.2)
    one, other = Turns(str(tmp_path / "turn")), Turns(str(tmp_path / "turn"))
    with one.to_write():
        waiting = Other(lambda: _write(other))
        assert waiting.waits()
    waiting.end()
    with one.to_write(), other.to_write():
        pass  # held for too long: passed
    with Turns(str(tmp_path / "nowhere" / "turn")).to_write():
        pass


def _write(turns: Turns) -> None:
    with turns.to_write():
        pass

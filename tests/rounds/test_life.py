"""The life of a round after the lock: the clock, pauses, the lot, news to other packages."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app.core import clock
from app.core.db import unit_of_work
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.events import subscribe
from app.rounds import commands, panels, policies, queries
from app.rounds.events import RoundClosed, RoundOpened
from app.rounds.models import RoundState
from app.rounds.states import Phase
from tests.rounds.factories import CLOSES, NOW, OPENS, make_draft, make_locked

DURING = OPENS + dt.timedelta(days=1)


@pytest.mark.usefixtures("session")
def test_the_job_that_moves_rounds_on_tells_everyone_once(app: Flask) -> None:
    heard: list[object] = []
    subscribe(app, RoundOpened, heard.append)
    subscribe(app, RoundClosed, heard.append)
    round_, *_ = make_locked()

    for at in (NOW, OPENS, OPENS, CLOSES, CLOSES):
        with unit_of_work():
            commands.move_on(at)

    mine = [news for news in heard if news.round_id == round_.id]  # type: ignore[attr-defined]
    assert mine == [RoundOpened(round_.id), RoundClosed(round_.id)]
    assert round_.state is RoundState.CLOSED


@pytest.mark.usefixtures("session")
def test_a_round_is_not_closed_before_its_time() -> None:
    round_, *_ = make_locked()

    with pytest.raises(WrongState), unit_of_work():
        commands.close_round(round_.id, CLOSES - dt.timedelta(seconds=1))
    with unit_of_work():
        assert commands.close_round(round_.id, CLOSES).state is RoundState.CLOSED


@pytest.mark.usefixtures("session")
def test_a_pause_stops_voting_and_keeps_the_announced_close() -> None:
    round_, first, _second = make_locked()
    with unit_of_work():
        commands.pause_round(round_.id, reason="A fault was found", actor=first, now=DURING)
    assert policies.phase(round_, DURING) is Phase.PAUSED
    with unit_of_work():
        commands.resume_round(round_.id, actor=first, now=DURING)

    assert policies.can_vote(round_, DURING)
    assert round_.closes_at == CLOSES


@pytest.mark.usefixtures("session")
def test_the_lot_is_entered_after_the_close_and_never_again() -> None:
    round_, first, second = make_locked()
    with pytest.raises(NotAllowed), unit_of_work():
        commands.enter_lot(round_.id, words="4 2", actor=first, now=DURING)
    with pytest.raises(DomainError), unit_of_work():
        commands.enter_lot(round_.id, words="  ", actor=first, now=CLOSES)
    with unit_of_work():
        commands.enter_lot(round_.id, words=" 4  2 amber ", actor=first, now=CLOSES)
    assert round_.lot_public == "4 2 amber"
    with pytest.raises(NotAllowed), unit_of_work():
        commands.enter_lot(round_.id, words="6 6", actor=second, now=CLOSES)


@pytest.mark.usefixtures("session")
def test_a_round_cannot_jump_ahead() -> None:
    round_, *_ = make_locked()

    with pytest.raises(WrongState), unit_of_work():
        commands.set_state(round_.id, RoundState.COUNTED)
    with pytest.raises(WrongState), clock.at(NOW), unit_of_work():
        commands.close_round(round_.id, NOW)


@pytest.mark.usefixtures("session")
def test_public_lists_follow_the_clock_and_hide_drafts() -> None:
    round_, *_ = make_locked()

    def where(at: dt.datetime) -> str:
        groups = queries.public_rounds(at)
        return next(name for name, found in groups.items() if round_ in found)

    assert [where(NOW), where(DURING), where(CLOSES)] == ["coming", "open", "past"]


@pytest.mark.usefixtures("session")
def test_the_search_finds_rounds_but_no_drafts(app: Flask) -> None:
    round_, first, _second = make_locked(name="You Decide Winter")
    make_draft(first, name="You Decide Spring")

    with app.test_request_context():
        hits = list(panels.found("you decide", 50))

    assert round_.name in [hit.title for hit in hits]
    assert "You Decide Spring" not in [hit.title for hit in hits]

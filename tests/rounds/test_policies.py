"""Who may do what with a round, and when: role by phase, and the clock at the edges of voting."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app.core.access import VISITOR, Actor, Grant, Role, Scope
from app.core.clock import london_instant
from app.rounds import policies
from app.rounds.models import BallotItem, Round, RoundState, RuleSet
from app.rounds.states import NEXT, Phase

pytestmark = pytest.mark.pure

OPENS = london_instant(dt.date(2026, 12, 1), dt.time(9))
CLOSES = london_instant(dt.date(2026, 12, 15), dt.time(17))
DURING = OPENS + dt.timedelta(days=3)
AFTER = CLOSES + dt.timedelta(days=1)
BEFORE = OPENS - dt.timedelta(days=1)
ROUND_ID = uuid.uuid4()

RETURNING = Actor(uuid.uuid4(), "R", (Grant(Role.RETURNING_OFFICER),))
DEPUTY = Actor(uuid.uuid4(), "D", (Grant(Role.DEPUTY_RETURNING_OFFICER, Scope.ROUND, ROUND_ID),))
ELSEWHERE = Actor(uuid.uuid4(), "E", (Grant(Role.RETURNING_OFFICER, Scope.ROUND, uuid.uuid4()),))
TRUSTEE = Actor(uuid.uuid4(), "T", (Grant(Role.TRUSTEE, Scope.ROUND, ROUND_ID),))
OBSERVER = Actor(uuid.uuid4(), "O", (Grant(Role.OBSERVER),))
ADMIN = Actor(uuid.uuid4(), "A", (Grant(Role.ADMINISTRATOR),))
EVERYONE = {
    "returning": RETURNING,
    "deputy": DEPUTY,
    "elsewhere": ELSEWHERE,
    "trustee": TRUSTEE,
    "observer": OBSERVER,
    "administrator": ADMIN,
    "visitor": VISITOR,
}
RUN_IT = {"returning", "deputy"}


def make(state: RoundState = RoundState.LOCKED, **given: object) -> Round:
    fields: dict[str, object] = {
        "id": ROUND_ID,
        "state": state,
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "box_ready_at": BEFORE,
        "lot_public": "",
        "paused_at": None,
    }
    round_ = Round(**(fields | given))
    round_.rules = RuleSet(proposed_by_id=None)
    return round_


SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "at", "expected"),
    [
        (RoundState.DRAFT, DURING, Phase.DRAFT),
        (RoundState.LOCKED, OPENS - SECOND, Phase.COMING),
        (RoundState.LOCKED, OPENS, Phase.VOTING),
        (RoundState.LOCKED, CLOSES - SECOND, Phase.VOTING),
        (RoundState.LOCKED, CLOSES, Phase.CLOSED),
        (RoundState.OPEN, CLOSES - SECOND, Phase.VOTING),
        (RoundState.OPEN, CLOSES, Phase.CLOSED),
        (RoundState.CLOSED, DURING, Phase.CLOSED),
        (RoundState.OPENED, AFTER, Phase.OPENED),
        (RoundState.COUNTED, AFTER, Phase.COUNTED),
        (RoundState.CERTIFIED, AFTER, Phase.CERTIFIED),
        (RoundState.PUBLISHED, AFTER, Phase.PUBLISHED),
        (RoundState.CANCELLED, DURING, Phase.CANCELLED),
    ],
)
def test_the_clock_decides_about_the_voting_window(state: RoundState, at: dt.datetime, expected: Phase) -> None:
    """A job that never ran changes nothing (E15)."""
    round_ = make(state)

    assert policies.phase(round_, at) is expected
    assert bool(policies.can_vote(round_, at)) == (expected is Phase.VOTING)


def test_nobody_votes_before_the_box_was_tested_or_while_it_is_paused() -> None:
    assert policies.phase(make(box_ready_at=None), DURING) is Phase.COMING
    assert policies.phase(make(paused_at=DURING), DURING) is Phase.PAUSED
    assert not policies.can_vote(make(paused_at=DURING), DURING)
    assert policies.phase(make(paused_at=DURING), CLOSES) is Phase.CLOSED


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (dt.date(2027, 3, 28), 17, "2027-03-28T16:00:00+00:00"),
        (dt.date(2027, 3, 27), 17, "2027-03-27T17:00:00+00:00"),
        (dt.date(2026, 10, 25), 17, "2026-10-25T17:00:00+00:00"),
        (dt.date(2026, 10, 24), 17, "2026-10-24T16:00:00+00:00"),
        (dt.date(2027, 3, 28), 1, "2027-03-28T01:00:00+00:00"),
        (dt.date(2026, 10, 25), 1, "2026-10-25T00:00:00+00:00"),
    ],
)
def test_closing_on_a_clock_change_follows_the_london_wall_clock(day: dt.date, hour: int, utc: str) -> None:
    """Both last Sundays, and the hour that is skipped or repeated (E16)."""
    closes = london_instant(day, dt.time(hour))
    round_ = make(closes_at=closes, opens_at=closes - dt.timedelta(days=14))

    assert closes == dt.datetime.fromisoformat(utc)
    assert policies.can_vote(round_, closes - SECOND)
    assert not policies.can_vote(round_, closes)


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("state", list(RoundState))
def test_only_returning_officers_of_the_round_act_and_only_in_its_time(who: str, state: RoundState) -> None:
    actor, round_ = EVERYONE[who], make(state)
    item = BallotItem(is_withdrawn=False)
    runs = who in RUN_IT
    waits = state in {RoundState.LOCKED, RoundState.OPEN}

    assert bool(policies.can_edit(actor, round_)) == (runs and state is RoundState.DRAFT)
    assert bool(policies.can_propose_lock(actor, round_, round_.rules)) == (runs and state is RoundState.DRAFT)
    assert not policies.can_confirm_lock(actor, round_, round_.rules)
    assert bool(policies.can_pause(actor, round_, DURING)) == (runs and waits)
    assert bool(policies.can_cancel(actor, round_)) == (
        runs and state not in {RoundState.PUBLISHED, RoundState.CANCELLED}
    )
    assert bool(policies.can_withdraw_item(actor, round_, item)) == (runs and (waits or state is RoundState.CLOSED))
    assert bool(policies.can_correct(actor, round_)) == (runs and state not in {RoundState.DRAFT, RoundState.CANCELLED})
    assert bool(policies.can_enter_lot(actor, round_, AFTER)) == (
        runs and (waits or state in {RoundState.CLOSED, RoundState.OPENED})
    )


@pytest.mark.parametrize("who", EVERYONE)
def test_trustees_and_observers_see_the_office_page_but_do_not_run_the_round(who: str) -> None:
    round_ = make()

    assert bool(policies.can_see_office(EVERYONE[who], round_)) == (who in RUN_IT | {"trustee", "observer"})
    assert bool(policies.can_run(EVERYONE[who], round_)) == (who in RUN_IT)
    assert bool(policies.can_create(EVERYONE[who])) == (who == "returning")


def test_the_second_officer_of_a_lock_is_another_person() -> None:
    round_ = make(RoundState.DRAFT)
    round_.rules.proposed_by_id = RETURNING.id

    assert not policies.can_confirm_lock(RETURNING, round_, round_.rules)
    assert policies.can_confirm_lock(DEPUTY, round_, round_.rules)


def test_the_lot_is_drawn_after_the_close_and_once() -> None:
    assert not policies.can_enter_lot(RETURNING, make(RoundState.OPEN), DURING)
    assert policies.can_enter_lot(RETURNING, make(RoundState.OPEN), CLOSES)
    assert not policies.can_enter_lot(RETURNING, make(RoundState.CLOSED, lot_public="4 2"), AFTER)


def test_a_withdrawn_item_is_withdrawn_once() -> None:
    assert not policies.can_withdraw_item(RETURNING, make(), BallotItem(is_withdrawn=True))


def test_nothing_follows_a_cancelled_round_and_a_draft_is_never_opened() -> None:
    assert not NEXT[RoundState.CANCELLED]
    assert not policies.can_become(make(RoundState.DRAFT), RoundState.OPEN)
    assert not policies.can_become(make(RoundState.PUBLISHED), RoundState.CANCELLED)
    assert policies.can_become(make(RoundState.PUBLISHED), RoundState.COUNTED)

"""Where a call stands by the clock, and who may look after it: role by phase matrices."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest

from app.core.access import VISITOR, Actor, Grant, Role, Scope
from app.core.clock import london_instant
from app.core.translated import Translated
from app.funds import policies
from app.funds.models import Call, CallState
from app.funds.states import CallPhase

pytestmark = pytest.mark.pure
FUND_ID = uuid.uuid4()
NOON = dt.datetime(2026, 6, 10, 11, 0, tzinfo=dt.UTC)  # 12:00 in London
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)


def call(state: CallState = CallState.PUBLISHED, closes_at: dt.datetime = NOON) -> Call:
    texts = Translated.of("Money for neighbours")
    return Call(fund_id=FUND_ID, state=state, opens_at=closes_at - 30 * DAY, closes_at=closes_at, summary=texts)


def officer(role: Role, scope: Scope = Scope.COUNCIL, scope_id: uuid.UUID | None = None) -> Actor:
    return Actor(uuid.uuid4(), "Officer", grants=(Grant(role, scope, scope_id),))


@pytest.mark.parametrize(
    ("state", "moment", "phase"),
    [
        (CallState.DRAFT, NOON - DAY, CallPhase.DRAFT),
        (CallState.PUBLISHED, NOON - 30 * DAY - SECOND, CallPhase.COMING),
        (CallState.PUBLISHED, NOON - 30 * DAY, CallPhase.OPEN),
        (CallState.PUBLISHED, NOON - SECOND, CallPhase.OPEN),
        (CallState.PUBLISHED, NOON, CallPhase.CLOSED),
        (CallState.PUBLISHED, NOON + SECOND, CallPhase.CLOSED),
        (CallState.ARCHIVED, NOON - DAY, CallPhase.ARCHIVED),
    ],
)
def test_the_second_of_closing_is_closed(state: CallState, moment: dt.datetime, phase: CallPhase) -> None:
    assert policies.phase(call(state), moment) is phase


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [
        (dt.date(2027, 3, 27), 12),  # the day before the clocks go forward: noon is 12:00 UTC
        (dt.date(2027, 3, 28), 11),  # the day itself: noon is already summer time
        (dt.date(2027, 10, 30), 11),  # the day before they go back
        (dt.date(2027, 10, 31), 12),  # the day itself: noon is winter time
    ],
)
def test_noon_in_london_on_both_clock_change_sundays(day: dt.date, utc_hour: int) -> None:
    closes_at = london_instant(day, dt.time(12, 0))
    assert closes_at == dt.datetime(day.year, day.month, day.day, utc_hour, tzinfo=dt.UTC)
    local = closes_at.astimezone(ZoneInfo("Europe/London"))
    assert (local.hour, local.minute) == (12, 0)
    assert policies.is_open(call(closes_at=closes_at), closes_at - SECOND)
    assert not policies.is_open(call(closes_at=closes_at), closes_at)


@pytest.mark.parametrize(
    ("actor", "manages", "starts"),
    [
        (VISITOR, False, False),
        (officer(Role.FUND_MANAGER), True, True),
        (officer(Role.FUND_MANAGER, Scope.FUND, FUND_ID), True, False),
        (officer(Role.FUND_MANAGER, Scope.FUND, uuid.uuid4()), False, False),
        (officer(Role.ELIGIBILITY_CHECKER), False, False),
        (officer(Role.ADMINISTRATOR), False, False),
    ],
)
def test_who_looks_after_a_fund(app: object, actor: Actor, manages: bool, starts: bool) -> None:
    assert bool(policies.can_manage(actor, FUND_ID)) is manages
    assert bool(policies.can_start_funds(actor)) is starts


MANAGER = officer(Role.FUND_MANAGER)


@pytest.mark.parametrize(
    ("moment", "edits", "archives"),
    [
        (NOON - 40 * DAY, True, False),
        (NOON - DAY, False, False),
        (NOON + DAY, False, True),
    ],
)
def test_rules_are_fixed_once_a_call_is_open(app: object, moment: dt.datetime, edits: bool, archives: bool) -> None:
    assert bool(policies.can_edit_call(MANAGER, call(), moment)) is edits
    assert bool(policies.can_archive(MANAGER, call(), moment)) is archives


@pytest.mark.parametrize(
    ("closes_at", "allowed"), [(NOON - SECOND, False), (NOON, False), (NOON + SECOND, True), (NOON + DAY, True)]
)
def test_a_call_never_closes_earlier_than_was_said(app: object, closes_at: dt.datetime, allowed: bool) -> None:
    assert bool(policies.can_extend(MANAGER, call(), closes_at, NOON - DAY)) is allowed


def test_more_time_must_lie_ahead(app: object) -> None:
    assert not policies.can_extend(MANAGER, call(), NOON + DAY, NOON + 2 * DAY)
    assert not policies.can_extend(MANAGER, call(CallState.DRAFT), NOON + DAY, NOON)
    assert policies.can_extend(MANAGER, call(), NOON + 3 * DAY, NOON + 2 * DAY)


def test_what_a_call_needs_to_be_published(app: object) -> None:
    draft = call(CallState.DRAFT)
    assert policies.can_publish(MANAGER, draft, NOON - DAY, pots=1)
    assert not policies.can_publish(MANAGER, draft, NOON - DAY, pots=0)
    assert not policies.can_publish(MANAGER, draft, NOON, pots=1)
    assert not policies.can_publish(MANAGER, call(), NOON - DAY, pots=1)
    draft.summary = Translated()
    assert not policies.can_publish(MANAGER, draft, NOON - DAY, pots=1)

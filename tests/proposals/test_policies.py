"""Who may do what with a proposal in which state and when: matrices."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app.core.access import VISITOR, Actor, Function, Grant, Membership, Role
from app.core.clock import london_instant
from app.funds.models import Call, CallState
from app.groups.models import Group, GroupState, LegalForm
from app.proposals import policies
from app.proposals.models import Proposal, ProposalState
from app.proposals.states import NEXT, may_follow

pytestmark = pytest.mark.pure
S = ProposalState
GROUP_ID = uuid.uuid4()
CLOSE = dt.datetime(2026, 6, 10, 11, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def call(closes_at: dt.datetime = CLOSE, contact: str = "funds@council.example") -> Call:
    return Call(
        state=CallState.PUBLISHED,
        opens_at=closes_at - dt.timedelta(days=30),
        closes_at=closes_at,
        max_per_group=2,
        contact_email=contact,
    )


def proposal(state: ProposalState = S.DRAFT) -> Proposal:
    return Proposal(group_id=GROUP_ID, state=state, call_id=uuid.uuid4())


def member(function: Function, group_id: uuid.UUID = GROUP_ID) -> Actor:
    return Actor(uuid.uuid4(), "Ann", memberships=(Membership(group_id, function),))


LEAD = member(Function.LEAD)
OFFICER = Actor(uuid.uuid4(), "Officer", grants=(Grant(Role.FUND_MANAGER), Grant(Role.ELIGIBILITY_CHECKER)))


@pytest.mark.parametrize(
    ("actor", "sees", "edits", "submits", "withdraws"),
    [
        (VISITOR, False, False, False, False),
        (OFFICER, False, False, False, False),
        (member(Function.LEAD, uuid.uuid4()), False, False, False, False),
        (member(Function.MEMBER), True, True, False, False),
        (member(Function.FINANCE), True, True, False, False),
        (member(Function.VOLUNTEER_MANAGER), True, True, False, False),
        (LEAD, True, True, True, True),
    ],
)
def test_roles(app: object, actor: Actor, sees: bool, edits: bool, submits: bool, withdraws: bool) -> None:
    draft, now = proposal(), CLOSE - SECOND
    assert bool(policies.can_see(actor, draft)) is sees
    assert bool(policies.can_edit(actor, draft, call(), now)) is edits
    assert bool(policies.can_submit(actor, draft, call(), now)) is submits
    assert bool(policies.can_withdraw(actor, draft)) is withdraws


@pytest.mark.parametrize(
    ("state", "edits", "submits", "withdraws"),
    [
        (S.DRAFT, True, True, True),
        (S.SUBMITTED, False, False, True),
        (S.QUERY, True, False, True),
        (S.ELIGIBLE, False, False, True),
        (S.INELIGIBLE, False, False, False),
        (S.ON_BALLOT, False, False, False),
        (S.FUNDED, False, False, False),
        (S.PART_FUNDED, False, False, False),
        (S.RESERVE, False, False, False),
        (S.NOT_FUNDED, False, False, False),
        (S.WITHDRAWN, False, False, False),
    ],
)
def test_states(app: object, state: ProposalState, edits: bool, submits: bool, withdraws: bool) -> None:
    found, now = proposal(state), CLOSE - SECOND
    assert bool(policies.can_edit(LEAD, found, call(), now)) is edits
    assert bool(policies.can_submit(LEAD, found, call(), now)) is submits
    assert bool(policies.can_withdraw(LEAD, found)) is withdraws


@pytest.mark.parametrize(
    "day", [dt.date(2027, 3, 28), dt.date(2027, 10, 31), dt.date(2026, 6, 10), dt.date(2026, 12, 1)]
)
def test_to_the_second_in_london_also_when_clocks_change(app: object, day: dt.date) -> None:
    closes_at = london_instant(day, dt.time(12, 0))
    assert policies.can_submit(LEAD, proposal(), call(closes_at), closes_at - SECOND)
    late = policies.can_submit(LEAD, proposal(), call(closes_at), closes_at)
    assert not late
    assert f"{day.day} {day:%B %Y}, 12:00" in late.reason
    assert "Your draft is kept" in late.reason and "funds@council.example" in late.reason


def test_an_hour_that_comes_twice_means_the_first_of_them(app: object) -> None:
    closes_at = london_instant(dt.date(2027, 10, 31), dt.time(1, 30))
    assert closes_at == dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)
    assert not policies.can_submit(LEAD, proposal(), call(closes_at), dt.datetime(2027, 10, 31, 1, 30, tzinfo=dt.UTC))


def test_an_hour_that_is_skipped_means_an_hour_later(app: object) -> None:
    closes_at = london_instant(dt.date(2027, 3, 28), dt.time(1, 30))
    assert closes_at == dt.datetime(2027, 3, 28, 1, 30, tzinfo=dt.UTC)


def test_a_query_may_be_answered_after_the_close(app: object) -> None:
    assert policies.can_edit(LEAD, proposal(S.QUERY), call(), CLOSE + dt.timedelta(days=9))
    assert not policies.can_edit(LEAD, proposal(S.DRAFT), call(), CLOSE)


@pytest.mark.parametrize(("live", "allowed"), [(0, True), (1, True), (2, False)])
def test_a_group_has_as_many_as_the_call_allows(app: object, live: int, allowed: bool) -> None:
    group = Group(id=GROUP_ID, name="Loom", legal_form=LegalForm.INFORMAL, state=GroupState.ACTIVE)
    assert bool(policies.can_start(LEAD, call(), group, CLOSE - SECOND, live=live)) is allowed
    assert not policies.can_start(LEAD, call(), group, CLOSE, live=live)


def test_every_state_has_its_followers_and_nothing_comes_back_from_withdrawn() -> None:
    assert set(NEXT) == set(S)
    assert NEXT[S.WITHDRAWN] == frozenset()
    assert not may_follow(S.DRAFT, S.ELIGIBLE)
    assert may_follow(S.ON_BALLOT, S.FUNDED)
    assert all(S.DRAFT not in after for after in NEXT.values())

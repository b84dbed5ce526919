"""Who may log, claim, decide and follow, role by role and state by state."""

from __future__ import annotations

import uuid

import pytest
from flask import Flask

from app.core.access import Actor, Function, Grant, Membership, Role, Scope
from app.delivery.models import Contribution, ContributionState, Project, ProjectState
from app.delivery.policies import (
    can_claim,
    can_decide,
    can_log,
    can_log_in,
    can_oversee,
    can_see_mine,
    can_set_state,
    can_void,
)

GROUP, FUND, OTHER = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
FOLLOWERS = {Role.STRATEGY_OFFICER, Role.FUND_MANAGER}


@pytest.fixture(autouse=True)
def _words(app: Flask) -> object:
    with app.test_request_context():
        yield


def project(state: ProjectState = ProjectState.ACTIVE, fund_id: uuid.UUID | None = FUND) -> Project:
    return Project(id=uuid.uuid4(), group_id=GROUP, fund_id=fund_id, state=state)


def member(function: Function = Function.MEMBER, group: uuid.UUID = GROUP, *grants: Grant) -> Actor:
    return Actor(uuid.uuid4(), "Ann", grants, (Membership(group, function),))


def holder(*grants: Grant) -> Actor:
    return Actor(uuid.uuid4(), "Olu", grants)


@pytest.mark.parametrize("role", list(Role))
def test_who_follows_projects(role: Role) -> None:
    assert bool(can_oversee(holder(Grant(role)), project())) is (role in FOLLOWERS)
    assert bool(can_oversee(holder(Grant(role)), project(fund_id=None))) is (role in FOLLOWERS)


def test_a_scope_is_kept() -> None:
    mine = project()
    assert can_oversee(holder(Grant(Role.FUND_MANAGER, Scope.FUND, FUND)), mine)
    assert not can_oversee(holder(Grant(Role.FUND_MANAGER, Scope.FUND, OTHER)), mine)
    assert not can_oversee(holder(Grant(Role.FUND_MANAGER, Scope.FUND, FUND)), project(fund_id=None))
    assert can_oversee(holder(Grant(Role.STRATEGY_OFFICER, Scope.PROJECT, mine.id)), mine)
    assert not can_oversee(holder(Grant(Role.STRATEGY_OFFICER, Scope.PROJECT, OTHER)), mine)


@pytest.mark.parametrize("state", list(ProjectState))
@pytest.mark.parametrize("function", list(Function))
def test_members_log_while_the_project_logs(state: ProjectState, function: Function) -> None:
    logs = state in {ProjectState.SET_UP, ProjectState.ACTIVE, ProjectState.COMPLETED}
    assert bool(can_log(member(function), project(state))) is logs
    assert bool(can_void(member(function), project(state))) is (state is not ProjectState.CLOSED)
    claims = state in {ProjectState.ACTIVE, ProjectState.PAUSED, ProjectState.COMPLETED}
    assert bool(can_claim(member(function), project(state))) is claims
    assert can_see_mine(member(function), project(state))


def test_strangers_do_nothing() -> None:
    for actor in (member(group=OTHER), holder(), holder(Grant(Role.OBSERVER))):
        for rule in (can_log, can_void, can_claim, can_see_mine, can_oversee):
            assert not rule(actor, project()), rule.__name__
            assert rule(actor, project()).reason


def test_an_area_outside_the_project_needs_an_officer_and_a_reason() -> None:
    inside, outside = uuid.uuid4(), uuid.uuid4()
    mine, officer = project(), holder(Grant(Role.STRATEGY_OFFICER))
    assert can_log_in(member(), mine, inside, {inside}, "")
    assert can_log_in(member(), mine, None, {inside}, "")
    assert can_log_in(member(), mine, outside, set(), "")
    assert not can_log_in(member(), mine, outside, {inside}, "because")
    assert not can_log_in(officer, mine, outside, {inside}, "  ")
    assert can_log_in(officer, mine, outside, {inside}, "The hall was closed")


@pytest.mark.parametrize("state", list(ContributionState))
def test_only_a_waiting_claim_is_decided(state: ContributionState) -> None:
    mine, officer = project(), holder(Grant(Role.FUND_MANAGER))
    claim = Contribution(id=uuid.uuid4(), state=state, claimed_by_id=uuid.uuid4())
    assert bool(can_decide(officer, claim, mine)) is (state is ContributionState.CLAIMED)


def test_nobody_decides_for_their_own_group() -> None:
    mine, claim = project(), Contribution(state=ContributionState.CLAIMED, claimed_by_id=uuid.uuid4())
    assert not can_decide(member(), claim, mine)
    both = member(Function.MEMBER, GROUP, Grant(Role.STRATEGY_OFFICER))
    assert "somebody else must decide" in can_decide(both, claim, mine).reason
    claimant = Actor(claim.claimed_by_id, "Ann", (Grant(Role.STRATEGY_OFFICER),))
    assert not can_decide(claimant, claim, mine)
    assert can_decide(holder(Grant(Role.STRATEGY_OFFICER)), claim, mine)


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        (ProjectState.SET_UP, ProjectState.ACTIVE, True),
        (ProjectState.ACTIVE, ProjectState.PAUSED, True),
        (ProjectState.PAUSED, ProjectState.COMPLETED, False),
        (ProjectState.COMPLETED, ProjectState.ACTIVE, True),
        (ProjectState.CLOSED, ProjectState.ACTIVE, False),
        (ProjectState.ACTIVE, ProjectState.ACTIVE, False),
    ],
)
def test_which_state_may_follow(before: ProjectState, after: ProjectState, may: bool) -> None:
    assert bool(can_set_state(holder(Grant(Role.STRATEGY_OFFICER)), project(before), after)) is may
    assert not can_set_state(member(), project(before), after)

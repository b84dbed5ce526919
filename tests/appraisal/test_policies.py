"""Who may check, ask and decide: matrices of role, state and interest; working days."""

from __future__ import annotations

import uuid

import pytest

from app.appraisal import policies
from app.appraisal.models import CheckResult, InterestEffect, Query, QueryState
from app.appraisal.rules import RULES
from app.core.access import VISITOR, Actor, Function, Grant, Membership, Role, Scope
from app.proposals.models import Proposal, ProposalState

pytestmark = pytest.mark.pure
FUND_ID, GROUP_ID, PROPOSAL_ID = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
S = ProposalState
FINE = {rule.key: CheckResult.PASS for rule in RULES}


def proposal(state: ProposalState = S.SUBMITTED) -> Proposal:
    return Proposal(id=PROPOSAL_ID, group_id=GROUP_ID, state=state)


def officer(role: Role, scope: Scope = Scope.COUNCIL, scope_id: uuid.UUID | None = None, member: bool = False) -> Actor:
    memberships = (Membership(GROUP_ID, Function.MEMBER),) if member else ()
    return Actor(uuid.uuid4(), "Officer", grants=(Grant(role, scope, scope_id),), memberships=memberships)


CHECKER = officer(Role.ELIGIBILITY_CHECKER)


@pytest.mark.parametrize(
    ("actor", "looks", "checks"),
    [
        (VISITOR, False, False),
        (officer(Role.ADMINISTRATOR), False, False),
        (officer(Role.STRATEGY_OFFICER), False, False),
        (CHECKER, True, True),
        (officer(Role.FUND_MANAGER), True, True),
        (officer(Role.ELIGIBILITY_CHECKER, Scope.FUND, FUND_ID), True, True),
        (officer(Role.ELIGIBILITY_CHECKER, Scope.FUND, uuid.uuid4()), False, False),
        (officer(Role.ELIGIBILITY_CHECKER, member=True), True, False),
        (officer(Role.FUND_MANAGER, member=True), True, False),
    ],
)
def test_roles(app: object, actor: Actor, looks: bool, checks: bool) -> None:
    assert bool(policies.can_look(actor, FUND_ID)) is looks
    assert bool(policies.can_check(actor, proposal(), FUND_ID, None)) is checks
    verdict = policies.can_pass(actor, proposal(), FUND_ID, None, results=FINE, has_open_query=False)
    assert bool(verdict) is checks
    assert bool(policies.can_refuse(actor, proposal(), FUND_ID, None)) is checks


@pytest.mark.parametrize("state", list(S))
def test_states(app: object, state: ProposalState) -> None:
    is_open = state in {S.SUBMITTED, S.QUERY}
    assert bool(policies.can_check(CHECKER, proposal(state), FUND_ID, None)) is is_open


@pytest.mark.parametrize(
    ("effect", "decides"),
    [
        (None, True),
        (InterestEffect.NONE, True),
        (InterestEffect.NO_DECISION, False),
        (InterestEffect.LEAVE_ROOM, False),
    ],
)
def test_a_declared_interest_bars_from_deciding(app: object, effect: InterestEffect | None, decides: bool) -> None:
    assert bool(policies.can_refuse(CHECKER, proposal(), FUND_ID, effect)) is decides
    verdict = policies.can_pass(CHECKER, proposal(), FUND_ID, effect, results=FINE, has_open_query=False)
    assert bool(verdict) is decides


@pytest.mark.parametrize(
    ("result", "passes"),
    [(CheckResult.PASS, True), (CheckResult.WAIVED, True), (CheckResult.FAIL, False), (CheckResult.QUERY, False)],
)
def test_every_rule_must_be_met_or_waived(app: object, result: CheckResult, passes: bool) -> None:
    results = FINE | {RULES[-1].key: result}
    verdict = policies.can_pass(CHECKER, proposal(), FUND_ID, None, results=results, has_open_query=False)
    assert bool(verdict) is passes
    assert not policies.can_pass(CHECKER, proposal(), FUND_ID, None, results={}, has_open_query=False)
    assert not policies.can_pass(CHECKER, proposal(), FUND_ID, None, results=FINE, has_open_query=True)
    assert not policies.can_ask(CHECKER, proposal(), FUND_ID, None, has_open_query=True)


@pytest.mark.parametrize(
    ("group_id", "query_state", "state", "allowed"),
    [
        (GROUP_ID, QueryState.OPEN, S.QUERY, True),
        (uuid.uuid4(), QueryState.OPEN, S.QUERY, False),
        (GROUP_ID, QueryState.ANSWERED, S.SUBMITTED, False),
        (GROUP_ID, QueryState.CLOSED, S.SUBMITTED, False),
        (GROUP_ID, QueryState.OPEN, S.INELIGIBLE, False),
    ],
)
def test_who_answers(
    app: object, group_id: uuid.UUID, query_state: QueryState, state: ProposalState, allowed: bool
) -> None:
    actor = Actor(uuid.uuid4(), "Ann", memberships=(Membership(group_id, Function.MEMBER),))
    query = Query(proposal_id=PROPOSAL_ID, state=query_state)
    assert bool(policies.can_answer(actor, proposal(state), query)) is allowed

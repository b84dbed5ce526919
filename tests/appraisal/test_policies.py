"""Who may check, ask and decide: matrices of role, state and interest; working days."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from app.appraisal import policies, workdays
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


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (dt.date(2026, 6, 1), dt.date(2026, 6, 8)),  # Monday to Monday
        (dt.date(2026, 6, 5), dt.date(2026, 6, 12)),  # Friday to Friday
        (dt.date(2026, 6, 6), dt.date(2026, 6, 12)),  # asked on a Saturday
        (dt.date(2026, 4, 2), dt.date(2026, 4, 13)),  # Good Friday and Easter Monday between
        (dt.date(2026, 12, 23), dt.date(2027, 1, 4)),  # Christmas, a substitute day, New Year
        (dt.date(2026, 5, 1), dt.date(2026, 5, 11)),  # early May bank holiday
    ],
)
def test_five_working_days(asked: dt.date, by: dt.date) -> None:
    assert workdays.after(asked, 5) == by


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2024, (3, 31)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)), (2038, (4, 25)), (2285, (3, 22))],
)
def test_easter(year: int, easter: tuple[int, int]) -> None:
    assert workdays.easter_sunday(year) == dt.date(year, *easter)


def test_bank_holidays_of_2027_with_their_substitutes() -> None:
    days = [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]
    assert workdays.bank_holidays(2027) == {dt.date(2027, month, day) for month, day in days}

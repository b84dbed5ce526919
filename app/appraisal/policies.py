"""Who may check, ask and decide. Pure: what a decision rests on is an argument."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _
from app.proposals.models import Proposal, ProposalState
from app.proposals.policies import can_see
from app.proposals.states import IN_CHECKING

from .models import CheckResult, InterestEffect, Query, QueryState
from .rules import RULES

BARS = frozenset({InterestEffect.NO_DECISION, InterestEffect.LEAVE_ROOM})
FINE = frozenset({CheckResult.PASS, CheckResult.WAIVED})
CHECKERS = (Role.ELIGIBILITY_CHECKER, Role.FUND_MANAGER)


def can_look(actor: Actor, fund_id: uuid.UUID) -> Decision:
    """A checker or fund manager of this fund, or of the whole council, sees its proposals."""
    if any(actor.covers(role, Scope.FUND, fund_id) for role in CHECKERS):
        return YES
    return no(_("You do not check proposals of this fund"))


def my_funds(actor: Actor) -> frozenset[uuid.UUID] | None:
    """The funds whose proposals the actor checks; None: all."""
    both = [actor.scope_ids(role, Scope.FUND) for role in CHECKERS if actor.has(role)]
    if any(each is None for each in both):
        return None
    return frozenset[uuid.UUID]().union(*(each for each in both if each is not None))


def can_check(actor: Actor, proposal: Proposal, fund_id: uuid.UUID, interest: InterestEffect | None) -> Decision:
    """Works on a proposal that is being checked, without a tie to it: no member of its group, no barring interest."""
    if not (verdict := can_look(actor, fund_id)):
        return verdict
    if actor.in_group(proposal.group_id):
        return no(_("You are a member of this group, so someone else must check its proposal"))
    if interest in BARS:
        return no(_("You have declared an interest in this proposal, so someone else must check it"))
    if proposal.state not in IN_CHECKING:
        return no(_("This proposal is not being checked"))
    return YES


def can_ask(
    actor: Actor, proposal: Proposal, fund_id: uuid.UUID, interest: InterestEffect | None, *, has_open_query: bool
) -> Decision:
    """One question at a time, so that the group knows what is wanted."""
    if not (verdict := can_check(actor, proposal, fund_id, interest)):
        return verdict
    if has_open_query:
        return no(_("The group has not answered the last question yet"))
    return YES


def can_pass(
    actor: Actor,
    proposal: Proposal,
    fund_id: uuid.UUID,
    interest: InterestEffect | None,
    *,
    results: Mapping[str, CheckResult],
    has_open_query: bool,
) -> Decision:
    """Every rule is met or waived, and no question is open."""
    if not (verdict := can_check(actor, proposal, fund_id, interest)):
        return verdict
    if has_open_query:
        return no(_("Wait for the group's answer, or take the question back, before you decide"))
    if missing := not_fine(results):
        return no(_("%(count)s rules are not met or not checked yet", count=len(missing)))
    return YES


def not_fine(results: Mapping[str, CheckResult]) -> list[str]:
    """The rules that are not met, not clear or not looked at."""
    return [rule.key for rule in RULES if results.get(rule.key) not in FINE]


def can_refuse(actor: Actor, proposal: Proposal, fund_id: uuid.UUID, interest: InterestEffect | None) -> Decision:
    return can_check(actor, proposal, fund_id, interest)


def can_declare(actor: Actor, proposal: Proposal, fund_id: uuid.UUID) -> Decision:
    """Any officer who could otherwise check it says so, before the vote is decided."""
    if not (verdict := can_look(actor, fund_id)):
        return verdict
    if proposal.state is ProposalState.DRAFT:
        return no(_("This proposal has not been sent yet"))
    return YES


def can_answer(actor: Actor, proposal: Proposal, query: Query) -> Decision:
    """A member of the group, while the question is open; late answers are taken until somebody has decided."""
    if not (verdict := can_see(actor, proposal)):
        return verdict
    if query.proposal_id != proposal.id:
        return no(_("This question is about another proposal"))
    if query.state is not QueryState.OPEN or proposal.state is not ProposalState.QUERY:
        return no(_("This question has already been answered or closed"))
    return YES


def is_late(query: Query, today: dt.date) -> bool:
    return query.state is QueryState.OPEN and today > query.answer_by_on

"""Things that change the checking of a proposal. Each re-reads under a lock, checks, changes, flushes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor, Decision
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.council import queries as council
from app.funds import queries as funds
from app.funds.models import Call
from app.groups import queries as groups
from app.people import queries as people
from app.proposals import commands as proposals
from app.proposals.models import Proposal, ProposalState

from . import emails, policies, queries
from .models import (
    CheckResult,
    DeclaredInterest,
    EligibilityCheck,
    EligibilityDecision,
    InterestEffect,
    Outcome,
    Query,
    QueryState,
)
from .rules import BY_KEY

ANSWER_DAYS = 5
APPEAL_DAYS = 10
NOTE_NEEDED = frozenset({CheckResult.FAIL, CheckResult.WAIVED, CheckResult.QUERY})


def _open(actor: Actor, proposal_id: uuid.UUID) -> tuple[Proposal, Call, InterestEffect | None, uuid.UUID]:
    """The proposal under a lock, its call, what the actor declared about it, and the actor's id."""
    if actor.id is None:
        raise NotAllowed(_("Sign in first"))
    proposal = locked(Proposal, proposal_id)
    return proposal, funds.call(proposal.call_id), queries.interest_of(proposal.id, actor.id), actor.id


def _must(verdict: Decision) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason)


def _named(proposal: Proposal) -> str:
    return f"{proposal.reference} {proposal.title}".strip()


def save_checks(
    actor: Actor, proposal_id: uuid.UUID, found: Mapping[str, tuple[CheckResult, str]], *, now: dt.datetime
) -> None:
    """The checklist says what was found. found: rule -> (result, note); rules left out stay as they are.

    Raises:
        DomainError: a rule that is not met, not clear or waived has no note.
    """
    proposal, call, interest, checker = _open(actor, proposal_id)
    _must(policies.can_check(actor, proposal, call.fund_id, interest))
    known, changed = queries.checks(proposal.id), {}
    for rule, (result, note) in found.items():
        if rule not in BY_KEY:
            raise DomainError(_("This rule is not known"))
        if result in NOTE_NEEDED and not note.strip():
            raise DomainError(_("Write a note for each rule that is not simply met"), field=f"note_{rule}")
        old = known.get(rule)
        if old is not None and (old.result, old.note) == (result, note):
            continue
        if old is None:
            old = EligibilityCheck(proposal_id=proposal.id, rule=rule)
            db.session.add(old)
        old.result, old.note, old.checker_id, old.checked_at = result, note, checker, now
        changed[rule] = result.value
    db.session.flush()
    if changed:
        audit.record(actor, "save_checks", proposal, name=_named(proposal), after=changed)


def ask_query(actor: Actor, proposal_id: uuid.UUID, text: str, *, now: dt.datetime) -> Query:
    """The group's leads have the question by mail and five working days to answer; the proposal waits."""
    proposal, call, interest, asker = _open(actor, proposal_id)
    has_open = queries.open_query(proposal.id) is not None
    _must(policies.can_ask(actor, proposal, call.fund_id, interest, has_open_query=has_open))
    if not text.strip():
        raise DomainError(_("Write the question"), field="text")
    query = Query(
        proposal_id=proposal.id,
        text=text.strip(),
        asked_by_id=asker,
        asked_at=now,
        answer_by_on=council.working_days_after(london(now).date(), ANSWER_DAYS),
    )
    db.session.add(query)
    if proposal.state is not ProposalState.QUERY:
        proposals.set_state(proposal.id, ProposalState.QUERY, actor=actor)
    db.session.flush()
    emails.asked(proposal, query, groups.leads(proposal.group_id))
    audit.record(actor, "ask_query", proposal, name=_named(proposal), after={"answer_by": query.answer_by_on})
    return query


def answer_query(actor: Actor, query_id: uuid.UUID, text: str, *, now: dt.datetime) -> Query:
    """The officer who asked has the answer by mail; the proposal is being checked again."""
    query = locked(Query, query_id)
    proposal = locked(Proposal, query.proposal_id)
    if not (verdict := policies.can_answer(actor, proposal, query)):
        raise WrongState(verdict.reason)
    if not text.strip():
        raise DomainError(_("Write your answer"), field="answer")
    query.answer, query.state = text.strip(), QueryState.ANSWERED
    query.answered_by_id, query.answered_at = actor.id, now
    proposals.set_state(proposal.id, ProposalState.SUBMITTED, actor=actor)
    emails.answered(proposal, query, people.person(query.asked_by_id))
    audit.record(actor, "answer_query", proposal, name=_named(proposal))
    db.session.flush()
    return query


def take_back_query(actor: Actor, query_id: uuid.UUID) -> None:
    """The question is closed without an answer; the proposal is being checked again."""
    query = locked(Query, query_id)
    proposal, call, interest, _me = _open(actor, query.proposal_id)
    _must(policies.can_check(actor, proposal, call.fund_id, interest))
    if query.state is not QueryState.OPEN:
        raise WrongState(_("This question has already been answered or closed"))
    query.state = QueryState.CLOSED
    proposals.set_state(proposal.id, ProposalState.SUBMITTED, actor=actor)
    audit.record(actor, "take_back_query", proposal, name=_named(proposal))
    db.session.flush()


def pass_proposal(actor: Actor, proposal_id: uuid.UUID, note: str = "", *, now: dt.datetime) -> EligibilityDecision:
    """The proposal is eligible and public; the group's leads have a mail."""
    proposal, call, interest, decider = _open(actor, proposal_id)
    verdict = policies.can_pass(
        actor,
        proposal,
        call.fund_id,
        interest,
        results=queries.results(proposal.id),
        has_open_query=queries.open_query(proposal.id) is not None,
    )
    _must(verdict)
    decision = EligibilityDecision(
        proposal_id=proposal.id, outcome=Outcome.ELIGIBLE, reason=note, decided_by_id=decider, decided_at=now
    )
    db.session.add(decision)
    proposals.set_state(proposal.id, ProposalState.ELIGIBLE, actor=actor)
    emails.passed(proposal, groups.leads(proposal.group_id))
    audit.record(actor, "pass_proposal", proposal, name=_named(proposal), after={"outcome": Outcome.ELIGIBLE})
    db.session.flush()
    return decision


def refuse_proposal(actor: Actor, proposal_id: uuid.UUID, reason: str, *, now: dt.datetime) -> EligibilityDecision:
    """The proposal does not meet the rules; its leads have the reason and the way to appeal by mail."""
    proposal, call, interest, decider = _open(actor, proposal_id)
    _must(policies.can_refuse(actor, proposal, call.fund_id, interest))
    if not reason.strip():
        raise DomainError(_("Give the reason, in words the group will understand"), field="reason")
    for query in queries.queries_of(proposal.id):
        if query.state is QueryState.OPEN:
            query.state = QueryState.CLOSED
    appeal_ends_on = council.working_days_after(london(now).date(), APPEAL_DAYS)
    decision = EligibilityDecision(
        proposal_id=proposal.id,
        outcome=Outcome.INELIGIBLE,
        reason=reason.strip(),
        decided_by_id=decider,
        decided_at=now,
        appeal_ends_on=appeal_ends_on,
    )
    db.session.add(decision)
    proposals.set_state(proposal.id, ProposalState.INELIGIBLE, actor=actor, reason=reason.strip())
    leads = groups.leads(proposal.group_id)
    emails.refused(proposal, reason.strip(), appeal_ends_on, call.contact_email, leads)
    audit.record(
        actor, "refuse_proposal", proposal, name=_named(proposal), after={"outcome": Outcome.INELIGIBLE}, reason=reason
    )
    db.session.flush()
    return decision


def declare_interest(
    actor: Actor, proposal_id: uuid.UUID, nature: str, effect: InterestEffect, *, now: dt.datetime
) -> None:
    """The officer's tie to the proposal is on record; a new declaration takes the place of the old one."""
    proposal, call, _old, person_id = _open(actor, proposal_id)
    _must(policies.can_declare(actor, proposal, call.fund_id))
    if not nature.strip():
        raise DomainError(_("Say what ties you to this proposal"), field="nature")
    found = next((each for each in queries.interests(proposal.id) if each.person_id == person_id), None)
    if found is None:
        found = DeclaredInterest(proposal_id=proposal.id, person_id=person_id)
        db.session.add(found)
    found.nature, found.effect, found.declared_at = nature.strip(), effect, now
    db.session.flush()
    audit.record(actor, "declare_interest", proposal, name=_named(proposal), after={"effect": effect})


def forget_refused(proposal_ids: Sequence[uuid.UUID], *, today: dt.date) -> int:
    """These refused proposals and the group's answers about them name nobody any more. Returns how many there were."""
    answers = sa.update(Query).where(Query.proposal_id.in_(proposal_ids))
    db.session.execute(answers.values(answer="", answered_by_id=None))
    return proposals.forget_refused(proposal_ids, today=today)

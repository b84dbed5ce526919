"""Reads about the checking of proposals. Each returns whole objects in a fixed order, or raises NoResultFound."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.core.search import matches
from app.funds.models import Call
from app.groups.models import Group
from app.proposals.models import Proposal, ProposalState
from app.proposals.states import IN_CHECKING

from .models import (
    CheckResult,
    DeclaredInterest,
    EligibilityCheck,
    EligibilityDecision,
    InterestEffect,
    Query,
    QueryState,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the officers' list is narrowed to. fund_ids None: every fund."""

    text: str = ""
    call_id: uuid.UUID | None = None
    states: tuple[ProposalState, ...] = tuple(IN_CHECKING)
    fund_ids: frozenset[uuid.UUID] | None = None


ORDERS = {
    "sent": Proposal.submitted_at,
    "title": sa.func.lower(Proposal.title),
    "group": sa.func.lower(Group.name),
    "amount": Proposal.amount_pence,
    "state": Proposal.state,
}


def proposals_page(
    wanted: Filter, *, sort: str, is_descending: bool, page: int, size: int
) -> tuple[list[tuple[Proposal, Group, Call]], int]:
    """One page of the proposals that officers look at, and how many there are in all."""
    conditions: list[sa.ColumnElement[bool]] = [Proposal.state.in_(wanted.states)]
    if wanted.text:
        conditions.append(matches(wanted.text, Proposal.title, Proposal.reference, Group.name))
    if wanted.call_id is not None:
        conditions.append(Proposal.call_id == wanted.call_id)
    if wanted.fund_ids is not None:
        conditions.append(Call.fund_id.in_(wanted.fund_ids))
    joined = (
        sa.select(Proposal, Group, Call)
        .join(Group, Group.id == Proposal.group_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(*conditions)
    )
    total = db.session.scalar(joined.with_only_columns(sa.func.count(Proposal.id))) or 0
    by = ORDERS.get(sort, Proposal.submitted_at)
    ordered = joined.order_by(by.desc() if is_descending else by, Proposal.id)
    found = db.session.execute(ordered.limit(size).offset((page - 1) * size))
    return [(p, g, c) for p, g, c in found], total


def checks(proposal_id: uuid.UUID) -> dict[str, EligibilityCheck]:
    """What was found about each rule so far."""
    found = sa.select(EligibilityCheck).where(EligibilityCheck.proposal_id == proposal_id)
    return {check.rule: check for check in db.session.scalars(found)}


def results(proposal_id: uuid.UUID) -> dict[str, CheckResult]:
    return {rule: check.result for rule, check in checks(proposal_id).items()}


def query(query_id: uuid.UUID) -> Query:
    return db.session.scalars(sa.select(Query).where(Query.id == query_id)).one()


def queries_of(proposal_id: uuid.UUID) -> list[Query]:
    """Every question to the group, the latest first."""
    found = sa.select(Query).where(Query.proposal_id == proposal_id).order_by(Query.asked_at.desc(), Query.id)
    return list(db.session.scalars(found))


def open_query(proposal_id: uuid.UUID) -> Query | None:
    found = sa.select(Query).where(Query.proposal_id == proposal_id, Query.state == QueryState.OPEN)
    return db.session.scalars(found.order_by(Query.asked_at)).first()


def interest_of(proposal_id: uuid.UUID, person_id: uuid.UUID | None) -> InterestEffect | None:
    """What the person has declared about the proposal."""
    found = sa.select(DeclaredInterest.effect).where(
        DeclaredInterest.proposal_id == proposal_id, DeclaredInterest.person_id == person_id
    )
    return db.session.scalar(found)


def interests(proposal_id: uuid.UUID) -> list[DeclaredInterest]:
    found = sa.select(DeclaredInterest).where(DeclaredInterest.proposal_id == proposal_id)
    return list(db.session.scalars(found.order_by(DeclaredInterest.declared_at, DeclaredInterest.id)))


def decision(proposal_id: uuid.UUID) -> EligibilityDecision | None:
    """The latest decision; None while it is being checked for the first time."""
    found = sa.select(EligibilityDecision).where(EligibilityDecision.proposal_id == proposal_id)
    return db.session.scalars(found.order_by(EligibilityDecision.decided_at.desc()).limit(1)).first()


def waiting_counts(fund_ids: frozenset[uuid.UUID] | None) -> tuple[int, int]:
    """How many proposals wait for a checker, and for how many of them a group has just answered."""
    base = sa.select(sa.func.count(Proposal.id)).join(Call, Call.id == Proposal.call_id)
    base = base.where(Proposal.state == ProposalState.SUBMITTED)
    if fund_ids is not None:
        base = base.where(Call.fund_id.in_(fund_ids))
    answered = sa.exists().where(Query.proposal_id == Proposal.id, Query.state == QueryState.ANSWERED)
    return db.session.scalar(base) or 0, db.session.scalar(base.where(answered)) or 0


def overdue_queries(fund_ids: frozenset[uuid.UUID] | None, today: dt.date) -> list[tuple[Query, Proposal]]:
    """Open questions whose day to answer has passed, the oldest first."""
    found = (
        sa.select(Query, Proposal)
        .join(Proposal, Proposal.id == Query.proposal_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(Query.state == QueryState.OPEN, Query.answer_by_on < today)
        .order_by(Query.answer_by_on, Query.id)
    )
    if fund_ids is not None:
        found = found.where(Call.fund_id.in_(fund_ids))
    return [(q, p) for q, p in db.session.execute(found.limit(50))]


def open_queries_of_groups(group_ids: Iterable[uuid.UUID]) -> list[tuple[Query, Proposal]]:
    """Questions that wait for an answer of one of these groups, the most pressing first."""
    found = (
        sa.select(Query, Proposal)
        .join(Proposal, Proposal.id == Query.proposal_id)
        .where(Query.state == QueryState.OPEN, Proposal.group_id.in_(list(group_ids)))
        .order_by(Query.answer_by_on, Query.id)
    )
    return [(q, p) for q, p in db.session.execute(found.limit(50))]


def refused_before(day: dt.date) -> list[uuid.UUID]:
    """Proposals whose refusal is older than this day and that still tell of people."""
    refused_at = sa.func.max(EligibilityDecision.decided_at)
    found = (
        sa.select(Proposal.id)
        .join(EligibilityDecision, EligibilityDecision.proposal_id == Proposal.id)
        .where(Proposal.state == ProposalState.INELIGIBLE, Proposal.forgotten_on.is_(None))
        .group_by(Proposal.id)
        .having(refused_at < dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC))
    )
    return list(db.session.scalars(found))

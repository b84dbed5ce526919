"""Reads about one proposal, and about those of a group."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from app.areas.models import Area
from app.core.db import db
from app.funds import queries as funds
from app.groups import queries as groups
from app.people import queries as people
from app.strategy.models import Action

from ..models import BudgetLine, Proposal, ProposalAction, ProposalArea, ProposalState
from ..states import LIVE
from ..whole import Whole


def proposal(proposal_id: uuid.UUID) -> Proposal:
    return db.session.scalars(sa.select(Proposal).where(Proposal.id == proposal_id)).one()


def proposal_by_reference(reference: str) -> Proposal:
    """The proposal with this reference, however it was typed."""
    return db.session.scalars(sa.select(Proposal).where(Proposal.reference == reference.strip().upper())).one()


def public_proposal(reference: str) -> Proposal:
    """The proposal with this reference, if residents may see it."""
    wanted = sa.select(Proposal).where(Proposal.reference == reference.strip().upper(), Proposal.is_public)
    return db.session.scalars(wanted).one()


def whole(found: Proposal) -> Whole:
    """The proposal with everything that belongs to it."""
    lines = sa.select(BudgetLine).where(BudgetLine.proposal_id == found.id).order_by(BudgetLine.position)
    areas = sa.select(Area).join(ProposalArea, ProposalArea.area_id == Area.id)
    actions = sa.select(Action).join(ProposalAction, ProposalAction.action_id == Action.id)
    pots = funds.pots_of_call(found.call_id)
    return Whole(
        proposal=found,
        call=funds.call(found.call_id),
        group=groups.group(found.group_id),
        pot=next((pot for pot in pots if pot.id == found.pot_id), None),
        pots=pots,
        lines=list(db.session.scalars(lines)),
        areas=list(db.session.scalars(areas.where(ProposalArea.proposal_id == found.id).order_by(Area.name))),
        actions=list(db.session.scalars(actions.where(ProposalAction.proposal_id == found.id).order_by(Action.code))),
    )


def saved_by(found: Proposal, section: str) -> str:
    """The name of whoever saved the section last; empty when nobody did, or their account is gone."""
    key = found.sections.get(section, {}).get("by", "")
    people_found = people.people_by_id([uuid.UUID(key)]) if key else {}
    return next((person.name for person in people_found.values()), "")


def live_count(call_id: uuid.UUID, group_id: uuid.UUID) -> int:
    """How many proposals of the group in the call are not refused, withdrawn or long decided."""
    found = sa.select(sa.func.count()).where(
        Proposal.call_id == call_id, Proposal.group_id == group_id, Proposal.state.in_(LIVE)
    )
    return db.session.scalar(found) or 0


def of_group(group_id: uuid.UUID, *, public_only: bool = False) -> list[Proposal]:
    """A group's proposals, the newest first."""
    found = sa.select(Proposal).where(Proposal.group_id == group_id).order_by(Proposal.started_at.desc())
    return list(db.session.scalars((found.where(Proposal.is_public) if public_only else found).limit(100)))


def of_groups(group_ids: Iterable[uuid.UUID]) -> list[Proposal]:
    """The proposals of several groups, the newest first."""
    wanted = list(group_ids)
    found = sa.select(Proposal).where(Proposal.group_id.in_(wanted)).order_by(Proposal.started_at.desc())
    return list(db.session.scalars(found.limit(200))) if wanted else []


def drafting_groups(call_id: uuid.UUID) -> list[Proposal]:
    """The drafts of a call, for telling their groups something."""
    found = sa.select(Proposal).where(Proposal.call_id == call_id, Proposal.state == ProposalState.DRAFT)
    return list(db.session.scalars(found.order_by(Proposal.started_at)))


def of_person(person_id: uuid.UUID) -> list[Proposal]:
    """The proposals that somebody started or sent, the oldest first."""
    mine = sa.or_(Proposal.started_by_id == person_id, Proposal.submitted_by_id == person_id)
    return list(db.session.scalars(sa.select(Proposal).where(mine).order_by(Proposal.started_at, Proposal.id)))

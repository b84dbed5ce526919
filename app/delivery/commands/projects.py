"""A project begins when an offer is accepted; officers pause, complete and close it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.awards import queries as awards
from app.awards.events import OfferAccepted
from app.core import audit
from app.core.access import SYSTEM, Actor
from app.core.clock import today
from app.core.db import db, locked
from app.core.errors import NotAllowed
from app.core.references import new_reference
from app.proposals.models import ProposalAction, ProposalArea

from .. import emails
from ..models import Project, ProjectAction, ProjectArea, ProjectState
from ..policies import can_set_state

YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a project is to do. fund_id, award_id, proposal_id: None for work the council pays for itself."""

    group_id: uuid.UUID
    title: str
    summary: str
    starts_on: dt.date
    ends_on: dt.date
    lang: str = "en"
    theme: str = ""
    amount_pence: int = 0
    target_participants: int = 0
    fund_id: uuid.UUID | None = None
    award_id: uuid.UUID | None = None
    proposal_id: uuid.UUID | None = None
    min_age: int = 0


def start_project(
    actor: Actor, plan: Plan, *, area_ids: Iterable[uuid.UUID] = (), action_ids: Iterable[uuid.UUID] = ()
) -> Project:
    """The project has its reference, its areas and the actions that it serves."""
    project = Project(
        id=uuid.uuid4(),
        reference=new_reference("PJ"),
        award_id=plan.award_id,
        proposal_id=plan.proposal_id,
        group_id=plan.group_id,
        fund_id=plan.fund_id,
        title=plan.title,
        summary=plan.summary,
        lang=plan.lang,
        theme=plan.theme,
        amount_pence=plan.amount_pence,
        min_age=plan.min_age,
        target_participants=plan.target_participants,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
    )
    db.session.add(project)
    db.session.flush()
    db.session.add_all(ProjectArea(project_id=project.id, area_id=each) for each in sorted(set(area_ids), key=str))
    db.session.add_all(
        ProjectAction(project_id=project.id, action_id=each) for each in sorted(set(action_ids), key=str)
    )
    db.session.flush()
    audit.record(
        actor,
        "start_project",
        project,
        name=project.reference,
        after={"title": project.title, "amount_pence": project.amount_pence, "ends_on": project.ends_on},
    )
    return project


def start_project_for(event: OfferAccepted) -> None:
    """The accepted award has its project: title, dates, areas and actions as in the proposal, the award's amount.

    A proposal without dates gives a year from today. Nothing happens where the award already has its project.
    """
    if db.session.scalar(sa.select(sa.exists().where(Project.award_id == event.award_id))):
        return
    row = awards.award_row(event.award_id)
    proposal = row.proposal
    starts_on = proposal.starts_on or today()
    ends_on = proposal.ends_on if proposal.ends_on and proposal.ends_on >= starts_on else starts_on + YEAR
    start_project(
        SYSTEM,
        Plan(
            group_id=row.award.group_id,
            title=proposal.title,
            summary=proposal.summary,
            starts_on=starts_on,
            ends_on=ends_on,
            lang=proposal.lang,
            theme=proposal.theme,
            amount_pence=row.award.amount_pence,
            target_participants=proposal.beneficiaries or 0,
            fund_id=row.pot.fund_id,
            award_id=row.award.id,
            proposal_id=proposal.id,
        ),
        area_ids=db.session.scalars(sa.select(ProposalArea.area_id).where(ProposalArea.proposal_id == proposal.id)),
        action_ids=db.session.scalars(
            sa.select(ProposalAction.action_id).where(ProposalAction.proposal_id == proposal.id)
        ),
    )


def set_project_state(actor: Actor, project_id: uuid.UUID, state: ProjectState, *, reason: str) -> Project:
    """The project is in `state`; its group's leads will be told why."""
    project = locked(Project, project_id)
    if not (verdict := can_set_state(actor, project, state)):
        raise NotAllowed(verdict.reason)
    before, project.state = project.state, state
    db.session.flush()
    audit.record(
        actor,
        "set_project_state",
        project,
        name=project.reference,
        before={"state": before},
        after={"state": state},
        reason=reason,
    )
    emails.state_changed(project, reason)
    return project

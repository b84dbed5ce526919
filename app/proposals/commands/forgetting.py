"""What is taken out of a refused proposal when its time is over."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from app.core.db import db

from ..models import BudgetLine, Proposal, ProposalState

ABOUT_PEOPLE = (
    "description",
    "strengths",
    "need",
    "together",
    "who_benefits",
    "diversity",
    "safeguarding",
    "access_plan",
    "risks",
    "match_source",
    "picture_alt",
)


def forget_refused(proposal_ids: Sequence[uuid.UUID], *, today: dt.date) -> int:
    """These refused proposals no longer say who wrote them or tell of anybody; title, money and refusal stay.

    Returns how many there were (`domain.md` vi.2: ineligible proposals, 1 year).
    """
    gone = dict.fromkeys(ABOUT_PEOPLE, "")
    found = db.session.scalars(
        sa.select(Proposal)
        .where(
            Proposal.id.in_(proposal_ids),
            Proposal.state == ProposalState.INELIGIBLE,
            Proposal.forgotten_on.is_(None),
        )
        .with_for_update()
    ).all()
    for proposal in found:
        for name, nothing in gone.items():
            setattr(proposal, name, nothing)
        proposal.started_by_id = proposal.submitted_by_id = proposal.picture_file_id = None
        proposal.sections = {key: {**said, "by": ""} for key, said in proposal.sections.items()}
        proposal.forgotten_on = today
    ids = [proposal.id for proposal in found]
    db.session.execute(sa.update(BudgetLine).where(BudgetLine.proposal_id.in_(ids)).values(note=""))
    db.session.flush()
    return len(found)

"""Which photograph of a proposal may be shown today."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from app.core.clock import today
from app.council import policies as council_policies
from app.council import queries as council
from app.council.models import PreElection

from ..models import Proposal


def shown_picture() -> sa.ColumnElement[uuid.UUID | None]:
    """A column for lists: the photograph's file; NULL while an election holds back one with a councillor (E39)."""
    day = today()
    is_held = sa.exists().where(PreElection.from_on <= day, PreElection.to_on >= day)
    return sa.case((sa.and_(Proposal.picture_shows_councillor, is_held), sa.null()), else_=Proposal.picture_file_id)


def shown_picture_of(proposal: Proposal) -> uuid.UUID | None:
    """The same for one proposal."""
    if proposal.picture_shows_councillor:
        period = council.pre_election_on(today())
        if not council_policies.can_publish_publicity(period, shows_councillor=True):
            return None
    return proposal.picture_file_id

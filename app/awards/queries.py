"""Reads of awards, in a fixed order, or NoResultFound (a 404)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator

import sqlalchemy as sa

from app.core.db import db
from app.core.files import StoredFile
from app.funds.models import Pot
from app.groups.models import Group
from app.proposals.models import Proposal

from .models import Agreement, Award, AwardRow, AwardState


def _rows() -> sa.Select[Award, Proposal, Group, Pot]:
    return (
        sa.select(Award, Proposal, Group, Pot)
        .join(Proposal, Proposal.id == Award.proposal_id)
        .join(Group, Group.id == Award.group_id)
        .join(Pot, Pot.id == Award.pot_id)
    )


def award_by_reference(reference: str) -> AwardRow:
    return AwardRow(*db.session.execute(_rows().where(Award.reference == reference)).one())


def award_row(award_id: uuid.UUID) -> AwardRow:
    return AwardRow(*db.session.execute(_rows().where(Award.id == award_id)).one())


def award_of_proposal(proposal_id: uuid.UUID) -> Award | None:
    return db.session.scalars(sa.select(Award).where(Award.proposal_id == proposal_id)).one_or_none()


def awards_of_groups(group_ids: Collection[uuid.UUID]) -> list[AwardRow]:
    """The groups' awards, those to be answered first, then the newest."""
    query = _rows().where(Award.group_id.in_(list(group_ids)))
    ordered = query.order_by(Award.state != AwardState.OFFERED, Award.offered_on.desc(), Award.reference)
    return [AwardRow(*row) for row in db.session.execute(ordered)]


def awards_list(
    state: AwardState | None, fund_ids: Collection[uuid.UUID] | None, limit: int, offset: int
) -> list[AwardRow]:
    """Awards for officers, the newest first. fund_ids: None for all funds."""
    query = _scoped(state, fund_ids).order_by(Award.offered_on.desc(), Award.reference)
    return [AwardRow(*row) for row in db.session.execute(query.limit(limit).offset(offset))]


def awards_stream(state: AwardState | None, fund_ids: Collection[uuid.UUID] | None) -> Iterator[AwardRow]:
    """All of them, oldest first, without holding them all."""
    query = _scoped(state, fund_ids).order_by(Award.offered_on, Award.reference)
    for row in db.session.execute(query.execution_options(yield_per=500)):
        yield AwardRow(*row)


def _scoped(state: AwardState | None, fund_ids: Collection[uuid.UUID] | None) -> sa.Select[Award, Proposal, Group, Pot]:
    query = _rows()
    if state is not None:
        query = query.where(Award.state == state)
    if fund_ids is not None:
        query = query.where(Pot.fund_id.in_(list(fund_ids)))
    return query


def awards_offered(fund_ids: Collection[uuid.UUID] | None) -> list[AwardRow]:
    """Offers that wait for an answer, the first to end first."""
    query = _scoped(AwardState.OFFERED, fund_ids).order_by(Award.offer_ends_on, Award.reference)
    return [AwardRow(*row) for row in db.session.execute(query)]


def offers_past(day: dt.date) -> list[uuid.UUID]:
    """Offers that nobody answered by their last day."""
    query = sa.select(Award.id).where(Award.state == AwardState.OFFERED, Award.offer_ends_on < day)
    return list(db.session.scalars(query.order_by(Award.reference)))


def agreement_of(award_id: uuid.UUID) -> tuple[Agreement, StoredFile] | None:
    query = sa.select(Agreement, StoredFile).join(StoredFile, StoredFile.id == Agreement.file_id)
    found = db.session.execute(query.where(Agreement.award_id == award_id)).one_or_none()
    return (found[0], found[1]) if found else None

"""What rounds tell the questions below them: until when residents may ask about a proposal."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from app.core.db import db

from .models import BallotItem, Round, RoundState


def voting_closes_at(proposal_id: uuid.UUID) -> dt.datetime | None:
    """The close of voting in the latest round that has the proposal on its ballot; None while there is none."""
    return db.session.scalar(
        sa.select(sa.func.max(Round.closes_at))
        .join(BallotItem, BallotItem.round_id == Round.id)
        .where(BallotItem.proposal_id == proposal_id, Round.state.not_in((RoundState.DRAFT, RoundState.CANCELLED)))
    )

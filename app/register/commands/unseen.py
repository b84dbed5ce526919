"""At the close: those who came in one instant as one person, so that neither could see the other come (E11)."""

from __future__ import annotations

import sqlalchemy as sa

from app.core.access import SYSTEM
from app.core.db import db
from app.rounds.events import RoundClosed

from ..models import HoldReason, Voter, VoterState
from .deciding import hold

LOOKED_AT = (HoldReason.SAME_PERSON, HoldReason.OTHER_CHANNEL)


def hold_unseen(event: RoundClosed) -> None:
    """Who came by postcode and, in the same instant, by ward is held too.

    Those whom somebody has looked at before stay as they were decided.
    """
    is_unseen = sa.and_(
        Voter.round_id == event.round_id,
        Voter.state == VoterState.ACCEPTED,
        sa.or_(Voter.hold_reason.is_(None), Voter.hold_reason.not_in(LOOKED_AT)),
    )
    # A list that is made once, not a join: SQLite joins by the round, every voter with every other.
    by_ward = sa.select(Voter.dedupe_key).where(is_unseen, Voter.ward_key.is_(None), Voter.dedupe_key.is_not(None))
    wanted = sa.select(Voter).where(is_unseen, Voter.ward_key.in_(by_ward.correlate(None)))
    for voter in db.session.scalars(wanted.with_for_update(of=Voter)):
        hold(voter, HoldReason.SAME_PERSON, actor=SYSTEM)
    db.session.flush()

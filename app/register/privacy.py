"""How the register answers for personal data: its rows go when the time for objections is over (`domain.md` vi.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from app.core.db import db
from app.core.i18n import _
from app.core.ports import Overdue, PersonalData
from app.core.retention import still_needed
from app.rounds.models import Round, RoundState

from . import commands
from .models import Voter

OBJECTION_DAYS = 30


def overdue(today: dt.date) -> Iterable[Overdue]:
    """Registers of rounds published or cancelled more than 30 days ago, if nobody's objection to a result is open."""
    before = dt.datetime.combine(today, dt.time(), tzinfo=dt.UTC) - dt.timedelta(days=OBJECTION_DAYS)
    is_over = sa.or_(
        sa.and_(Round.state == RoundState.PUBLISHED, Round.published_at < before),
        sa.and_(Round.state == RoundState.CANCELLED, Round.cancelled_at < before),
    )
    rows = db.session.execute(
        sa.select(Round.id, sa.func.count()).join(Voter, Voter.round_id == Round.id).where(is_over).group_by(Round.id)
    ).all()
    waiting = still_needed() if rows else set()
    rows = [row for row in rows if row[0] not in waiting]
    if rows:
        ids = [row[0] for row in rows]
        yield Overdue(
            _("Registers of voters"),
            _("30 days after the result"),
            sum(row[1] for row in rows),
            lambda: commands.forget_registers(ids),
        )


PERSONAL_DATA = PersonalData("register", overdue=overdue)

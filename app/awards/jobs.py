"""Work that follows an answer, or the lack of one."""

from __future__ import annotations

import uuid

from app.core.access import SYSTEM
from app.core.clock import now, today
from app.core.db import db, unit_of_work
from app.core.errors import WrongState

from . import commands, presenters, queries


def make_agreement(award_id: str) -> None:
    """The award has its agreement. Safe to repeat."""
    key = uuid.UUID(award_id)
    if queries.agreement_of(key) is not None:
        return
    content = presenters.agreement_pdf(queries.award_row(key))
    db.session.rollback()
    with unit_of_work():
        commands.keep_agreement(key, content, now=now())


def lapse_offers() -> None:
    """Offers past their last day have ended, each in its own transaction."""
    for award_id in queries.offers_past(today()):
        try:
            with unit_of_work():
                commands.lapse_offer(SYSTEM, award_id, today=today())
        except WrongState:
            continue

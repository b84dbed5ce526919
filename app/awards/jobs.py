"""Work that follows an answer, or the lack of one."""

from __future__ import annotations

import uuid

from flask import current_app

from app.core.access import SYSTEM
from app.core.clock import today
from app.core.db import unit_of_work
from app.core.errors import WrongState

from . import commands, presenters, queries


def make_agreement(award_id: str) -> None:
    """The award has its agreement. Safe to repeat."""
    with current_app.test_request_context(base_url=current_app.config["SETTINGS"].base_url):
        presenters.make_agreement(uuid.UUID(award_id))


def lapse_offers() -> None:
    """Offers past their last day have ended, each in its own transaction."""
    for award_id in queries.offers_past(today()):
        try:
            with unit_of_work():
                commands.lapse_offer(SYSTEM, award_id, today=today())
        except WrongState:
            continue

"""The voter's own cookie (Path=/vote): the row id of the code they came in with, never the code, never a choice."""

from __future__ import annotations

import uuid

from flask import session

from app.core.clock import today
from app.rounds.models import Round

from . import policies, queries
from .models import Voter

KEY = "rounds"


def enter(round_: Round, code_id: uuid.UUID) -> None:
    """The next requests of this browser are that voter's, in this round."""
    session[KEY] = {**session.get(KEY, {}), round_.id.hex: code_id.hex}


def voter_here(round_: Round) -> Voter | None:
    """The voter of this browser in this round, as the register has them now; None when the code no longer works."""
    kept = session.get(KEY, {}).get(round_.id.hex)
    if not kept:
        return None
    found = queries.voter_by_code_id(round_.id, uuid.UUID(kept))
    return found[0] if found and policies.can_use(found[1], today()) else None


def leave() -> None:
    """Nothing of any voter is left in this browser."""
    session.clear()

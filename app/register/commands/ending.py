"""What goes when a box is opened and when the time for objections is over."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.core import key_files
from app.core.db import db

from ..codes import commands as codes
from ..models import ContactCode, Voter, VoterCode
from .doubles import dedupe_secret


def delete_codes(round_id: uuid.UUID) -> None:
    """No code or link of this round leads anywhere any more."""
    voters = sa.select(Voter.id).where(Voter.round_id == round_id)
    db.session.execute(sa.delete(VoterCode).where(VoterCode.voter_id.in_(voters)))
    db.session.execute(sa.delete(ContactCode).where(ContactCode.voter_id.in_(voters)))
    codes.forget_codes(round_id)


def forget_registers(round_ids: Sequence[uuid.UUID]) -> int:
    """The registers of these rounds are deleted, and what tells one person from another; ward counts stay."""
    found: Any = db.session.execute(sa.delete(Voter).where(Voter.round_id.in_(round_ids)))
    for round_id in round_ids:
        key_files.destroy(dedupe_secret(round_id))
    db.session.flush()
    return int(found.rowcount)

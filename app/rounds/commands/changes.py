"""What every change of a draft does: it asks whether it may, takes back the first officer's word, and is on record."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked

from .. import policies
from ..models import Round
from .permission import must


def draft(round_id: uuid.UUID, actor: Actor) -> Round:
    """The round, which the actor may still change (E01)."""
    round_ = locked(Round, round_id)
    must(policies.can_edit(actor, round_))
    return round_


def changed(
    round_: Round, actor: Actor, verb: str, before: Mapping[str, object] | None, after: Mapping[str, object]
) -> Round:
    """What two officers lock is what both saw: any change takes back the first one's word."""
    round_.rules.proposed_by_id = None
    round_.rules.proposed_at = None
    audit.record(actor, verb, round_, name=round_.name, before=before, after=after)
    db.session.flush()
    return round_

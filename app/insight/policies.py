"""Who may watch a round's representation. Pure."""

from __future__ import annotations

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.rounds.models import Round

COUNCIL_WIDE = (Role.STRATEGY_OFFICER, Role.AREA_COORDINATOR)
OF_ROUND = (Role.RETURNING_OFFICER, Role.DEPUTY_RETURNING_OFFICER)


def can_watch(actor: Actor, round_: Round) -> Decision:
    """Officers for outreach and strategy, and who runs this very round."""
    is_theirs = any(actor.covers(role, Scope.ROUND, round_.id) for role in OF_ROUND)
    return YES if is_theirs or actor.has(*COUNCIL_WIDE) else no("Not your round")


def is_under(found: float | None, expected: float, least_percent: int) -> bool:
    """The share that took part is under the set part of the census share. Hidden shares raise nothing."""
    return found is not None and expected > 0 and found * 100 < expected * least_percent

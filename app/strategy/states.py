"""Which state of a strategy or an action may follow which (`domain.md` ii.3)."""

from __future__ import annotations

from .models import ActionState, StrategyState

S, A = StrategyState, ActionState

# adopting, and being superseded by an adoption, have commands of their own
STRATEGY_STEPS: dict[StrategyState, frozenset[StrategyState]] = {
    S.DRAFT: frozenset({S.CONSULTED}),
    S.CONSULTED: frozenset({S.DRAFT}),
    S.ADOPTED: frozenset({S.IN_DELIVERY, S.CLOSED}),
    S.IN_DELIVERY: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
    S.SUPERSEDED: frozenset(),
}
ACTION_STEPS: dict[ActionState, frozenset[ActionState]] = {
    A.NOT_STARTED: frozenset({A.IN_PROGRESS, A.CANCELLED, A.SUPERSEDED}),
    A.IN_PROGRESS: frozenset({A.COMPLETE, A.CANCELLED, A.SUPERSEDED, A.NOT_STARTED}),
    A.COMPLETE: frozenset({A.IN_PROGRESS}),
    A.CANCELLED: frozenset({A.NOT_STARTED}),
    A.SUPERSEDED: frozenset(),
}

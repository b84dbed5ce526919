"""Which state of a round may follow which, and what a round is in right now."""

from __future__ import annotations

from enum import StrEnum

from .models import RoundState

S = RoundState
NEXT: dict[RoundState, frozenset[RoundState]] = {
    S.DRAFT: frozenset({S.LOCKED, S.CANCELLED}),
    S.LOCKED: frozenset({S.OPEN, S.CANCELLED}),
    S.OPEN: frozenset({S.CLOSED, S.CANCELLED}),
    S.CLOSED: frozenset({S.OPENED, S.CANCELLED}),
    S.OPENED: frozenset({S.COUNTED, S.CANCELLED}),
    S.COUNTED: frozenset({S.COUNTED, S.CERTIFIED, S.CANCELLED}),
    S.CERTIFIED: frozenset({S.COUNTED, S.PUBLISHED, S.CANCELLED}),
    S.PUBLISHED: frozenset({S.COUNTED}),
    S.CANCELLED: frozenset(),
}


class Phase(StrEnum):
    """What a round is in at one instant, as pages and policies see it."""

    DRAFT = "draft"
    COMING = "coming"
    VOTING = "voting"
    PAUSED = "paused"
    CLOSED = "closed"
    OPENED = "opened"
    COUNTED = "counted"
    CERTIFIED = "certified"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


IS_PUBLIC = frozenset(set(Phase) - {Phase.DRAFT})
BEFORE_VOTING = frozenset({Phase.DRAFT, Phase.COMING})
AFTER_VOTING = frozenset({Phase.CLOSED, Phase.OPENED, Phase.COUNTED, Phase.CERTIFIED, Phase.PUBLISHED})

"""Which state of a question may follow which (`domain.md` iv, "Moderation item")."""

from __future__ import annotations

from .models import QuestionState

S = QuestionState
NEXT: dict[QuestionState, frozenset[QuestionState]] = {
    S.PENDING: frozenset({S.EDIT_OFFERED, S.PUBLISHED, S.REJECTED, S.ESCALATED, S.WITHDRAWN}),
    S.EDIT_OFFERED: frozenset({S.EDITED, S.PENDING, S.WITHDRAWN, S.REJECTED}),
    S.PUBLISHED: frozenset({S.TAKEN_DOWN, S.WITHDRAWN}),
    S.EDITED: frozenset({S.TAKEN_DOWN, S.WITHDRAWN}),
    S.REJECTED: frozenset({S.APPEALED, S.WITHDRAWN}),
    S.ESCALATED: frozenset({S.PUBLISHED, S.REJECTED, S.WITHDRAWN}),
    S.APPEALED: frozenset({S.PUBLISHED, S.REJECTED, S.WITHDRAWN}),
    S.TAKEN_DOWN: frozenset({S.APPEALED, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
}
SHOWN = frozenset({S.PUBLISHED, S.EDITED})
FOR_FIRST = frozenset({S.PENDING})
FOR_SECOND = frozenset({S.ESCALATED, S.APPEALED})
WAITING = FOR_FIRST | FOR_SECOND

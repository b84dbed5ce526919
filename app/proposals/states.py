"""The states of a proposal, named sets of them, and which follows which (`domain.md` ii.3)."""

from __future__ import annotations

from .models import ProposalState

S = ProposalState
IN_CHECKING = frozenset({S.SUBMITTED, S.QUERY})
PASSED = frozenset({S.ELIGIBLE, S.ON_BALLOT, S.FUNDED, S.PART_FUNDED, S.RESERVE, S.NOT_FUNDED})
DECIDED = frozenset({S.FUNDED, S.PART_FUNDED, S.RESERVE, S.NOT_FUNDED})
WON = frozenset({S.FUNDED, S.PART_FUNDED})
LIVE = frozenset({S.DRAFT, S.SUBMITTED, S.QUERY, S.ELIGIBLE, S.ON_BALLOT})
GROUP_MAY_WITHDRAW = frozenset({S.DRAFT, S.SUBMITTED, S.QUERY, S.ELIGIBLE})

NEXT: dict[ProposalState, frozenset[ProposalState]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.QUERY, S.ELIGIBLE, S.INELIGIBLE, S.WITHDRAWN}),
    S.QUERY: frozenset({S.SUBMITTED, S.ELIGIBLE, S.INELIGIBLE, S.WITHDRAWN}),
    S.ELIGIBLE: frozenset({S.ON_BALLOT, S.INELIGIBLE, S.NOT_FUNDED, S.WITHDRAWN}),
    S.INELIGIBLE: frozenset({S.SUBMITTED}),
    S.ON_BALLOT: frozenset({S.ELIGIBLE, S.INELIGIBLE, S.WITHDRAWN, *DECIDED}),
    S.RESERVE: frozenset({S.FUNDED, S.PART_FUNDED, S.NOT_FUNDED, S.WITHDRAWN}),
    S.FUNDED: frozenset({S.WITHDRAWN, S.PART_FUNDED, S.NOT_FUNDED}),
    S.PART_FUNDED: frozenset({S.WITHDRAWN, S.FUNDED, S.NOT_FUNDED}),
    S.NOT_FUNDED: frozenset({S.FUNDED, S.PART_FUNDED, S.RESERVE}),
    S.WITHDRAWN: frozenset(),
}


def may_follow(before: ProposalState, after: ProposalState) -> bool:
    return after in NEXT[before]

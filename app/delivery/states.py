"""In which states a project may log, and which state may follow which."""

from __future__ import annotations

from .models import ContributionState, LineKind, ProjectState

LOGGING = frozenset({ProjectState.SET_UP, ProjectState.ACTIVE, ProjectState.COMPLETED})

NEXT: dict[ProjectState, frozenset[ProjectState]] = {
    ProjectState.SET_UP: frozenset({ProjectState.ACTIVE, ProjectState.CLOSED}),
    ProjectState.ACTIVE: frozenset({ProjectState.PAUSED, ProjectState.COMPLETED, ProjectState.CLOSED}),
    ProjectState.PAUSED: frozenset({ProjectState.ACTIVE, ProjectState.CLOSED}),
    ProjectState.COMPLETED: frozenset({ProjectState.ACTIVE, ProjectState.CLOSED}),
    ProjectState.CLOSED: frozenset(),
}

ACCEPTED = frozenset({ContributionState.ACCEPTED, ContributionState.PART_ACCEPTED})

# Kinds that count people: small numbers of them are never shown.
PEOPLE = frozenset({LineKind.PARTICIPANTS, LineKind.ATTENDANCES})

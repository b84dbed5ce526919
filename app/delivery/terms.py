"""The words that people read for states, kinds and units of what projects log."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import ContributionKind, ContributionState, LineKind, ProjectState

STATES: dict[str, object] = {
    ProjectState.SET_UP: lazy("Being set up"),
    ProjectState.ACTIVE: lazy("Going on"),
    ProjectState.PAUSED: lazy("Paused"),
    ProjectState.COMPLETED: lazy("Completed"),
    ProjectState.CLOSED: lazy("Closed"),
}

STATE_COLOURS: dict[str, str] = {
    ProjectState.SET_UP: "blue",
    ProjectState.ACTIVE: "green",
    ProjectState.PAUSED: "yellow",
    ProjectState.COMPLETED: "teal",
    ProjectState.CLOSED: "grey",
}

KINDS: dict[LineKind, object] = {
    LineKind.PARTICIPANTS: lazy("People who came for the first time"),
    LineKind.ATTENDANCES: lazy("Visits to sessions"),
    LineKind.SESSIONS: lazy("Sessions"),
    LineKind.HOURS: lazy("Volunteer hours"),
    LineKind.READING: lazy("Readings of what changed"),
    LineKind.SPEND: lazy("Money spent"),
}

CONTRIBUTION_STATES: dict[str, object] = {
    ContributionState.CLAIMED: lazy("Waiting for the council"),
    ContributionState.ACCEPTED: lazy("Accepted"),
    ContributionState.PART_ACCEPTED: lazy("Accepted in part"),
    ContributionState.REFUSED: lazy("Not accepted"),
}

CONTRIBUTION_COLOURS: dict[str, str] = {
    ContributionState.CLAIMED: "yellow",
    ContributionState.ACCEPTED: "green",
    ContributionState.PART_ACCEPTED: "teal",
    ContributionState.REFUSED: "grey",
}

CONTRIBUTION_KINDS: dict[str, object] = {
    ContributionKind.DIRECT: lazy("We did it"),
    ContributionKind.SUPPORTING: lazy("We helped others do it"),
    ContributionKind.ENABLING: lazy("We made it possible"),
}

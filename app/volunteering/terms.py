"""The words that people read for how far hours have come."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import HoursState

STATES: dict[str, object] = {
    HoursState.LOGGED: lazy("Not checked yet"),
    HoursState.VERIFIED: lazy("Checked"),
    HoursState.REJECTED: lazy("Not right"),
}

STATE_COLOURS: dict[str, str] = {
    HoursState.LOGGED: "yellow",
    HoursState.VERIFIED: "green",
    HoursState.REJECTED: "grey",
}

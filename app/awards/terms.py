"""Words for what awards hold, as a page says them."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import AwardState, Basis

STATES = {
    AwardState.OFFERED: lazy("Offered"),
    AwardState.ACCEPTED: lazy("Accepted"),
    AwardState.DECLINED: lazy("Declined"),
    AwardState.LAPSED: lazy("Not answered in time"),
}
COLOURS = {
    AwardState.OFFERED: "yellow",
    AwardState.ACCEPTED: "green",
    AwardState.DECLINED: "grey",
    AwardState.LAPSED: "grey",
}
BASES = {
    Basis.FULL: lazy("All that was asked for"),
    Basis.PART: lazy("Part of what was asked for"),
    Basis.RESERVE: lazy("From the reserve list"),
}

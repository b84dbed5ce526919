"""Why a vote was rejected or refused, as the opening and the result say it."""

from __future__ import annotations

from app.core.i18n import lazy
from app.register.models import RefusalReason

from ..models import Rejection

REJECTIONS = {
    Rejection.UNREADABLE: lazy("The envelope could not be opened or read"),
    Rejection.NOT_IN_ROUND: lazy("Something that is not on this ballot was chosen"),
    Rejection.TOO_MANY: lazy("Too many projects were chosen"),
    Rejection.TOO_FEW: lazy("Too few projects were chosen"),
    Rejection.OVER_BUDGET: lazy("The choices cost more than there is"),
    Rejection.NOT_ALL_SCORED: lazy("Not every project was scored"),
    Rejection.OFF_SCALE: lazy("A score was outside the scale"),
    Rejection.OVER_POINTS: lazy("Too many points were given"),
    Rejection.OVER_ITEM: lazy("One project got too many points"),
    Rejection.TWICE: lazy("A project was chosen twice"),
    Rejection.OWN_PROJECT: lazy("A project of the voter's own group was chosen"),
    Rejection.NOT_BOOSTABLE: lazy("A boost vote went to a project that cannot have one"),
    Rejection.TOO_MANY_BOOSTS: lazy("Too many boost votes were given"),
    Rejection.GAP_IN_RANKS: lazy("A place was left out or given twice"),
    Rejection.BLANK: lazy("The paper was blank"),
    Rejection.UNCLEAR: lazy("It was not clear what the voter wanted"),
    Rejection.IDENTIFIES: lazy("The paper said who the voter was"),
    Rejection.UNOFFICIAL: lazy("It was not a paper of this vote"),
    Rejection.LATE: lazy("It came after the last day for papers by post"),
}
REFUSALS = {
    RefusalReason.VOTED_TWICE: lazy("The same person was on the register twice"),
    RefusalReason.NOT_ELIGIBLE: lazy("The person may not vote in this round"),
    RefusalReason.NOT_CONFIRMED: lazy("The address or the person could not be confirmed"),
}

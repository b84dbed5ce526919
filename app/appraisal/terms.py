"""The words for results of a check and effects of an interest."""

from __future__ import annotations

from app.core.i18n import lazy

from .models import CheckResult, InterestEffect

RESULTS: dict[str, object] = {
    CheckResult.PASS: lazy("Meets it"),
    CheckResult.FAIL: lazy("Does not meet it"),
    CheckResult.QUERY: lazy("Not clear"),
    CheckResult.WAIVED: lazy("Waived"),
}

EFFECTS: dict[str, object] = {
    InterestEffect.NO_DECISION: lazy("I will not decide on it"),
    InterestEffect.LEAVE_ROOM: lazy("I will not decide, and leave the room when it is talked about"),
    InterestEffect.NONE: lazy("For the record only: it does not affect me"),
}

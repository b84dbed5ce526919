"""The words for the units of what is measured."""

from __future__ import annotations

from app.core.i18n import lazy
from app.strategy.models import Unit

UNITS: dict[str, object] = {
    Unit.COUNT: lazy("a number"),
    Unit.PERCENT: lazy("out of 100, in %"),
    Unit.MEAN: lazy("an average"),
    Unit.RATE: lazy("for each 1,000 people"),
    Unit.POUNDS: lazy("in pounds"),
    Unit.HOURS: lazy("in hours"),
}

"""An indicator in words and as a chart: baseline, what was seen last, the target; a gap stays a gap (E94)."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from babel.dates import format_date
from flask import url_for
from flask_babel import get_locale
from markupsafe import Markup

from app.core import charts, money
from app.core.i18n import _
from app.core.web.context import show_date

from .. import queries
from ..models import Direction, Indicator, Observation, Target, Unit
from ..terms import DIRECTIONS, LEVELS, UNITS


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """What a page says of one indicator. verdict: "" while nothing can be said."""

    code: str
    name: str
    url: str
    baseline: str
    latest: str
    target: str
    verdict: str
    colour: str
    facts: list[dict[str, object]] = field(default_factory=list)


def show_value(value: Decimal | None, unit: Unit) -> str:
    """`62.5%`, `£1,250`, `1,204`, `3.4`; "" for None."""
    if value is None:
        return ""
    if unit is Unit.POUNDS:
        return money.show(int(value * 100))
    number = f"{value.normalize():,f}"
    if unit is Unit.PERCENT:
        return f"{round(value, 1).normalize():f}%"
    if unit is Unit.HOURS:
        return str(_("%(number)s hours", number=number))
    if unit is Unit.RATE:
        return str(_("%(number)s for every 1,000 people", number=number))
    return number


def indicator_view(indicator: Indicator, today: dt.date) -> IndicatorView:
    """The indicator for the district as a whole, as it stands today."""
    seen = queries.standing(indicator.observations)
    shown = [each for each in seen if not each.is_suppressed]
    latest, target = (shown[-1] if shown else None), next_target(indicator.targets, today)
    verdict, colour = _verdict(indicator, latest, target)
    return IndicatorView(
        code=indicator.code,
        name=indicator.name,
        url=url_for("strategy.indicator", code=indicator.code.lower()),
        baseline=_baseline(indicator),
        latest=_dated(latest.value, indicator.unit, latest.to_on) if latest else str(_("Nothing seen yet")),
        target=_dated(target.value, indicator.unit, target.due_on) if target else str(_("No target")),
        verdict=verdict,
        colour=colour,
        facts=_facts(indicator),
    )


def next_target(targets: Sequence[Target], today: dt.date) -> Target | None:
    """The current target that falls due next; the last one when all days are past."""
    current = sorted((target for target in targets if target.is_current), key=lambda target: target.due_on)
    return next((target for target in current if target.due_on >= today), current[-1] if current else None)


def chart_of(indicator: Indicator) -> charts.Chart | None:
    """What was seen and what is aimed at, over time; None with fewer than two values seen."""
    seen = queries.standing(indicator.observations)
    if len([each for each in seen if not each.is_suppressed]) < 2:
        return None
    points = [(each.to_on, None if each.is_suppressed else float(each.value)) for each in seen]
    rows = [(str(_("Seen")), on, value) for on, value in with_gaps(points)]
    aims = [(str(_("Target")), t.due_on, float(t.value)) for t in indicator.targets if t.is_current]
    if indicator.baseline is not None and indicator.baseline_on is not None:
        rows.insert(0, (str(_("Seen")), indicator.baseline_on, float(indicator.baseline)))
    ordered = sorted([*rows, *aims], key=lambda row: row[1])
    labelled = [(series, _tick(on), value) for series, on, value in ordered]
    last = indicator_words(indicator, seen)
    return charts.lines(labelled, alt=last, unit=str(UNITS[indicator.unit]))  # type: ignore[arg-type]


def indicator_words(indicator: Indicator, seen: Sequence[Observation]) -> str:
    """The chart in one sentence."""
    shown = [each for each in seen if not each.is_suppressed]
    first, last = shown[0], shown[-1]
    return str(
        _(
            "%(name)s: from %(first)s (%(from_day)s) to %(last)s (%(to_day)s)",
            name=indicator.name,
            first=show_value(first.value, indicator.unit),
            from_day=show_date(first.to_on),
            last=show_value(last.value, indicator.unit),
            to_day=show_date(last.to_on),
        )
    )


def with_gaps(points: Sequence[tuple[dt.date, float | None]]) -> list[tuple[dt.date, float | None]]:
    """The points with an empty one wherever at least one period was left out: a gap, not a zero (E94)."""
    steps = [(later[0] - earlier[0]).days for earlier, later in zip(points, points[1:], strict=False)]
    if not steps:
        return list(points)
    usual = statistics.median(steps)
    found = [points[0]]
    for step, point in zip(steps, points[1:], strict=True):
        if step > usual * 1.6:
            found.append((found[-1][0] + dt.timedelta(days=int(usual)), None))
        found.append(point)
    return found


def _verdict(indicator: Indicator, latest: Observation | None, target: Target | None) -> tuple[str, str]:
    if latest is None or target is None:
        return "", "grey"
    up = indicator.direction is Direction.UP
    if latest.value >= target.value if up else latest.value <= target.value:
        return str(_("Target met")), "green"
    if indicator.baseline is None:
        return str(_("Not there yet")), "grey"
    better = latest.value > indicator.baseline if up else latest.value < indicator.baseline
    return (str(_("Getting better")), "blue") if better else (str(_("Not better yet")), "orange")


def _baseline(indicator: Indicator) -> str:
    if indicator.baseline is None or indicator.baseline_on is None:
        return str(_("No baseline"))
    return _dated(indicator.baseline, indicator.unit, indicator.baseline_on)


def _dated(value: Decimal, unit: Unit, on: dt.date) -> str:
    return str(_("%(value)s (%(month)s)", value=show_value(value, unit), month=_month(on)))


def _month(on: dt.date) -> str:
    return str(format_date(on, "MMM y", locale=get_locale() or "en_GB"))


def _tick(on: dt.date) -> str:
    """The month below a chart: in words where a picture can carry them."""
    words = _month(on)
    return words if charts.is_drawable(words) else f"{on:%m/%Y}"


def _said(text: str) -> Markup:
    """What an officer wrote, in its own direction on a page of another language."""
    return Markup('<span dir="auto">{}</span>').format(text) if text else Markup("")


def _facts(indicator: Indicator) -> list[dict[str, object]]:
    rows = [
        (_("What it is"), _said(indicator.definition)),
        (_("Measured as"), UNITS[indicator.unit]),
        (_("Direction"), DIRECTIONS[indicator.direction]),
        (_("Kind"), LEVELS[indicator.level]),
        (_("Baseline"), _baseline(indicator)),
        (_("Source of the baseline"), _said(indicator.baseline_source)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def observation_rows(indicator: Indicator) -> list[tuple[str, str, str, str]]:
    """What was seen in the district, the newest first: period, value, source, note. A hidden value says so."""
    return [
        (
            f"{show_date(each.from_on)} – {show_date(each.to_on)}",
            str(_("Hidden: too few people")) if each.is_suppressed else show_value(each.value, indicator.unit),
            each.source,
            each.note,
        )
        for each in reversed(queries.standing(indicator.observations))
    ]


def target_rows(indicator: Indicator) -> list[tuple[str, str, str]]:
    """Day, value, and why it was changed or that a later one took its place."""
    return [
        (
            show_date(target.due_on),
            show_value(target.value, indicator.unit),
            target.reason if target.is_current else str(_("Replaced later")),
        )
        for target in indicator.targets
    ]

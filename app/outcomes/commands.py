"""A reading is logged with its line in one transaction; it can be taken out, never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, WrongState
from app.core.i18n import _
from app.delivery import commands as delivery
from app.delivery import queries as projects
from app.delivery.models import LineKind
from app.strategy import queries as strategy
from app.strategy.models import Indicator, Unit

from . import queries
from .models import OutcomeReading

WHOLE = frozenset({Unit.COUNT})


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in the indicator's unit. base: people asked; None where the indicator asks nobody."""

    indicator_id: uuid.UUID
    read_on: dt.date
    value: Decimal
    base: int | None = None
    area_id: uuid.UUID | None = None
    how: str = ""
    lang: str = "en"


def log_reading(actor: Actor, project_id: uuid.UUID, measured: Measured, *, today: dt.date) -> OutcomeReading:
    """The reading is in the log of the project, its indicator, and the actions that the indicator tells about.

    Raises:
        NotAllowed: not for this actor, this project or this area.
        DomainError: the project does not serve the indicator, or the value is none of its unit.
    """
    project = delivery.check_log(actor, project_id, measured.read_on, measured.area_id, today=today)
    if measured.indicator_id not in projects.indicator_ids_of(project_id):
        raise DomainError(_("This project does not serve that measure"), field="indicator_id")
    indicator = strategy.indicator(measured.indicator_id)
    _check_value(indicator, measured)
    made = OutcomeReading(
        id=uuid.uuid4(),
        project_id=project_id,
        indicator_id=indicator.id,
        area_id=measured.area_id,
        read_on=measured.read_on,
        value=measured.value,
        base=measured.base,
        how=measured.how,
        lang=measured.lang,
        logged_by_id=actor.id,
        logged_on=today,
    )
    db.session.add(made)
    db.session.flush()
    delivery.write_line(
        project_id,
        LineKind.READING,
        measured.value,
        indicator.unit.value,
        measured.read_on,
        measured.area_id,
        queries.actions_tied(project_id, indicator.id),
        made,
        indicator_id=indicator.id,
        base=measured.base,
    )
    after = {"indicator": indicator.code, "value": made.value, "base": made.base, "read_on": made.read_on}
    audit.record(actor, "log_reading", made, name=project.reference, after=after)
    return made


def _check_value(indicator: Indicator, measured: Measured) -> None:
    if measured.value < 0:
        raise DomainError(_("Enter a number from 0"), field="value")
    if indicator.unit is Unit.PERCENT and measured.value > 100:
        raise DomainError(_("Enter a percentage from 0 to 100"), field="value")
    if indicator.unit in WHOLE and measured.value != measured.value.to_integral_value():
        raise DomainError(_("Enter a whole number"), field="value")
    if indicator.unit in {Unit.PERCENT, Unit.MEAN} and measured.base is None:
        raise DomainError(_("Enter how many people you asked"), field="base")
    if measured.base is not None and measured.base < 1:
        raise DomainError(_("Enter how many people you asked"), field="base")


def void_reading(actor: Actor, reading_id: uuid.UUID, reason: str) -> None:
    """The reading no longer counts; it and the reason stay readable.

    Raises:
        WrongState: it has been taken out already.
        NotAllowed: not for this actor.
    """
    made = locked(OutcomeReading, reading_id)
    if made.is_void:
        raise WrongState(_("This has already been taken out of the log"))
    delivery.void_lines(actor, made, made.project_id, reason)
    made.is_void = True
    db.session.flush()
    audit.record(actor, "void_reading", made, after={"is_void": True}, reason=reason)

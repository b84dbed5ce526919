"""Indicators, what they are tied to, their targets and observations."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.core import audit, events
from app.core.access import Actor
from app.core.db import constraint_refusal, db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _, lazy
from app.council.queries import council

from ..events import ObservationApproved
from ..models import Indicator, IndicatorLink, Observation, Target, Unit
from ..policies import can_approve, can_edit_strategy

constraint_refusal("uq_indicator_code", lazy("Another indicator has this code"), field="code")
constraint_refusal("uq_observation_restates_id", lazy("This observation was restated before"))
constraint_refusal("uq_indicator_link_indicator_id_action_id", lazy("This indicator is tied to the action already"))
PLACES = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was seen in one period. value, or numerator and denominator for a percentage; area None: the district."""

    from_on: dt.date
    to_on: dt.date
    source: str
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    area_id: uuid.UUID | None = None
    note: str = ""


def save_indicator(indicator_id: uuid.UUID | None, fields: Mapping[str, Any], *, actor: Actor) -> Indicator:
    """The indicator is described so; with None it is a new one. A baseline of None means "no baseline", never 0."""
    _check(actor)
    if fields.get("baseline") is not None and fields.get("baseline_on") is None:
        raise DomainError(_("Enter the date of the baseline"), field="baseline_on")
    if indicator_id is None:
        indicator = Indicator(id=uuid.uuid4())
        db.session.add(indicator)
        before = None
    else:
        indicator = locked(Indicator, indicator_id)
        before = {name: getattr(indicator, name) for name in fields}
    for name, value in fields.items():
        setattr(indicator, name, value)
    audit.record(actor, "save_indicator", indicator, name=fields["name"], before=before, after=fields)
    db.session.flush()
    return indicator


def link_indicator(
    indicator_id: uuid.UUID, *, action_id: uuid.UUID | None = None, objective_id: uuid.UUID | None = None, actor: Actor
) -> IndicatorLink:
    """The indicator tells whether the action, or the objective, works. Name one of the two."""
    _check(actor)
    if (action_id is None) == (objective_id is None):
        raise ValueError("an indicator is tied to one action or one objective")
    link = IndicatorLink(id=uuid.uuid4(), indicator_id=indicator_id, action_id=action_id, objective_id=objective_id)
    db.session.add(link)
    audit.record(actor, "link_indicator", link, after={"action": action_id, "objective": objective_id})
    db.session.flush()
    return link


def unlink_indicator(indicator_id: uuid.UUID, action_id: uuid.UUID, *, actor: Actor) -> None:
    """The indicator says nothing of the action any more."""
    _check(actor)
    link = db.session.scalars(
        sa.select(IndicatorLink).where(IndicatorLink.indicator_id == indicator_id, IndicatorLink.action_id == action_id)
    ).one()
    audit.record(actor, "unlink_indicator", link, before={"action": action_id})
    db.session.delete(link)
    db.session.flush()


def set_target(indicator_id: uuid.UUID, *, due_on: dt.date, value: Decimal, reason: str, actor: Actor) -> Target:
    """The value is to be reached by the day. A new value for the same day keeps the old one, and needs a reason."""
    _check(actor)
    indicator = locked(Indicator, indicator_id)
    earlier = [target for target in indicator.targets if target.due_on == due_on]
    if earlier and not reason.strip():
        raise DomainError(_("Enter why the target changes"), field="reason")
    for target in earlier:
        target.is_current = False
    number = max((target.number for target in earlier), default=0) + 1
    made = Target(
        id=uuid.uuid4(), indicator_id=indicator.id, due_on=due_on, number=number, value=value, reason=reason.strip()
    )
    db.session.add(made)
    before = {"value": earlier[-1].value} if earlier else None
    audit.record(
        actor,
        "set_target",
        made,
        name=indicator.name,
        before=before,
        after={"value": value, "due_on": due_on},
        reason=reason,
    )
    db.session.flush()
    db.session.expire(indicator, ["targets"])
    return made


def enter_observation(
    indicator_id: uuid.UUID,
    reading: Reading,
    *,
    is_suppressed: bool = False,
    restates_id: uuid.UUID | None = None,
    actor: Actor,
) -> Observation:
    """The observation is kept, and public once another person approves it.

    is_suppressed: hide the value from the public; set anyway where so few people stand behind a percentage that one
    could be picked out (`domain.md` iii.14). restates_id: the observation that this one corrects, with a note (E91).
    """
    _check(actor)
    indicator = locked(Indicator, indicator_id)
    if actor.id is None:
        raise NotAllowed(_("Sign in to enter an observation"))
    if reading.to_on < reading.from_on:
        raise DomainError(_("The last day must be the same as or after the first"), field="to_on")
    if restates_id is not None and not reading.note.strip():
        raise DomainError(_("Enter what was wrong and what changed"), field="note")
    value = _value(indicator, reading)
    made = Observation(
        id=uuid.uuid4(),
        indicator_id=indicator.id,
        area_id=reading.area_id,
        from_on=reading.from_on,
        to_on=reading.to_on,
        value=value,
        numerator=reading.numerator,
        denominator=reading.denominator,
        source=reading.source,
        note=reading.note,
        is_suppressed=is_suppressed or _is_small(reading),
        entered_by_id=actor.id,
        restates_id=restates_id,
    )
    db.session.add(made)
    after = {"to_on": reading.to_on, "value": None if made.is_suppressed else value, "restates": restates_id}
    audit.record(actor, "enter_observation", made, name=indicator.name, after=after)
    db.session.flush()
    db.session.expire(indicator, ["observations"])
    return made


def approve_observation(observation_id: uuid.UUID, *, on: dt.date, actor: Actor) -> Observation:
    """The observation is public. Whoever entered it cannot do this."""
    observation = locked(Observation, observation_id)
    if not (verdict := can_approve(actor, observation)):
        raise WrongState(verdict.reason)
    observation.approved_by_id, observation.approved_on = actor.id, on
    audit.record(actor, "approve_observation", observation, name=observation.indicator.name)
    db.session.flush()
    events.publish(ObservationApproved(observation.indicator_id, observation.id, observation.to_on))
    return observation


def _value(indicator: Indicator, reading: Reading) -> Decimal:
    if indicator.unit is not Unit.PERCENT:
        if reading.value is None:
            raise DomainError(_("Enter the value"), field="value")
        return reading.value
    if reading.numerator is None or not reading.denominator:
        raise DomainError(_("Enter how many of how many"), field="numerator")
    if reading.numerator > reading.denominator:
        raise DomainError(_("Enter a number that is not more than the whole"), field="numerator")
    return (Decimal(100) * reading.numerator / reading.denominator).quantize(PLACES)


def _is_small(reading: Reading) -> bool:
    """A share whose numerator, complement or base is under the threshold could point at somebody."""
    if reading.numerator is None or reading.denominator is None:
        return False
    least = council().sensitive_threshold
    return min(reading.numerator, reading.denominator - reading.numerator) < least


def _check(actor: Actor) -> None:
    if not (verdict := can_edit_strategy(actor)):
        raise NotAllowed(verdict.reason)

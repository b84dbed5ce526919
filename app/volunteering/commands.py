"""Hours are logged with their line in one transaction, looked at by another person, or taken out."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.delivery import commands as delivery
from app.delivery.models import LineKind, Project

from .models import HoursEntry, HoursState
from .policies import can_verify

HOURS_A_DAY = 24
QUARTER = Decimal("0.25")


@dataclass(frozen=True, slots=True)
class Given:
    """Hours on one day: `each` volunteer's own, in quarters. area_id: None for the whole district."""

    given_on: dt.date
    volunteers: int
    each: Decimal
    area_id: uuid.UUID | None = None
    action_ids: tuple[uuid.UUID, ...] = ()
    activity: str = ""
    lang: str = "en"


def log_hours(actor: Actor, project_id: uuid.UUID, given: Given, *, today: dt.date) -> HoursEntry:
    """The hours of all volunteers together are in the project's log; somebody else is to look at them.

    Raises:
        NotAllowed: not for this actor, this project or this area.
        DomainError: nobody, no quarter of an hour, or more than a day has (`domain.md` E83).
    """
    project = delivery.check_log(actor, project_id, given.given_on, given.area_id, today=today)
    if given.volunteers < 1:
        raise DomainError(_("Enter how many volunteers helped"), field="volunteers")
    if given.each < QUARTER or given.each % QUARTER:
        raise DomainError(_("Enter hours in quarters, such as 1.25 or 2.5"), field="each")
    if given.each > HOURS_A_DAY:
        raise DomainError(_("A day has 24 hours. Enter the hours of one volunteer"), field="each")
    made = HoursEntry(
        id=uuid.uuid4(),
        project_id=project_id,
        area_id=given.area_id,
        given_on=given.given_on,
        volunteers=given.volunteers,
        hours=given.each * given.volunteers,
        activity=given.activity,
        lang=given.lang,
        logged_by_id=actor.id,
        logged_on=today,
    )
    db.session.add(made)
    db.session.flush()
    where = (given.given_on, given.area_id, given.action_ids)
    delivery.write_line(project_id, LineKind.HOURS, made.hours, "hours", *where, made)
    after = {"given_on": made.given_on, "volunteers": made.volunteers, "hours": made.hours}
    audit.record(actor, "log_hours", made, name=project.reference, after=after)
    return made


def verify_hours(actor: Actor, entry_id: uuid.UUID, *, is_right: bool, reason: str, today: dt.date) -> HoursEntry:
    """Another person has looked: the hours are right, or they are rejected with a reason and no longer count.

    Raises:
        NotAllowed: not for this actor, or not any more.
        DomainError: rejected without a reason.
    """
    entry = locked(HoursEntry, entry_id)
    project = locked(Project, entry.project_id)
    if not (verdict := can_verify(actor, entry, project)):
        raise NotAllowed(verdict.reason)
    if not is_right and not reason.strip():
        raise DomainError(_("Enter what is not right"), field="reason")
    entry.state = HoursState.VERIFIED if is_right else HoursState.REJECTED
    entry.verified_by_id, entry.verified_on = actor.id, today
    entry.reason = "" if is_right else reason.strip()
    if not is_right:
        delivery.void_lines(actor, entry, project.id, reason)
        entry.is_void = True
    db.session.flush()
    audit.record(
        actor,
        "verify_hours",
        entry,
        name=project.reference,
        before={"state": HoursState.LOGGED},
        after={"state": entry.state},
        reason=entry.reason,
    )
    return entry


def void_hours(actor: Actor, entry_id: uuid.UUID, reason: str) -> None:
    """The hours no longer count; they and the reason stay readable.

    Raises:
        WrongState: they have been taken out already.
        NotAllowed: not for this actor.
    """
    entry = locked(HoursEntry, entry_id)
    if entry.is_void:
        raise WrongState(_("This has already been taken out of the log"))
    delivery.void_lines(actor, entry, entry.project_id, reason)
    entry.is_void = True
    db.session.flush()
    audit.record(actor, "void_hours", entry, after={"is_void": True}, reason=reason)

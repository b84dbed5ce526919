"""A session is logged with its lines in one transaction, or not at all; it can be taken out, never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, WrongState
from app.core.i18n import _
from app.delivery import commands as delivery
from app.delivery.models import LineKind

from .models import Channel, ConversationSession, Depth, Dimension
from .terms import BACKGROUNDS, DIMENSIONS, UNDER_18

MOST_PEOPLE = 5000


@dataclass(frozen=True, slots=True)
class Held:
    """A session as it was held. area_id: None for the whole district. action_ids: those it counts towards.

    background_counts: as in the model. override: an officer's reason for an area that is not the project's.
    """

    held_on: dt.date
    attended: int
    new_participants: int = 0
    area_id: uuid.UUID | None = None
    action_ids: tuple[uuid.UUID, ...] = ()
    place: str = ""
    channel: Channel = Channel.TALK
    depth: Depth = Depth.MEANINGFUL
    has_ground_rules: bool = False
    background_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: str = ""
    lang: str = "en"
    override: str = ""


def log_session(actor: Actor, project_id: uuid.UUID, held: Held, *, today: dt.date) -> ConversationSession:
    """The session and its lines (one session, its attendances, its new participants) are in the project's log.

    Raises:
        NotAllowed: not for this actor, this project or this area (`domain.md` S0-05).
        DomainError: the ground rules were not shared (S0-20), or the numbers do not fit each other.
    """
    project = delivery.check_log(actor, project_id, held.held_on, held.area_id, today=today, override=held.override)
    _check_numbers(held, project.min_age)
    made = ConversationSession(
        id=uuid.uuid4(),
        project_id=project_id,
        area_id=held.area_id,
        held_on=held.held_on,
        place=held.place,
        channel=held.channel,
        attended=held.attended,
        new_participants=held.new_participants,
        background_counts=_counted(held.background_counts),
        depth=held.depth,
        has_ground_rules=True,
        notes=held.notes,
        lang=held.lang,
        override_reason=held.override,
        logged_by_id=actor.id,
        logged_on=today,
    )
    db.session.add(made)
    db.session.flush()
    for kind, quantity in (
        (LineKind.PARTICIPANTS, held.new_participants),
        (LineKind.ATTENDANCES, held.attended),
        (LineKind.SESSIONS, 1),
    ):
        if quantity:
            where = (held.held_on, held.area_id, held.action_ids)
            delivery.write_line(project_id, kind, quantity, kind.value, *where, made)
    audit.record(
        actor,
        "log_session",
        made,
        name=project.reference,
        after={"held_on": made.held_on, "attended": made.attended, "new_participants": made.new_participants},
        reason=held.override,
    )
    return made


def _check_numbers(held: Held, min_age: int) -> None:
    if not held.has_ground_rules:
        raise DomainError(_("Tick the box: every session starts with the ground rules"), field="has_ground_rules")
    if not 1 <= held.attended <= MOST_PEOPLE:
        most = f"{MOST_PEOPLE:,}"
        raise DomainError(_("Enter how many people came, from 1 to %(most)s", most=most), field="attended")
    if not 0 <= held.new_participants <= held.attended:
        words = _("Enter how many of those who came were there for the first time")
        raise DomainError(words, field="new_participants")
    for dimension, counts in held.background_counts.items():
        if sum(counts.values()) > held.attended:
            words = _("%(dimension)s: more people than came", dimension=DIMENSIONS[dimension])
            raise DomainError(words, field=next(iter(BACKGROUNDS[dimension])))
    if min_age >= 18 and held.background_counts.get(Dimension.AGE.value, {}).get(UNDER_18):
        raise DomainError(_("This project is for people aged %(age)s and over", age=min_age), field=UNDER_18)


def _counted(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Only groups that somebody was in."""
    kept = {d: {label: n for label, n in groups.items() if n > 0} for d, groups in counts.items()}
    return {dimension: groups for dimension, groups in kept.items() if groups}


def void_session(actor: Actor, session_id: uuid.UUID, reason: str) -> None:
    """The session no longer counts; it and the reason stay readable.

    Raises:
        WrongState: it has been taken out already.
        NotAllowed: not for this actor.
    """
    made = locked(ConversationSession, session_id)
    if made.is_void:
        raise WrongState(_("This has already been taken out of the log"))
    delivery.void_lines(actor, made, made.project_id, reason)
    made.is_void = True
    db.session.flush()
    audit.record(actor, "void_session", made, after={"is_void": True}, reason=reason)

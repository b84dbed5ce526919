"""The life of a call: draft, published, more time for everyone, archive."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.core import audit, events
from app.core.access import Actor
from app.core.db import check_version, db, locked
from app.core.errors import DomainError
from app.core.i18n import _
from app.core.references import slugify

from .. import policies, queries
from ..events import CallExtended
from ..models import Call, CallPot, CallState
from .standing import must

CALL_FACTS = (
    "title",
    "summary",
    "who_can_apply",
    "offline_route",
    "contact_email",
    "opens_at",
    "closes_at",
    "min_pence",
    "max_pence",
    "max_per_group",
    "starts_from_on",
    "ends_by_on",
    "themes",
    "questions",
)
AUDITED = ("title", "state", "opens_at", "closes_at", "min_pence", "max_pence", "max_per_group", "themes", "questions")


def _audited(call: Call) -> dict[str, object]:
    return {name: getattr(call, name) for name in AUDITED}


def create_call(
    actor: Actor,
    fund_id: uuid.UUID,
    facts: dict[str, Any],
    pot_ids: Iterable[uuid.UUID],
    *,
    call_id: uuid.UUID | None = None,
) -> Call:
    """A draft of a call on the fund's pots. facts: of `CALL_FACTS`."""
    must(policies.can_manage(actor, fund_id))
    _check(facts)
    given = {name: facts[name] for name in CALL_FACTS if name in facts}
    call = Call(id=call_id or uuid.uuid4(), fund_id=fund_id, slug=_free_slug(facts["title"]), **given)
    db.session.add(call)
    db.session.flush()
    _set_pots(call, pot_ids)
    audit.record(actor, "create_call", call, name=call.title, after=_audited(call))
    return call


def _free_slug(title: str) -> str:
    base = slugify(title, "call")[:70].strip("-")
    slug, number = base, 2
    while queries.slug_is_taken(slug):
        slug, number = f"{base}-{number}", number + 1
    return slug


def _check(facts: dict[str, Any]) -> None:
    if facts["closes_at"] <= facts["opens_at"]:
        raise DomainError(_("The call must close after it opens"), field="closes_at")
    if facts["max_pence"] < facts["min_pence"]:
        raise DomainError(_("The most must not be less than the least"), field="max_pence")
    start, end = facts.get("starts_from_on"), facts.get("ends_by_on")
    if start and end and end < start:
        raise DomainError(_("The end must be after the start"), field="ends_by_on")


def _set_pots(call: Call, pot_ids: Iterable[uuid.UUID]) -> None:
    """The call offers these pots of its own fund, and no others."""
    own = {pot.id for pot in queries.pots_of(call.fund_id)}
    chosen = [each for each in dict.fromkeys(pot_ids) if each in own]
    db.session.execute(sa.delete(CallPot).where(CallPot.call_id == call.id))
    db.session.add_all(CallPot(call_id=call.id, pot_id=each) for each in chosen)
    db.session.flush()


def edit_call(
    actor: Actor,
    call_id: uuid.UUID,
    facts: dict[str, Any],
    pot_ids: Iterable[uuid.UUID],
    *,
    seen: int,
    now: dt.datetime,
) -> Call:
    """The call's facts are as typed; its address stays.

    Raises:
        NotAllowed: it has opened.
    """
    call = locked(Call, call_id)
    must(policies.can_edit_call(actor, call, now))
    check_version(call, seen)
    _check(facts)
    before = _audited(call)
    for name in CALL_FACTS:
        if name in facts:
            setattr(call, name, facts[name])
    _set_pots(call, pot_ids)
    db.session.flush()
    audit.record(actor, "edit_call", call, name=call.title, before=before, after=_audited(call))
    return call


def publish_call(actor: Actor, call_id: uuid.UUID, *, now: dt.datetime) -> Call:
    """Residents see the call; groups can answer it from the moment it opens."""
    call = locked(Call, call_id)
    must(policies.can_publish(actor, call, now, pots=len(queries.pots_of_call(call.id))))
    call.state = CallState.PUBLISHED
    db.session.flush()
    audit.record(actor, "publish_call", call, name=call.title, after=_audited(call))
    return call


def extend_call(actor: Actor, call_id: uuid.UUID, closes_at: dt.datetime, reason: str, *, now: dt.datetime) -> Call:
    """The call closes later for everyone; groups with a draft are told (`CallExtended`)."""
    call = locked(Call, call_id)
    must(policies.can_extend(actor, call, closes_at, now), "closes_at")
    before, old = _audited(call), call.closes_at
    call.first_closes_at = call.first_closes_at or old
    call.closes_at = closes_at
    db.session.flush()
    events.publish(CallExtended(call.id, old, closes_at))
    audit.record(actor, "extend_call", call, name=call.title, before=before, after=_audited(call), reason=reason)
    return call


def archive_call(actor: Actor, call_id: uuid.UUID, *, now: dt.datetime) -> Call:
    """The call is among the old ones."""
    call = locked(Call, call_id)
    must(policies.can_archive(actor, call, now))
    before = _audited(call)
    call.state = CallState.ARCHIVED
    db.session.flush()
    audit.record(actor, "archive_call", call, name=call.title, before=before, after=_audited(call))
    return call

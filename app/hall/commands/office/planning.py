"""Planning a decision day: its facts, the running order by lot or by hand, the stalls."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed
from app.core.i18n import _
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, Round

from ... import policies
from ...models import TALK_SECONDS, DecisionDay, Mode, Slot, Stall


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The facts of a day. features: `Feature` -> words; a feature that is not there is left out."""

    name: str
    place: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    address: str = ""
    capacity: int | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    features: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[str] = ()
    is_public: bool = False
    window_seconds: int = 60
    stamps_needed: int = 0


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """How one project is presented."""

    position: int
    duration_seconds: int = TALK_SECONDS
    questions_seconds: int = 0
    presenter: str = ""
    mode: Mode = Mode.LIVE


def plan_day(round_id: uuid.UUID, given: DayPlan, *, actor: Actor) -> DecisionDay:
    """The round has one more decision day, with a pitch for every project on the ballot.

    Raises:
        NotAllowed: not this actor's to do. DomainError: for a field.
    """
    round_ = locked(Round, round_id)
    if not (may := policies.can_plan(actor, round_)):
        raise NotAllowed(may.reason)
    day = DecisionDay(round_id=round_id, **_facts(given))
    db.session.add(day)
    db.session.flush()
    _fill(day)
    audit.record(actor, "plan_decision_day", day, name=day.name, after={"place": day.place, "starts_at": day.starts_at})
    db.session.flush()
    return day


def change_day(day_id: uuid.UUID, given: DayPlan, *, actor: Actor) -> DecisionDay:
    """The facts of the day are these.

    Raises:
        NotAllowed: not this actor's to do, or its list is closed. DomainError: for a field.
    """
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_plan(actor, rounds.round_by_id(day.round_id), day)):
        raise NotAllowed(may.reason)
    before = {"place": day.place, "starts_at": day.starts_at, "is_public": day.is_public}
    for name, value in _facts(given).items():
        setattr(day, name, value)
    after = {"place": day.place, "starts_at": day.starts_at, "is_public": day.is_public}
    audit.record(actor, "change_decision_day", day, name=day.name, before=before, after=after)
    db.session.flush()
    return day


def _facts(given: DayPlan) -> dict[str, object]:
    if given.ends_at <= given.starts_at:
        raise DomainError(_("The end must be after the start"), field="ends_at")
    return asdict(given) | {"languages": list(given.languages)}


def _fill(day: DecisionDay) -> list[BallotItem]:
    """Every project that stands on the ballot has a pitch, after those that had one."""
    items = [item for item in rounds.items(day.round_id) if not item.is_withdrawn]
    there = {slot.item_id for slot in day.slots}
    for item in items:
        if item.id not in there:
            day.slots.append(Slot(item_id=item.id, position=len(day.slots) + 1))
    db.session.flush()
    return items


def draw_order(day_id: uuid.UUID, *, actor: Actor, seed: str = "") -> DecisionDay:
    """The pitches are in an order of chance: ascending SHA-256 of `seed:number`, so that anybody can draw it again.

    seed: words or dice called out in the room; without them a random one. It is kept and shown.
    Raises:
        NotAllowed: the pitches have begun, or it is not the actor's to do.
    """
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_order(actor, rounds.round_by_id(day.round_id), day)):
        raise NotAllowed(may.reason)
    number_of = {item.id: item.number for item in _fill(day)}
    day.order_seed = seed.strip()[:120] or secrets.token_hex(8)
    live = [slot for slot in day.slots if slot.item_id in number_of]
    for position, slot in enumerate(sorted(live, key=lambda s: drawn(day.order_seed, number_of[s.item_id])), start=1):
        slot.position = position
    audit.record(actor, "draw_running_order", day, name=day.name, after={"order_seed": day.order_seed})
    db.session.flush()
    db.session.expire(day, ["slots"])
    return day


def drawn(seed: str, number: int) -> str:
    """Where the lot puts the project with this number: ascending."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def set_slots(day_id: uuid.UUID, plans: Mapping[uuid.UUID, SlotPlan], *, actor: Actor) -> DecisionDay:
    """The pitches have these times, presenters and places. A place that differs from the lot's takes the seed away.

    Raises:
        NotAllowed: not this actor's to do, or a place was changed after the first pitch. DomainError: a place twice.
    """
    day = locked(DecisionDay, day_id)
    round_ = rounds.round_by_id(day.round_id)
    if not (may := policies.can_plan(actor, round_, day)):
        raise NotAllowed(may.reason)
    is_moved = any(slot.id in plans and plans[slot.id].position != slot.position for slot in day.slots)
    if is_moved and not (may := policies.can_order(actor, round_, day)):
        raise NotAllowed(may.reason)
    places = [plan.position for plan in plans.values()]
    if len(set(places)) != len(places):
        raise DomainError(_("Two projects have the same place in the order"))
    for slot in day.slots:
        if slot.id in plans and slot.started_at is None:
            for name, value in asdict(plans[slot.id]).items():
                setattr(slot, name, value)
    if is_moved:
        day.order_seed = ""
    audit.record(actor, "set_running_order", day, name=day.name, after={"is_moved": is_moved})
    db.session.flush()
    db.session.expire(day, ["slots"])
    return day


def add_stall(day_id: uuid.UUID, name: str, where: str, *, actor: Actor) -> Stall:
    """The marketplace has one more stall.

    Raises:
        NotAllowed: not this actor's to do. DomainError: no name, or one that is there.
    """
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_plan(actor, rounds.round_by_id(day.round_id), day)):
        raise NotAllowed(may.reason)
    if not name.strip():
        raise DomainError(_("Enter the name of the stall"), field="name")
    if any(stall.name.casefold() == name.strip().casefold() for stall in day.stalls):
        raise DomainError(_("There is a stall of this name"), field="name")
    stall = Stall(day_id=day.id, name=name.strip(), where=where.strip(), position=len(day.stalls) + 1)
    day.stalls.append(stall)
    db.session.flush()
    return stall


def remove_stall(day_id: uuid.UUID, stall_id: uuid.UUID, *, actor: Actor) -> None:
    """The stall is gone."""
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_plan(actor, rounds.round_by_id(day.round_id), day)):
        raise NotAllowed(may.reason)
    day.stalls = [stall for stall in day.stalls if stall.id != stall_id]
    db.session.flush()

"""Versions of the plan: starting one as a copy, adopting it, closing it.

On adoption the rows that the rest of the site points at (by `action.id`) change places with their copies: they take the
new words and belong to the new version; the copies keep the old words, and how things stood, in the old version.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from app.core import audit, events
from app.core.access import Actor
from app.core.db import Entity, db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _

from .. import queries
from ..events import StrategyAdopted
from ..models import ACTIVE, EDITABLE, Action, Objective, Pillar, Strategy, StrategyState
from ..policies import can_adopt, can_edit_strategy, can_move_strategy

VISION = ("title", "from_year", "to_year", "vision", "acknowledgement", "lang")
PILLAR = ("code", "name", "about", "position")
OBJECTIVE = ("text", "position")
WORDS = (
    *("code", "position", "title", "activity", "target_groups", "evidence", "hypothesis"),
    *("outcome_1", "outcome_2", "outcome_3", "owner", "owner_id", "partners", "starts_on", "due_on", "budget_pence"),
)
PROGRESS = ("state", "rag", "rag_reason", "rag_on", "rag_set_by_id", "rag_confirmed_by_id")
COLUMNS: dict[type[Entity], tuple[str, ...]] = {
    Pillar: (*PILLAR, "strategy_id"),
    Objective: (*OBJECTIVE, "pillar_id"),
    Action: (*WORDS, "strategy_id", "objective_id"),
}
PARENT: dict[type[Entity], str] = {Objective: "pillar_id", Action: "objective_id"}
STEP = ("position", "text", "due_on", "done_on", "evidence", "stage")
Part = TypeVar("Part", bound=Entity)


def start_version(strategy_id: uuid.UUID, *, reason: str, actor: Actor) -> Strategy:
    """A draft with the same words stands, under the next number. The version it starts from stays in force.

    Raises:
        WrongState: this is not the newest version, or it is a draft itself.
    """
    old = locked(Strategy, strategy_id)
    if not (verdict := can_edit_strategy(actor)):
        raise NotAllowed(verdict.reason)
    if old.version_number != queries.newest_number() or old.state in EDITABLE:
        raise WrongState(_("There is a draft already. Finish or change that one"))
    if not reason.strip():
        raise DomainError(_("Enter why a new version is needed"), field="reason")
    new = _copy(old, VISION, version_number=old.version_number + 1, previous_id=old.id, change_reason=reason)
    for clause in old.clauses:
        _copy(clause, ("clause", "text", "position", "indicator_id"), strategy_id=new.id)
    for pillar in queries.plan(old.id):
        pillar_copy = _copy(pillar, PILLAR, strategy_id=new.id, copy_of_id=pillar.id)
        for objective in pillar.objectives:
            home = _copy(objective, OBJECTIVE, pillar_id=pillar_copy.id, copy_of_id=objective.id)
            for action in objective.actions:
                parents = {"strategy_id": new.id, "objective_id": home.id, "copy_of_id": action.id}
                made = _copy(action, (*WORDS, "slug"), **parents)
                made.areas = list(action.areas)
    audit.record(actor, "start_version", new, name=new.title, after={"version": new.version_number}, reason=reason)
    db.session.flush()
    return new


def adopt(
    strategy_id: uuid.UUID, *, adopted_by: str, adopted_on: dt.date, minute_reference: str, actor: Actor
) -> Strategy:
    """The version is the plan in force, and read-only; the one before it is superseded and stays readable.

    adopted_by: the body that decided. Other packages hear `StrategyAdopted`.
    """
    new = locked(Strategy, strategy_id)
    tree = queries.plan(new.id)
    count = sum(len(objective.actions) for pillar in tree for objective in pillar.objectives)
    verdict = can_adopt(actor, new, action_count=count, clause_count=len(new.clauses))
    if not verdict:
        raise WrongState(verdict.reason)
    if not adopted_by.strip():
        raise DomainError(_("Enter who adopted the plan"), field="adopted_by")
    if new.previous_id is not None:
        old = locked(Strategy, new.previous_id)
        _change_places(old, new)
        if old.state in ACTIVE:
            old.state = StrategyState.SUPERSEDED
    new.state = StrategyState.ADOPTED
    new.adopted_by, new.adopted_on, new.minute_reference = adopted_by, adopted_on, minute_reference
    after = {"adopted_by": adopted_by, "adopted_on": adopted_on, "minute_reference": minute_reference}
    audit.record(actor, "adopt_strategy", new, name=new.title, after=after)
    db.session.flush()
    db.session.expire_all()
    events.publish(StrategyAdopted(new.id, new.version_number))
    return new


def move_strategy(strategy_id: uuid.UUID, to: StrategyState, *, actor: Actor) -> Strategy:
    """The version is in consultation, in delivery, closed, or a draft again."""
    strategy = locked(Strategy, strategy_id)
    if not (verdict := can_move_strategy(actor, strategy, to)):
        raise WrongState(verdict.reason)
    before, strategy.state = strategy.state, to
    audit.record(actor, "move_strategy", strategy, name=strategy.title, before={"state": before}, after={"state": to})
    db.session.flush()
    return strategy


def _copy(thing: Part, names: Iterable[str], **others: Any) -> Part:
    made = type(thing)(id=uuid.uuid4(), **{name: getattr(thing, name) for name in names}, **others)
    db.session.add(made)
    db.session.flush()
    return made


def _change_places(old: Strategy, new: Strategy) -> None:
    """What was in force and its copy change places; rows without a counterpart stay in their version."""
    before, after = _parts(old), _parts(new)
    everything = [*before, *after]
    own = {part.id: {name: getattr(part, name) for name in COLUMNS[type(part)]} for part in everything}
    slugs = {part.id: part.slug for part in everything if isinstance(part, Action)}
    copies = {part.copy_of_id: part for part in after if part.copy_of_id is not None}
    pairs = [(part, copies[part.id]) for part in before if part.id in copies]
    place_of = {one.id: other.id for pair in pairs for one, other in (pair, pair[::-1])}
    for n, part in enumerate(everything):  # out of the way of the unique constraints
        if not isinstance(part, Objective):
            part.code = f"~{n}"
        if isinstance(part, Action):
            part.slug = f"~{n}"
    db.session.flush()
    for part in everything:
        words = dict(own[place_of.get(part.id, part.id)])
        if parent := PARENT.get(type(part)):
            words[parent] = place_of.get(words[parent], words[parent])
        for name, value in words.items():
            setattr(part, name, value)
        if isinstance(part, Action):
            part.slug = slugs[part.id]
    for kept, copy in pairs:
        if isinstance(kept, Action) and isinstance(copy, Action):
            kept.areas, copy.areas = list(copy.areas), list(kept.areas)
            _freeze(kept, copy)
    db.session.flush()


def _parts(strategy: Strategy) -> list[Pillar | Objective | Action]:
    tree = queries.plan(strategy.id)
    objectives = [objective for pillar in tree for objective in pillar.objectives]
    return [*tree, *objectives, *(action for objective in objectives for action in objective.actions)]


def _freeze(kept: Action, copy: Action) -> None:
    """The copy keeps how the action stood when its version was superseded."""
    for name in PROGRESS:
        setattr(copy, name, getattr(kept, name))
    for step in kept.milestones:
        _copy(step, STEP, action_id=copy.id)

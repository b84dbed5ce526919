"""The words of a version that is not adopted yet: vision, pillars, objectives, actions, milestones, an import."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from app.areas.models import Area
from app.core import audit
from app.core.access import Actor
from app.core.db import check_version, constraint_refusal, db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _, lazy
from app.core.references import slugify

from .. import queries
from ..models import EDITABLE, Action, Clause, Milestone, Objective, Pillar, Strategy, VisionClause
from ..policies import can_edit_strategy, can_edit_words, can_report_progress
from .rows import PlanRow

constraint_refusal("uq_pillar_strategy_id_code", lazy("Another pillar has this code"), field="code")
constraint_refusal("uq_action_strategy_id_code", lazy("Another action has this code"), field="code")
constraint_refusal("ck_action_due_after_start", lazy("The end must be the same as or after the start"), field="due_on")
constraint_refusal("ck_strategy_years_in_order", lazy("The last year must not be before the first"), field="to_year")

Part = Pillar | Objective | Action
RESERVED = frozenset({"pdf", "indicators", "versions"})  # pages beside those of the actions


def save_strategy(
    strategy_id: uuid.UUID | None, fields: Mapping[str, Any], *, actor: Actor, seen: int | None = None
) -> Strategy:
    """The version has this title, years, vision and acknowledgement; with None it is the first version, a draft.

    Raises:
        WrongState: there are versions already, so a new one is started from the newest; or this one was adopted.
    """
    if strategy_id is None:
        if queries.newest_number():
            raise WrongState(_("There is a plan already. Start a new version of it"))
        if not (verdict := can_edit_strategy(actor)):
            raise NotAllowed(verdict.reason)
        strategy = Strategy(id=uuid.uuid4(), version_number=1)
        db.session.add(strategy)
    else:
        strategy = editable(strategy_id, actor)
        if seen is not None:
            check_version(strategy, seen)
    _write(strategy, fields, actor, "save_strategy", fields.get("title", ""), is_new=strategy_id is None)
    return strategy


def save_clauses(
    strategy_id: uuid.UUID, clauses: Mapping[Clause, tuple[str, uuid.UUID | None]], *, actor: Actor
) -> None:
    """The vision has these parts. clauses: part -> its text and the indicator that measures it, if any."""
    strategy = editable(strategy_id, actor)
    there = {clause.clause: clause for clause in strategy.clauses}
    for position, (which, (text, indicator_id)) in enumerate(clauses.items()):
        clause = there.get(which)
        if clause is None:
            clause = VisionClause(id=uuid.uuid4(), strategy_id=strategy.id, clause=which)
            db.session.add(clause)
        clause.text, clause.indicator_id, clause.position = text, indicator_id, position
    after = {which.value: text for which, (text, _indicator) in clauses.items()}
    audit.record(actor, "save_clauses", strategy, name=strategy.title, after=after)
    db.session.flush()
    db.session.expire(strategy, ["clauses"])


def save_pillar(
    strategy_id: uuid.UUID, pillar_id: uuid.UUID | None, fields: Mapping[str, Any], *, actor: Actor
) -> Pillar:
    """The pillar has this code, name and text; with None it is a new one, last in the version."""
    strategy = editable(strategy_id, actor)
    if pillar_id is None:
        pillar = Pillar(id=uuid.uuid4(), strategy_id=strategy.id, position=next_position(strategy.pillars))
        db.session.add(pillar)
    else:
        pillar = locked(Pillar, pillar_id)
    _write(pillar, fields, actor, "save_pillar", fields.get("name", ""), is_new=pillar_id is None)
    db.session.expire(strategy, ["pillars"])
    return pillar


def save_objective(pillar_id: uuid.UUID, objective_id: uuid.UUID | None, *, text: str, actor: Actor) -> Objective:
    """The objective says this; with None it is a new one, last in the pillar."""
    pillar = locked(Pillar, pillar_id)
    editable(pillar.strategy_id, actor)
    if objective_id is None:
        objective = Objective(id=uuid.uuid4(), pillar_id=pillar.id, position=next_position(pillar.objectives))
        db.session.add(objective)
    else:
        objective = locked(Objective, objective_id)
    _write(objective, {"text": text}, actor, "save_objective", text, is_new=objective_id is None)
    db.session.expire(pillar, ["objectives"])
    return objective


def save_action(
    objective_id: uuid.UUID,
    action_id: uuid.UUID | None,
    fields: Mapping[str, Any],
    *,
    area_ids: Iterable[uuid.UUID] = (),
    actor: Actor,
    seen: int | None = None,
) -> Action:
    """The action has these words, dates, owner and areas; with None it is a new one, last under the objective.

    fields: columns of `Action` that are words of the plan. Its address is made from the title once and stays.
    seen: the row's version that the page showed.

    Raises:
        DomainError: the code is taken, or the end is before the start; at its field.
        WrongState: someone else saved it since, or its version was adopted.
    """
    objective = locked(Objective, objective_id)
    strategy = editable(objective.pillar.strategy_id, actor)
    _check_dates(fields)
    if action_id is None:
        taken = queries.slugs(strategy.id) | RESERVED
        action = Action(
            id=uuid.uuid4(),
            strategy_id=strategy.id,
            objective_id=objective.id,
            position=next_position(objective.actions),
            slug=free_slug(str(fields["title"]), taken),
        )
        db.session.add(action)
    else:
        action = locked(Action, action_id)
        if seen is not None:
            check_version(action, seen)
    _write(action, fields, actor, "save_action", f"{fields['code']} {fields['title']}", is_new=action_id is None)
    action.areas = [found for area_id in area_ids if (found := db.session.get(Area, area_id))]
    db.session.flush()
    db.session.expire(objective, ["actions"])
    return action


def save_milestone(
    action_id: uuid.UUID, milestone_id: uuid.UUID | None, fields: Mapping[str, Any], *, actor: Actor
) -> Milestone:
    """The step has this text, day and kind; with None it is a new one. Also on the plan in force: work moves on."""
    action = locked(Action, action_id)
    strategy = locked(Strategy, action.strategy_id)
    check = can_edit_words if strategy.state in EDITABLE else can_report_progress
    if not (verdict := check(actor, strategy)):
        raise WrongState(verdict.reason)
    if milestone_id is None:
        milestone = Milestone(id=uuid.uuid4(), action_id=action.id, position=next_position(action.milestones))
        db.session.add(milestone)
    else:
        milestone = locked(Milestone, milestone_id)
    _write(milestone, fields, actor, "save_milestone", fields.get("text", ""), is_new=milestone_id is None)
    db.session.expire(action, ["milestones"])
    return milestone


def remove_part(part: Part, *, actor: Actor) -> None:
    """The pillar, objective or action, with what is under it, is gone from a version that was never adopted."""
    kind = type(part)
    found: Part = locked(kind, part.id)
    editable(_strategy_id(found), actor)
    name = found.text if isinstance(found, Objective) else found.name if isinstance(found, Pillar) else found.title
    audit.record(actor, f"remove_{kind.__tablename__}", found, name=name)
    db.session.delete(found)
    db.session.flush()


def add_plan_rows(strategy_id: uuid.UUID, pillar_id: uuid.UUID, rows: Iterable[PlanRow], *, actor: Actor) -> int:
    """The rows stand as actions of the draft, under objectives found or made by their words. Returns how many.

    pillar_id: where rows without a pillar of their own go.
    """
    strategy = editable(strategy_id, actor)
    pillars = {pillar.name.casefold(): pillar for pillar in strategy.pillars}
    default = locked(Pillar, pillar_id)
    count = 0
    for row in rows:
        pillar = pillars[row.pillar.casefold()] if row.pillar else default
        objective = next((o for o in pillar.objectives if o.text.casefold() == row.objective.casefold()), None)
        if objective is None:
            objective = save_objective(pillar.id, None, text=row.objective, actor=actor)
        taken = queries.codes(strategy_id)
        code = row.code or next(c for n in itertools.count(1) if (c := f"{pillar.code}.{n}") not in taken)
        year_1, year_2, year_3 = row.outcomes
        fields = {
            **{name: getattr(row, name) for name in ("title", "activity", "target_groups", "evidence", "hypothesis")},
            **{name: getattr(row, name) for name in ("owner", "starts_on", "due_on")},
            "code": code,
            "partners": list(row.partners),
            "outcome_1": year_1,
            "outcome_2": year_2,
            "outcome_3": year_3,
        }
        action = save_action(objective.id, None, fields, area_ids=row.area_ids, actor=actor)
        for step in row.milestones:
            save_milestone(action.id, None, {"text": step.text, "due_on": step.due_on}, actor=actor)
        count += 1
    audit.record(actor, "import_plan", strategy, name=strategy.title, after={"actions": count})
    db.session.flush()
    return count


def editable(strategy_id: uuid.UUID, actor: Actor) -> Strategy:
    """The version, held, whose words the actor may change."""
    strategy = locked(Strategy, strategy_id)
    if not (verdict := can_edit_strategy(actor)):
        raise NotAllowed(verdict.reason)
    if not (verdict := can_edit_words(actor, strategy)):
        raise WrongState(verdict.reason)
    return strategy


def free_slug(title: str, taken: set[str]) -> str:
    """An address from the title that no action of the version has."""
    base = slugify(title, "action")
    return next(slug for n in itertools.count(1) if (slug := base if n == 1 else f"{base}-{n}") not in taken)


def next_position(parts: Iterable[Any]) -> int:
    """The place after the last of them."""
    return max((part.position for part in parts), default=-1) + 1


def _strategy_id(part: Part) -> uuid.UUID:
    return part.pillar.strategy_id if isinstance(part, Objective) else part.strategy_id


def _check_dates(fields: Mapping[str, Any]) -> None:
    starts_on, due_on = fields.get("starts_on"), fields.get("due_on")
    if starts_on and due_on and due_on < starts_on:
        raise DomainError(_("The end must be the same as or after the start"), field="due_on")


def _write(thing: Any, fields: Mapping[str, Any], actor: Actor, verb: str, name: object, *, is_new: bool) -> None:
    before = None if is_new else {key: getattr(thing, key) for key in fields if getattr(thing, key) != fields[key]}
    for key, value in fields.items():
        setattr(thing, key, value)
    after = dict(fields) if before is None else {key: fields[key] for key in before}
    if is_new or after:
        audit.record(actor, verb, thing, name=name, before=before, after=after)
    db.session.flush()

"""A small plan for tests, saved in a unit of work of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.core.access import Actor, Grant, Role
from app.core.db import unit_of_work
from app.people.models import Person
from app.strategy import commands
from app.strategy.models import Action, Clause, Indicator, Strategy, Unit

from ..people.factories import make_person

KEEPER = Actor(None, "Keeper", grants=(Grant(Role.STRATEGY_OFFICER),))


def officer_of(person: Person) -> Actor:
    """The person, acting as a strategy officer."""
    return Actor(person.id, person.name, grants=(Grant(Role.STRATEGY_OFFICER),))


def make_officer(name: str = "Olu Grant") -> Actor:
    return officer_of(make_person(name=name, roles=(Role.STRATEGY_OFFICER,)))


def make_strategy(*, actions: int = 2, adopt: bool = True, **fields: Any) -> Strategy:
    """A version with one pillar, one objective and some actions; in force unless told otherwise."""
    words = {"title": "Together", "from_year": 2025, "to_year": 2028, "vision": "A good place.", **fields}
    with unit_of_work():
        strategy = commands.save_strategy(None, words, actor=KEEPER)
        clauses = {clause: (f"We {clause.value}", None) for clause in Clause}
        commands.save_clauses(strategy.id, clauses, actor=KEEPER)
        pillar = commands.save_pillar(strategy.id, None, {"code": "1", "name": "Getting on"}, actor=KEEPER)
        objective = commands.save_objective(pillar.id, None, text="People learn", actor=KEEPER)
        for n in range(1, actions + 1):
            words = {
                "code": f"1.{n}",
                "title": f"Action number {n}",
                "activity": f"We do thing {n}.",
                "starts_on": dt.date(2025, 4, 1),
                "due_on": dt.date(2028, 3, 31),
            }
            commands.save_action(objective.id, None, words, actor=KEEPER)
        if adopt:
            commands.adopt(
                strategy.id, adopted_by="Board", adopted_on=dt.date(2025, 4, 1), minute_reference="1", actor=KEEPER
            )
    return strategy


def actions_of(strategy: Strategy) -> dict[str, Action]:
    """Actions of the version by code."""
    from app.strategy import queries

    return {a.code: a for p in queries.plan(strategy.id) for o in p.objectives for a in o.actions}


def make_indicator(
    code: str = "I1", *, unit: Unit = Unit.COUNT, action: Action | None = None, **fields: Any
) -> Indicator:
    """An indicator without a baseline, tied to `action` if given."""
    with unit_of_work():
        made = commands.save_indicator(
            None, {"code": code, "name": f"Measure {code}", "unit": unit, **fields}, actor=KEEPER
        )
        if action is not None:
            commands.link_indicator(made.id, action_id=action.id, actor=KEEPER)
    return made

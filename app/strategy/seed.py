"""The demo's strategy, "Stronger Communities Together": four pillars, taken in from files like any council's plan."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.areas import queries as areas
from app.core import clock
from app.core.access import Actor, Grant, Role
from app.core.db import unit_of_work

from . import commands, queries
from .imports import Known, parse_day, plain, read_plan
from .models import Action, ActionState, Clause, Direction, Level, Rag, Strategy, StrategyState, Unit

DATA = Path(__file__).parent / "data"
TITLE = "Stronger Communities Together"
VISION = (
    "Our district is a place where people from every street and every background feel at home, know each other, and "
    "have a say. We want nobody to be left out of what the district has to offer."
)
CLAUSES = {
    Clause.BELONG: ("Wherever you were born and however long you have been here, this is your place too.", "B1"),
    Clause.UNDERSTOOD: ("People listen to each other, and nobody has to hide who they are.", "B2"),
    Clause.SAFE: ("You can go where you want, by day and after dark, without fear of hate or harm.", "B3"),
    Clause.PARTICIPATE: ("You can learn, work, join in and decide, whatever your means.", "B4"),
}
PILLARS = (
    ("Getting on", "Skills, work and a fair start, so that people can build the life they want."),
    ("Getting along", "Reasons and places to meet, so that neighbours and classmates become friends."),
    ("Getting involved", "Ways to decide, to help and to lead, so that many hands shape the district."),
    ("Feeling safe", "Streets without fear and an answer to hate, so that everyone can go about freely."),
)


def rows(name: str, year: int) -> Iterator[dict[str, str]]:
    """Lines of a data file; Y0 to Y3 in it stand for the years of the plan."""
    yield from csv.DictReader(text_of(name, year).splitlines(keepends=True))


def text_of(name: str, year: int) -> str:
    text = (DATA / name).read_text(encoding="utf-8")
    for n in range(4):
        text = text.replace(f"/Y{n}", f"/{year + n}")
    return text


def plant(world: Any) -> None:
    """A plan in its third year, in its second version. `world.actions`: actions by code."""
    first = officer(world.people["strategy-officer"])
    second = officer(world.people["fund-manager"])
    year = world.today.year - 2
    with clock.at(noon(dt.date(year, 4, 15))), unit_of_work():
        strategy = plant_words(year, world.today, first)
    with clock.at(noon(dt.date(year, 4, 16))), unit_of_work():
        plant_indicators(year, strategy, first)
        commands.adopt(
            strategy.id,
            adopted_by="Partnership board (sample)",
            adopted_on=dt.date(year, 4, 16),
            minute_reference=f"PB {year}/14",
            actor=first,
        )
    with clock.at(noon(dt.date(year + 1, 7, 1))), unit_of_work():
        plant_second_version(year, first)
    plant_observations(year, world.today, first, second)
    with clock.at(noon(world.today - dt.timedelta(days=20))), unit_of_work():
        plant_progress(year, world.today, first, second)
    world.actions.update({action.code: action for action in queries.actions()})


def officer(person: Any) -> Actor:
    return Actor(person.id, person.name, grants=(Grant(Role.STRATEGY_OFFICER),))


def noon(day: dt.date) -> dt.datetime:
    return clock.london_instant(day, dt.time(12))


def plant_words(year: int, today: dt.date, actor: Actor) -> Strategy:
    """A draft with pillars, objectives, actions and milestones, taken in from `plan.csv` as an officer would."""
    fields = {"title": TITLE, "from_year": year, "to_year": year + 3, "vision": VISION}
    strategy = commands.save_strategy(None, fields, actor=actor)
    made = [
        commands.save_pillar(strategy.id, None, {"code": str(n), "name": name, "about": about}, actor=actor)
        for n, (name, about) in enumerate(PILLARS, start=1)
    ]
    wards = {plain(area.name): area.id for area in areas.wards(today)}
    known = Known(wards, frozenset(plain(name) for name, _about in PILLARS))
    file = read_plan(text_of("plan.csv", year).encode(), known)
    if file.faults:
        raise ValueError(f"the sample plan has faults: {'; '.join(str(fault) for fault in file.faults)}")
    commands.add_plan_rows(strategy.id, made[0].id, file.rows, actor=actor)
    return strategy


def plant_indicators(year: int, strategy: Strategy, actor: Actor) -> None:
    """Indicators with baselines and targets, tied to actions and to the parts of the vision."""
    actions = {a.code: a for p in queries.plan(strategy.id) for o in p.objectives for a in o.actions}
    made = {}
    for row in rows("indicators.csv", year):
        baseline_on = parse_day(row["baseline_on"])
        fields = {
            "code": row["code"],
            "name": row["name"],
            "definition": row["definition"],
            "unit": Unit(row["unit"]),
            "direction": Direction(row["direction"]),
            "level": Level(row["level"]),
            "baseline": Decimal(row["baseline"]) if row["baseline"] else None,
            "baseline_on": baseline_on,
            "baseline_source": row["baseline_source"],
        }
        indicator = commands.save_indicator(None, fields, actor=actor)
        made[row["code"]] = indicator.id
        for code in row["actions"].split():
            commands.link_indicator(indicator.id, action_id=actions[code].id, actor=actor)
        for day, value in pairs(row["targets"]):
            commands.set_target(indicator.id, due_on=day, value=Decimal(value), reason="", actor=actor)
    clauses = {which: (text, made[code]) for which, (text, code) in CLAUSES.items()}
    commands.save_clauses(strategy.id, clauses, actor=actor)


def plant_observations(year: int, today: dt.date, first: Actor, second: Actor) -> None:
    """What was seen up to today, each value entered a week after its period and approved by a second person."""
    for row in rows("indicators.csv", year):
        for day, value in pairs(row["observations"]):
            known_on = day + dt.timedelta(days=7)
            if known_on <= today:
                with clock.at(noon(known_on)), unit_of_work():
                    indicator = queries.indicator_by_code(row["code"])
                    seen = commands.enter_observation(indicator.id, reading(day, value), actor=first)
                    commands.approve_observation(seen.id, on=known_on, actor=second)


def pairs(text: str) -> list[tuple[dt.date, str]]:
    found = []
    for part in text.split():
        day, value = part.split("=")
        on = parse_day(day)
        if on is None:
            raise ValueError(f"no date in the sample: {part}")
        found.append((on, value))
    return found


def reading(day: dt.date, text: str) -> commands.Reading:
    """`n/d` is a share, anything else a value; the period is the year that ends on the day."""
    from_on = dt.date(day.year - 1, day.month, 1) + dt.timedelta(days=31)
    numerator, _slash, denominator = text.partition("/")
    if denominator:
        return commands.Reading(
            from_on.replace(day=1), day, "Sample data", numerator=int(numerator), denominator=int(denominator)
        )
    return commands.Reading(from_on.replace(day=1), day, "Sample data", value=Decimal(text))


def plant_second_version(year: int, actor: Actor) -> None:
    """After a year two actions were worded anew; the first version stays to be read."""
    current = queries.current_strategy()
    if current is None:
        raise ValueError("no plan is in force")
    reason = "After the first year the board asked for clearer outcomes on deciding together and on mentors."
    draft = commands.start_version(current.id, reason=reason, actor=actor)
    actions = {a.code: a for p in queries.plan(draft.id) for o in p.objectives for a in o.actions}
    _reword(actions["3.1"], {"outcome_3": "Half of the voters take part in something else, in every ward"}, actor)
    _reword(actions["1.4"], {"partners": [*actions["1.4"].partners, "Chamber of trade"]}, actor)
    commands.adopt(
        draft.id,
        adopted_by="Partnership board (sample)",
        adopted_on=dt.date(year + 1, 7, 1),
        minute_reference=f"PB {year + 1}/22",
        actor=actor,
    )
    commands.move_strategy(draft.id, StrategyState.IN_DELIVERY, actor=actor)


def _reword(action: Action, fields: dict[str, Any], actor: Actor) -> None:
    whole = {"code": action.code, "title": action.title, **fields}
    area_ids = [area.id for area in action.areas]
    commands.save_action(action.objective_id, action.id, whole, area_ids=area_ids, actor=actor)


def plant_progress(year: int, today: dt.date, first: Actor, second: Actor) -> None:
    """Each action has its state and RAG, confirmed by a second person; steps that are past are mostly done."""
    actions = {action.code: action for action in queries.actions()}
    for row in rows("progress.csv", year):
        action = actions[row["code"]]
        state, rag = ActionState(row["state"]), Rag(row["rag"])
        if state is ActionState.NOT_STARTED:
            continue
        if state is ActionState.COMPLETE:
            _report(action, ActionState.IN_PROGRESS, Rag.GREEN, "", today, first)
        _report(action, state, rag, row["reason"], today, first)
        if state is ActionState.IN_PROGRESS:
            commands.confirm_rag(action.id, actor=second)
        for step in action.milestones[: int(row["steps_done"])]:
            if step.due_on is not None and step.due_on < today:
                commands.finish_milestone(
                    step.id, done_on=step.due_on, evidence="Programme records", today=today, actor=first
                )


def _report(action: Action, state: ActionState, rag: Rag, reason: str, today: dt.date, actor: Actor) -> None:
    on = today - dt.timedelta(days=20)
    commands.report_progress(action.id, state=state, rag=rag, reason=reason, on=on, actor=actor)

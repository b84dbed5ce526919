"""The demo world's projects: made by the accepted offers, a year into delivery, with what they claim."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.core import clock
from app.core.access import Actor, actor_for
from app.core.db import unit_of_work
from app.groups import queries as groups
from app.strategy import queries as strategy

from . import commands, queries
from .commands.contributions import Claim
from .models import ContributionKind, Project, ProjectState

DATA = Path(__file__).parent / "data" / "contributions.json"
FINISHED = "2025-"
COMPLETED = {
    "interfaith-walkers": "All seven doors have been walked. The final report is in.",
    "idle-library": "The twelve Saturdays are over.",
    "roma-threads": "The quilt is finished and has been to its six schools.",
}


def plant(world: Any) -> None:
    """`world.projects`: the projects of the finished round by the key of their group, like "kitchen-table".

    Their claims are planted too: most decided by the strategy officer, some in part, some not at all, some waiting.
    """
    for key, proposal in world.proposals.items():
        project = queries.project_of_proposal(proposal.id) if key.startswith(FINISHED) else None
        if project is not None:
            world.projects[key.removeprefix(FINISHED)] = project
    for number, facts in enumerate(json.loads(DATA.read_text(encoding="utf-8"))):
        if facts["group"] in world.projects:
            _plant_claim(world, facts, number)
    for key, reason in COMPLETED.items():
        if key in world.projects:
            _complete(world, world.projects[key], reason)


def day_of(world: Any, project: Project, share: float) -> dt.date:
    """The day after `share` of the project's time up to today, never in the future."""
    end: dt.date = min(project.ends_on, world.today - dt.timedelta(days=1))
    return project.starts_on + dt.timedelta(days=int((end - project.starts_on).days * share))


def member_of(project: Project, number: int = 0) -> Actor:
    """Somebody of the project's group, the leads first, with the rights they hold."""
    people = [member.person for member in groups.members(project.group_id)]
    person = people[number % len(people)]
    return actor_for(person.id, person.name)


def _complete(world: Any, project: Project, reason: str) -> None:
    officer = world.people["strategy-officer"]
    with world.step(-9, 15):
        actor = actor_for(officer.id, officer.name)
        commands.set_project_state(actor, project.id, ProjectState.COMPLETED, reason=reason)


def _plant_claim(world: Any, facts: dict[str, Any], number: int) -> None:
    project = queries.project(world.projects[facts["group"]].id)
    action_ids = {action.code: action.id for action in queries.actions_of(project.id)}
    indicator = strategy.indicator_by_code(facts["indicator"]) if "indicator" in facts else None
    claimed_on = day_of(world, project, 0.75 + number % 5 * 0.05)
    claim = Claim(
        narrative=facts["narrative"],
        amount=Decimal(str(facts["claimed"])),
        action_id=None if indicator else action_ids[facts["action"]],
        indicator_id=indicator.id if indicator else None,
        kind=ContributionKind(facts.get("kind", "direct")),
        lang=facts.get("lang", "en"),
    )
    with clock.at(clock.london_instant(claimed_on, dt.time(19, 10))), unit_of_work():
        made_id = commands.claim_contribution(member_of(project), project.id, claim, today=claimed_on).id
    decided_on = claimed_on + dt.timedelta(days=6)
    if "accepted" not in facts or decided_on >= world.today:
        return
    person = world.people["strategy-officer"]
    with clock.at(clock.london_instant(decided_on, dt.time(11, 30))), unit_of_work():
        commands.decide_contribution(
            actor_for(person.id, person.name),
            made_id,
            accepted=Decimal(str(facts["accepted"])),
            reason=facts.get("reason", ""),
            today=decided_on,
        )

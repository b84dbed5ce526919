"""Projects for tests, saved in a unit of work of their own."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Sequence
from typing import Any

from app.areas import queries as areas
from app.awards import commands as awards
from app.awards.models import Award
from app.core.access import SYSTEM, Actor, Function, Membership, Role
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.delivery import commands
from app.delivery.commands.projects import Plan
from app.delivery.models import Project
from app.groups.models import Group
from app.groups.queries import leads
from app.people.models import Person
from app.proposals.models import Proposal, ProposalState
from app.strategy.models import Action
from tests.areas.factories import make_set
from tests.funds.factories import make_pot
from tests.groups.factories import acting, make_group
from tests.people.factories import make_person
from tests.proposals.factories import make_proposal
from tests.strategy.factories import actions_of, make_strategy

_numbers = itertools.count(1)


def make_actions(count: int = 2) -> list[Action]:
    """Actions 1.1, 1.2 ... of a plan in force."""
    return list(actions_of(make_strategy(actions=count)).values())


def make_project(
    group: Group | None = None,
    *,
    actions: Sequence[Action] = (),
    area_ids: Sequence[uuid.UUID] = (),
    amount_pence: int = 150_000,
    **given: Any,
) -> Project:
    """A project that has gone on for half a year and has half a year to go."""
    group = group or make_group()
    facts: dict[str, Any] = {
        "title": f"Friday soup and stories {next(_numbers)}",
        "summary": "Neighbours cook and talk.",
        "starts_on": today() - dt.timedelta(days=180),
        "ends_on": today() + dt.timedelta(days=180),
        "theme": "food",
    }
    with unit_of_work():
        plan = Plan(group_id=group.id, amount_pence=amount_pence, **(facts | given))
        return commands.start_project(SYSTEM, plan, area_ids=area_ids, action_ids=[a.id for a in actions])


def make_award(*, actions: Sequence[Action] = (), amount_pence: int = 150_000) -> tuple[Award, Proposal]:
    """An offer of money that its group has not answered."""
    proposal = make_proposal(
        state=ProposalState.FUNDED,
        pot=make_pot(),
        amount_pence=amount_pence,
        action_ids=tuple(action.id for action in actions),
    )
    assert proposal.pot_id is not None
    with unit_of_work():
        award = awards.offer_award(SYSTEM, proposal, proposal.pot_id, amount_pence, on=today())
    return award, proposal


def accept(award: Award) -> None:
    """The group's lead signs."""
    lead = leads(award.group_id)[0]
    actor = Actor(lead.id, lead.name, memberships=(Membership(award.group_id, Function.LEAD),))
    with unit_of_work():
        awards.accept_offer(actor, award.id, signed_name=lead.name, now=now(), today=today())


def member_of(project: Project, function: Function = Function.LEAD) -> Actor:
    """Somebody of the project's group, who stands in the database as its lead."""
    lead = leads(project.group_id)[0]
    return Actor(lead.id, lead.name, memberships=(Membership(project.group_id, function),))


def lead_person(project: Project) -> Person:
    return leads(project.group_id)[0]


def officer(role: Role = Role.STRATEGY_OFFICER) -> Actor:
    return acting(make_person("Olu Grant", roles=(role,)))


def two_wards() -> list[uuid.UUID]:
    """Northfield and Millgate, of a set of three."""
    return [area.id for area in make_set("Northfield", "Millgate", "Elsewhere").areas if area.name != "Elsewhere"]


def elsewhere() -> uuid.UUID:
    """The third."""
    return next(area.id for area in areas.wards(today()) if area.name == "Elsewhere")

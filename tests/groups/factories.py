"""Groups for tests, saved in a unit of work of their own."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable
from typing import Any

from app.core.access import Actor, Function, actor_for
from app.core.clock import today
from app.core.db import db, unit_of_work
from app.groups import commands
from app.groups.models import Group, Membership
from app.people.models import Person
from tests.people.factories import make_person

_numbers = itertools.count(1)


def acting(person: Person) -> Actor:
    """The person with the rights they hold now."""
    db.session.refresh(person)
    return actor_for(person.id, person.name)


def make_group(lead: Person | None = None, *, area_ids: Iterable[uuid.UUID] = (), **given: Any) -> Group:
    """An active group with one lead."""
    lead = lead or make_person(name="Lena Lead")
    facts = {
        "name": f"Roundhill Neighbours {next(_numbers)}",
        "legal_form": "unincorporated",
        "summary": "Neighbours who cook and garden together",
        "about": "We meet every Tuesday.",
        "lang": "en",
        "has_constitution": True,
        "has_two_signatories": True,
    }
    with unit_of_work():
        return commands.register_group(Actor(lead.id, lead.name), facts | given, area_ids, on=today())


def join(group: Group, person: Person, function: Function = Function.MEMBER) -> Membership:
    """The person has a part in the group from today."""
    with unit_of_work():
        found = Membership(group_id=group.id, person_id=person.id, function=function, from_on=today())
        db.session.add(found)
    return found

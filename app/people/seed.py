"""The people of the demo world: one sign-in for every role, and group members, all with one known password."""

from __future__ import annotations

import uuid
from typing import Any

from app.core import clock
from app.core.access import SYSTEM
from app.core.db import db, unit_of_work
from app.core.ports import Seed

from . import commands
from .accounts import email_secret, hashed
from .models import Person
from .sign_ins import DEMO_PASSWORD, DEMO_SIGN_INS

JOINED_DAYS_AGO = 700


def plant(world: Any) -> None:
    """`world.people` holds everyone of `DEMO_SIGN_INS` by key; `world.sign_ins` says how to be each of them."""
    from types import SimpleNamespace

    password_hash, secret = hashed(DEMO_PASSWORD), email_secret()
    moment = world.moment(-JOINED_DAYS_AGO)
    with clock.at(moment), unit_of_work():
        for each in DEMO_SIGN_INS:
            person = add_person(each.email, each.name, password_hash, secret)
            if each.role is not None:
                commands.give(person.id, commands.Part(each.role), actor=SYSTEM, from_on=clock.today())
            world.people[each.key] = person
            world.sign_ins.append(SimpleNamespace(role=str(each.title), email=each.email, password=DEMO_PASSWORD))


def add_person(email: str, name: str, password_hash: str | None = None, secret: str | None = None) -> Person:
    """A confirmed person of a demo, with the same key in every world. Wants an open unit of work."""
    person = Person(
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"mailto:{email}"),
        email=email,
        name=name,
        password=password_hash,
        us_totp_secrets=secret,
        confirmed_at=clock.now(),
    )
    db.session.add(person)
    db.session.flush()
    return person


SEED = Seed(30, "people", plant)

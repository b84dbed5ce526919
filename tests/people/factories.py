"""People for tests, saved in a unit of work of their own."""

from __future__ import annotations

import functools
import itertools

from app.core.access import SYSTEM, Grant, Role
from app.core.clock import now, today
from app.core.db import unit_of_work
from app.people import commands
from app.people.accounts import email_secret, hashed
from app.people.models import Person

PASSWORD = "open-sesame-please"
_numbers = itertools.count(1)


@functools.cache
def _hash_and_secret() -> tuple[str, str]:
    return hashed(PASSWORD), email_secret()


def make_person(
    name: str = "Ann Lee",
    email: str = "",
    roles: tuple[Role | Grant, ...] = (),
    *,
    lang: str = "en",
    is_confirmed: bool = True,
    has_second_step: bool | None = None,
) -> Person:
    """A person with the password `PASSWORD` who holds `roles` today.

    has_second_step: left out, those with roles have one, as they must; sign them in with the `sign_in` fixture.
    """
    password_hash, secret = _hash_and_secret()
    totp = ""
    if bool(roles) if has_second_step is None else has_second_step:
        totp = totp_secret()
    with unit_of_work():
        person = commands.create_person(
            email=email or f"person-{next(_numbers)}@example.org",
            name=name,
            actor=SYSTEM,
            password_hash=password_hash,
            lang=lang,
            confirmed_at=now() if is_confirmed else None,
            email_secret=secret,
        )
        if totp:
            person.tf_primary_method, person.tf_totp_secret = "authenticator", totp
        for each in roles:
            grant = each if isinstance(each, Grant) else Grant(each)
            part = commands.Part(grant.role, grant.scope, grant.scope_id)
            commands.give(person.id, part, actor=SYSTEM, from_on=today())
    return person


@functools.cache
def totp_secret() -> str:
    """The sealed secret of every second step made here."""
    from flask import current_app

    secret: str = current_app.extensions["security"].totp_factory.generate_totp_secret()
    return secret


def app_code(sealed: str) -> str:
    """What the authenticator app shows now."""
    from flask import current_app

    code: str = current_app.extensions["security"].totp_factory.generate_totp_password(sealed)
    return code

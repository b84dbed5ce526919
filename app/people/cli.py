"""Commands on the server: `flask create-officer`."""

from __future__ import annotations

import secrets

import click
from flask import Flask
from flask.cli import with_appcontext

from app.core.access import SYSTEM, Role
from app.core.clock import now, today
from app.core.db import unit_of_work

from . import commands, queries
from .accounts import email_secret, hashed, password_faults


@click.command("create-officer")
@click.argument("email")
@click.argument("name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--password", help="left out, one is made up and printed once")
@with_appcontext
def create_officer(email: str, name: str, roles: tuple[str, ...], password: str | None) -> None:
    """Somebody with this EMAIL and NAME can sign in and holds the roles for the whole council from today.

    An account that is there already keeps its name and password.
    """
    chosen = password or secrets.token_urlsafe(12)
    for fault in password_faults(chosen):
        raise click.ClickException(fault)
    password_hash, secret = hashed(chosen), email_secret()
    with unit_of_work():
        found = queries.person_by_email(email)
        person = found or commands.create_person(
            email=email, name=name, actor=SYSTEM, password_hash=password_hash, confirmed_at=now(), email_secret=secret
        )
        held = {grant.role for grant in queries.live_grants(person.id)}
        for role in (Role(each) for each in roles):
            if role not in held:
                commands.give(person.id, commands.Part(role), actor=SYSTEM, from_on=today())
    click.echo(f"{email} can sign in" + ("." if found or password else f" with the password {chosen}"))


def register(app: Flask) -> None:
    app.cli.add_command(create_officer)

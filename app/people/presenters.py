"""What pages show about people: navigation, roles in words, how a grant stands, the sign-ins of a demo."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from app.core.access import Actor, Role, Scope
from app.core.i18n import _, lazy
from app.core.installation import settings
from app.core.ports import NavItem, Ports

from .models import RoleGrant
from .names import ROLE_NAMES
from .sign_ins import DEMO_PASSWORD, DEMO_SIGN_INS, DemoSignIn


def role_name(role: Role | str) -> str:
    """The role in the reader's language."""
    return str(ROLE_NAMES[Role(role)])


@dataclass(frozen=True, slots=True)
class GrantState:
    """How a grant stands today: words and the colour of its tag."""

    text: str
    colour: str
    can_be_ended: bool


def grant_state(row: RoleGrant) -> GrantState:
    if row.is_live():
        return GrantState(_("Held today"), "green", True)
    if row.ended_at is None and not row.is_live(row.to_on or row.from_on):
        return GrantState(_("Over"), "grey", False)
    if row.ended_at is not None:
        return GrantState(_("Taken back"), "red", False)
    from app.core.clock import today

    is_future = row.from_on > today()
    return GrantState(_("Begins later"), "blue", True) if is_future else GrantState(_("Over"), "grey", False)


def demo_sign_ins() -> list[DemoSignIn]:
    """Sign-ins that everybody knows; none unless this is a demo."""
    return list(DEMO_SIGN_INS) if settings().is_demo else []


def _is_visitor(actor: Actor) -> bool:
    return not actor.is_signed_in


def _is_signed_in(actor: Actor) -> bool:
    return actor.is_signed_in


def _is_administrator(actor: Actor) -> bool:
    return actor.covers(Role.ADMINISTRATOR, Scope.COUNCIL, None)


def register(app: Flask, ports: Ports) -> None:
    """Visitors find the way in, others their account and the way out, administrators the people."""
    ports.nav += [
        NavItem(lazy("Sign in"), "security.login", 80, _is_visitor, "account"),
        NavItem(lazy("Join"), "security.register", 81, _is_visitor, "account"),
        NavItem(lazy("My account"), "people.account", 85, _is_signed_in, "account"),
        NavItem(lazy("Sign out"), "people.leave", 90, _is_signed_in, "account"),
        NavItem(lazy("People and roles"), "people_office.people", 92, _is_administrator, "office"),
    ]
    app.jinja_env.globals.update(role_name=role_name, grant_state=grant_state)
    app.jinja_env.globals.update(demo_sign_ins=demo_sign_ins, demo_password=DEMO_PASSWORD)

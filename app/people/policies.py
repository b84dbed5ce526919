"""Who may give and end roles. Pure: everything a decision rests on is an argument."""

from __future__ import annotations

import uuid

from app.core.access import YES, Actor, Decision, Grant, Role, Scope, no
from app.core.i18n import _


def can_manage_people(actor: Actor) -> Decision:
    """An administrator of the whole council."""
    if actor.covers(Role.ADMINISTRATOR, Scope.COUNCIL, None):
        return YES
    return no(_("Only an administrator can manage people and roles"))


def can_grant(actor: Actor, person_id: uuid.UUID | None) -> Decision:
    """An administrator, for somebody else (`person_id` None: somebody who has not joined yet)."""
    if not (verdict := can_manage_people(actor)):
        return verdict
    if person_id is not None and person_id == actor.id:
        return no(_("You cannot give yourself a role. Ask another administrator"))
    return YES


def can_end(actor: Actor, grant: Grant, person_id: uuid.UUID, same_left: int, other_administrators: int) -> Decision:
    """An administrator. Nobody ends their own last administrator role, and the council keeps an administrator.

    same_left: how many further live administrator roles for the whole council this person would keep.
    other_administrators: how many other people hold one.
    """
    if not (verdict := can_manage_people(actor)):
        return verdict
    is_the_right = grant.role is Role.ADMINISTRATOR and grant.scope is Scope.COUNCIL and same_left == 0
    if is_the_right and person_id == actor.id:
        return no(_("You cannot end your own administrator role. Ask another administrator"))
    if is_the_right and other_administrators == 0:
        return no(_("This is the last administrator. Make somebody else an administrator first"))
    return YES


def can_close(roles: frozenset[Role], other_administrators: int) -> Decision:
    """Anyone may close their own account, but the council keeps an administrator."""
    if Role.ADMINISTRATOR in roles and other_administrators == 0:
        return no(_("You are the last administrator. Make somebody else an administrator first"))
    return YES

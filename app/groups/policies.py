"""Who may do what in a group. Pure: everything a decision rests on is an argument."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, Function, Role, Scope, no
from app.core.i18n import _

from .models import Group, Invitation, InvitationState, JoinRequest, Membership, RequestState


def can_act_for(actor: Actor, group: Group, *functions: Function) -> Decision:
    """Has a part in this active group today; with `functions`, one of those."""
    if not actor.in_group(group.id):
        return no(_("You are not a member of this group"))
    if functions and not actor.in_group(group.id, *functions):
        return no(_("Only a lead of the group can do this"))
    if not group.is_active:
        return no(_("This group has ended"))
    return YES


def can_lead(actor: Actor, group: Group) -> Decision:
    """Is a lead of this active group: changes its facts, its people, and sends its proposals."""
    return can_act_for(actor, group, Function.LEAD)


def can_end_membership(actor: Actor, group: Group, membership: Membership, *, live_leads: int) -> Decision:
    """A lead ends anyone's; everyone ends their own. The last lead cannot go: somebody must answer for the group."""
    if membership.group_id != group.id:
        return no(_("This person is not in the group"))
    if membership.to_on is not None:
        return no(_("This membership has already ended"))
    if membership.person_id != actor.id and not (verdict := can_lead(actor, group)):
        return verdict
    if membership.function is Function.LEAD and live_leads <= 1:
        return no(_("A group needs a lead. Make someone else a lead first"))
    return YES


def can_change_function(
    actor: Actor, group: Group, membership: Membership, function: Function, *, live_leads: int
) -> Decision:
    """A lead gives members another part; the last lead stays one."""
    if not (verdict := can_lead(actor, group)):
        return verdict
    if membership.group_id != group.id or membership.to_on is not None:
        return no(_("This person is not in the group"))
    if membership.function is Function.LEAD and function is not Function.LEAD and live_leads <= 1:
        return no(_("A group needs a lead. Make someone else a lead first"))
    return YES


def can_accept(invitation: Invitation, email: str, *, today: dt.date) -> Decision:
    """The invitation still stands, and was sent to the address of whoever opens it."""
    if invitation.state is InvitationState.ACCEPTED:
        return no(_("This invitation has already been used"))
    if invitation.state is InvitationState.WITHDRAWN:
        return no(_("This invitation was taken back"))
    if today > invitation.ends_on:
        return no(_("This invitation has run out. Ask the group for a new one"))
    if invitation.email.casefold() != email.casefold():
        return no(_("This invitation was sent to another email address. Sign in with that one"))
    return YES


def can_decide_request(actor: Actor, group: Group, request: JoinRequest) -> Decision:
    if not (verdict := can_lead(actor, group)):
        return verdict
    if request.group_id != group.id or request.state is not RequestState.OPEN:
        return no(_("Somebody has already answered this request"))
    return YES


def can_end_group(actor: Actor) -> Decision:
    """An administrator or a fund manager of the whole council closes, or opens again, a group's entry."""
    is_officer = any(actor.covers(role, Scope.COUNCIL, None) for role in (Role.ADMINISTRATOR, Role.FUND_MANAGER))
    return YES if is_officer else no(_("Only a fund manager or an administrator can do this"))

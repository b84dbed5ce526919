"""Who may log for a project, claim, decide and follow. Pure: everything a decision rests on is an argument."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _

from .models import Contribution, ContributionState, Project, ProjectState
from .states import LOGGING, NEXT


def can_see_mine(actor: Actor, project: Project) -> Decision:
    """Belongs to the group that runs the project."""
    return YES if actor.in_group(project.group_id) else no(_("You are not a member of this group"))


def can_log(actor: Actor, project: Project) -> Decision:
    """A member of the group, or an officer who follows the project, while the project logs."""
    if not actor.in_group(project.group_id) and not can_oversee(actor, project):
        return no(_("You are not a member of this group"))
    if project.state not in LOGGING:
        return no(_("This project is paused or closed, so nothing can be logged"))
    return YES


def can_log_in(
    actor: Actor, project: Project, area_id: uuid.UUID | None, area_ids: Collection[uuid.UUID], override: str
) -> Decision:
    """In the project's own areas; elsewhere only an officer, with a reason (`domain.md` S0-05).

    area_ids: the project's areas; empty when it works everywhere. area_id: None means the whole district.
    """
    if not area_ids or area_id is None or area_id in area_ids:
        return YES
    if not can_oversee(actor, project):
        return no(_("This project does not work in that area. Choose one of its areas, or ask the council"))
    if not override.strip():
        return no(_("Say why it was logged outside the project's areas"))
    return YES


def can_void(actor: Actor, project: Project) -> Decision:
    """Whoever may log may also void, even when the project is paused; a closed project stays as it is."""
    if not actor.in_group(project.group_id) and not can_oversee(actor, project):
        return no(_("You are not a member of this group"))
    if project.state is ProjectState.CLOSED:
        return no(_("This project is closed, so its log stays as it is"))
    return YES


def can_claim(actor: Actor, project: Project) -> Decision:
    """A member of the group says what the project changed."""
    if not actor.in_group(project.group_id):
        return no(_("You are not a member of this group"))
    if project.state is ProjectState.SET_UP:
        return no(_("This project has not begun yet"))
    if project.state is ProjectState.CLOSED:
        return no(_("This project is closed"))
    return YES


def can_oversee(actor: Actor, project: Project) -> Decision:
    """A strategy officer of the council or this project, or the manager of the fund that pays for it."""
    if actor.covers(Role.STRATEGY_OFFICER, Scope.PROJECT, project.id):
        return YES
    if actor.covers(Role.FUND_MANAGER, Scope.FUND, project.fund_id):
        return YES
    return no(_("You do not look after this project"))


def can_decide(actor: Actor, contribution: Contribution, project: Project) -> Decision:
    """An officer who follows the project, did not claim it and has no part in the group, while it waits."""
    if not (verdict := can_oversee(actor, project)):
        return verdict
    if actor.in_group(project.group_id) or actor.id == contribution.claimed_by_id:
        return no(_("You belong to this group, so somebody else must decide"))
    if contribution.state is not ContributionState.CLAIMED:
        return no(_("Somebody has already decided this"))
    return YES


def can_set_state(actor: Actor, project: Project, state: ProjectState) -> Decision:
    if not (verdict := can_oversee(actor, project)):
        return verdict
    if state not in NEXT[project.state]:
        return no(_("This project cannot go to that state now"))
    return YES

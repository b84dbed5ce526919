"""Who may verify hours. Pure."""

from __future__ import annotations

from app.core.access import YES, Actor, Decision, Function, no
from app.core.i18n import _
from app.delivery.models import Project
from app.delivery.policies import can_oversee

from .models import HoursEntry, HoursState

CHECKERS = (Function.LEAD, Function.VOLUNTEER_MANAGER)


def can_verify(actor: Actor, entry: HoursEntry, project: Project) -> Decision:
    """A lead of the group, who looks after its volunteers, or an officer of the project; never who logged them."""
    if not actor.in_group(project.group_id, *CHECKERS) and not can_oversee(actor, project):
        return no(_("Only a lead, or who looks after the volunteers, can check hours"))
    if actor.id == entry.logged_by_id:
        return no(_("You logged these hours, so somebody else must check them"))
    if entry.is_void or entry.state is not HoursState.LOGGED:
        return no(_("These hours have already been checked or taken out"))
    return YES

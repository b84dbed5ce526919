"""Who may change boundary sets and take in postcodes."""

from __future__ import annotations

from app.core.access import YES, Actor, Decision, Role, no
from app.core.i18n import _

EDITORS = (Role.ADMINISTRATOR, Role.STRATEGY_OFFICER)


def can_edit_areas(actor: Actor) -> Decision:
    """An administrator or a strategy officer keeps the areas."""
    return YES if actor.has(*EDITORS) else no(_("Only an administrator or a strategy officer can change areas"))

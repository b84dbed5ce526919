"""Who may say that a translation is right."""

from __future__ import annotations

from app.core.access import RULE_ROLES, YES, Actor, Decision, Rule, no
from app.core.i18n import _


def can_review(actor: Actor) -> Decision:
    """Translators and administrators check texts."""
    if actor.has(*RULE_ROLES[Rule.TRANSLATION]):
        return YES
    return no(_("Only a translator can do this"))

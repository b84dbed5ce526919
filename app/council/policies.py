"""Who may change the council's row, and what is held before an election."""

from __future__ import annotations

from app.core.access import YES, Actor, Decision, Role, no
from app.core.i18n import _

from .models import PreElection


def can_edit_council(actor: Actor) -> Decision:
    """Only an administrator changes the council's row."""
    return YES if actor.has(Role.ADMINISTRATOR) else no(_("Only an administrator can change this"))


def can_publish_publicity(period: PreElection | None, *, shows_councillor: bool) -> Decision:
    """May this be published? `period` is the pre-election period of the day, if any (E39)."""
    if period is not None and shows_councillor:
        day = period.to_on
        return no(
            _(
                "Publicity with a councillor is held until %(day)s because of %(election)s",
                day=f"{day.day}.{day.month}.{day.year}",
                election=period.election,
            )
        )
    return YES

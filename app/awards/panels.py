"""What awards have to say on other packages' pages, and to whom an offer waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from app.core.access import Actor, Function, Role, Scope
from app.core.i18n import _
from app.core.ports import Panel, QueueItem
from app.proposals.models import Proposal

from . import queries
from .models import AwardState


def on_proposal(proposal: Proposal, actor: Actor) -> Iterator[Panel]:
    """The money that was offered and accepted; before the answer only the group and officers see it."""
    award = queries.award_of_proposal(proposal.id)
    if award is None:
        return
    knows = actor.in_group(award.group_id) or actor.has(Role.FUND_MANAGER)
    if award.state is AwardState.ACCEPTED or knows:
        yield Panel("awards/panel_proposal.html", {"award": award, "is_mine": actor.in_group(award.group_id)}, order=20)


def waiting(actor: Actor) -> Iterator[QueueItem]:
    """Offers that a fund manager waits for."""
    if not actor.has(Role.FUND_MANAGER):
        return
    for row in queries.awards_offered(actor.scope_ids(Role.FUND_MANAGER, Scope.FUND)):
        text = _(
            "Offer %(reference)s to %(group)s is not answered", reference=row.award.reference, group=row.group.name
        )
        url = url_for("awards_office.award", reference=row.award.reference)
        yield QueueItem(text, url, _("Offer"), row.award.offer_ends_on)


def may_have_awards(actor: Actor) -> bool:
    return any(m.function in {Function.LEAD, Function.FINANCE, Function.MEMBER} for m in actor.memberships)

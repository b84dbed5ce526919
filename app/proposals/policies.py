"""Who may do what with a proposal, and until when. Pure: the moment is an argument."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, Function, no
from app.core.clock import london
from app.core.i18n import _
from app.funds.models import Call
from app.funds.policies import is_open
from app.groups.models import Group
from app.groups.policies import can_act_for

from .models import Proposal, ProposalState
from .states import GROUP_MAY_WITHDRAW

WRITERS = tuple(Function)


def can_see(actor: Actor, proposal: Proposal) -> Decision:
    """Its own group sees all of it; to every other group it is not there."""
    if actor.in_group(proposal.group_id):
        return YES
    return no(_("This proposal belongs to another group"))


def can_start(actor: Actor, call: Call, group: Group, now: dt.datetime, *, live: int) -> Decision:
    """A member, while the call is open, and within what the call allows each group (E48).

    live: proposals of this group in this call that are not refused or withdrawn.
    """
    if not (verdict := can_act_for(actor, group)):
        return verdict
    if not is_open(call, now):
        return no(_("This call is not open"))
    if live >= call.max_per_group:
        return no(_("Your group already has as many proposals in this call as it can have"))
    return YES


def can_edit(actor: Actor, proposal: Proposal, call: Call, now: dt.datetime) -> Decision:
    """A member edits a draft while the call is open; and, at any time, one that officers have a question about."""
    if not (verdict := can_see(actor, proposal)):
        return verdict
    if proposal.state is ProposalState.QUERY:
        return YES
    if proposal.state is not ProposalState.DRAFT:
        return no(_("This proposal has been sent. It cannot be changed any more"))
    if not is_open(call, now):
        return no(closed_words(call))
    return YES


def can_submit(actor: Actor, proposal: Proposal, call: Call, now: dt.datetime) -> Decision:
    """A lead sends a draft before the second in which the call closes."""
    if not (verdict := can_see(actor, proposal)):
        return verdict
    if not actor.in_group(proposal.group_id, Function.LEAD):
        return no(_("Only a lead of the group can send the proposal"))
    if proposal.state is not ProposalState.DRAFT:
        return no(_("This proposal has already been sent"))
    if not is_open(call, now):
        return no(closed_words(call))
    return YES


def closed_words(call: Call) -> str:
    """Too late: the draft is kept, and whom to ask if something on our side stopped the group (E49)."""
    local = london(call.closes_at)
    kept = _("This call closed on %(when)s. Your draft is kept", when=f"{local.day} {local:%B %Y, %H:%M}")
    if call.contact_email:
        return f"{kept}. {_('If something on our side stopped you, write to %(who)s', who=call.contact_email)}"
    return f"{kept}. {_('If something on our side stopped you, contact the council')}"


def can_withdraw(actor: Actor, proposal: Proposal) -> Decision:
    """A lead takes it back, until it is on a ballot; after that the returning officer does."""
    if not (verdict := can_see(actor, proposal)):
        return verdict
    if not actor.in_group(proposal.group_id, Function.LEAD):
        return no(_("Only a lead of the group can withdraw the proposal"))
    if proposal.state is ProposalState.ON_BALLOT:
        return no(_("This proposal is on a ballot. Ask the returning officer to withdraw it"))
    if proposal.state not in GROUP_MAY_WITHDRAW:
        return no(_("This proposal can no longer be withdrawn"))
    return YES

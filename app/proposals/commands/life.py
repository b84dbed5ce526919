"""Sending a proposal, taking it back, and the one way in which others move it on."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core import audit, events
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, Refusals, WrongState
from app.core.i18n import _
from app.funds import queries as funds
from app.groups import queries as groups

from .. import emails, policies, queries
from ..events import ProposalStateChanged, ProposalSubmitted
from ..models import Proposal, ProposalState
from ..sections import faults
from ..states import PASSED, may_follow
from .drafting import must

NOT_PUBLIC = frozenset({ProposalState.DRAFT, ProposalState.SUBMITTED, ProposalState.QUERY, ProposalState.INELIGIBLE})


def submit_proposal(actor: Actor, proposal_id: uuid.UUID, *, now: dt.datetime) -> Proposal:
    """The proposal is sent: it cannot be changed any more, every lead has a receipt, officers find it in their queue.

    now: when the request came in; at the second of closing it is too late, and the draft is kept.

    Raises:
        WrongState: too late, or already sent.
        NotAllowed: not a lead of its group.
        Refusals: what is still missing, one for each.
    """
    proposal = locked(Proposal, proposal_id)
    call = funds.call(proposal.call_id)
    must(policies.can_see(actor, proposal))
    if not (verdict := policies.can_submit(actor, proposal, call, now)):
        raise WrongState(verdict.reason)
    if missing := faults(queries.whole(proposal)):
        raise Refusals([DomainError(fault.message, field=fault.section) for fault in missing])
    proposal.submitted_at, proposal.submitted_by_id = now, actor.id
    _move(proposal, ProposalState.SUBMITTED)
    emails.submitted(proposal, call, groups.leads(proposal.group_id))
    events.publish(ProposalSubmitted(proposal.id))
    audit.record(
        actor,
        "submit_proposal",
        proposal,
        name=_named(proposal),
        before={"state": ProposalState.DRAFT},
        after={"state": proposal.state, "amount_pence": proposal.amount_pence},
    )
    return proposal


def _named(proposal: Proposal) -> str:
    return f"{proposal.reference} {proposal.title}".strip()


def withdraw_proposal(actor: Actor, proposal_id: uuid.UUID, reason: str) -> Proposal:
    """The group has taken its proposal back; its leads have a mail."""
    proposal = locked(Proposal, proposal_id)
    must(policies.can_withdraw(actor, proposal))
    proposal.is_public = False
    set_state(proposal.id, ProposalState.WITHDRAWN, actor=actor, reason=reason)
    emails.withdrawn(proposal, groups.leads(proposal.group_id))
    return proposal


def set_state(proposal_id: uuid.UUID, state: ProposalState, *, actor: Actor, reason: str = "") -> Proposal:
    """The proposal is in `state`, and those who listen know. Packages above have checked their own rules.

    From eligible on it is on the public list; refused, it is not.

    Raises:
        WrongState: that state cannot follow the one it is in.
    """
    proposal = locked(Proposal, proposal_id)
    before = proposal.state
    if not may_follow(before, state):
        raise WrongState(_("This proposal has moved on meanwhile. Look at it again"))
    proposal.state_reason = reason
    if state in PASSED:
        proposal.is_public = True
    elif state in NOT_PUBLIC:
        proposal.is_public = False
    _move(proposal, state)
    audit.record(
        actor,
        "set_state",
        proposal,
        name=_named(proposal),
        before={"state": before},
        after={"state": state},
        reason=reason,
    )
    return proposal


def _move(proposal: Proposal, state: ProposalState) -> None:
    before = proposal.state
    proposal.state = state
    db.session.flush()
    events.publish(ProposalStateChanged(proposal.id, before, state))

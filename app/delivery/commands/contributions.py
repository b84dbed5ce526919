"""What a project says it changed, and what an officer accepts of it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from decimal import Decimal

from app.core import audit
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _

from .. import emails, queries
from ..models import Contribution, ContributionKind, ContributionState, Project
from ..policies import can_claim, can_decide


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed: `amount` changes to an action, or that much of an indicator in its unit. One of both."""

    narrative: str
    amount: Decimal
    action_id: uuid.UUID | None = None
    indicator_id: uuid.UUID | None = None
    kind: ContributionKind = ContributionKind.DIRECT
    lang: str = "en"


def claim_contribution(actor: Actor, project_id: uuid.UUID, claim: Claim, *, today: dt.date) -> Contribution:
    """The claim waits for an officer.

    Raises:
        NotAllowed: not for this actor or this project.
        DomainError: the action or indicator is not one that the project serves, or nothing is claimed.
    """
    project = locked(Project, project_id)
    if not (verdict := can_claim(actor, project)):
        raise NotAllowed(verdict.reason)
    if (claim.action_id is None) == (claim.indicator_id is None):
        raise DomainError(_("Choose one action or one measure"), field="target")
    if claim.action_id is not None and claim.action_id not in queries.action_ids_of(project_id):
        raise DomainError(_("This project does not serve that action"), field="target")
    if claim.indicator_id is not None and claim.indicator_id not in queries.indicator_ids_of(project_id):
        raise DomainError(_("This project does not serve that measure"), field="target")
    if claim.amount <= 0:
        raise DomainError(_("Enter a number above 0"), field="amount")
    made = Contribution(
        id=uuid.uuid4(),
        project_id=project_id,
        action_id=claim.action_id,
        indicator_id=claim.indicator_id,
        kind=claim.kind,
        narrative=claim.narrative,
        lang=claim.lang,
        claimed=claim.amount,
        claimed_on=today,
        claimed_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "claim_contribution", made, name=project.reference, after={"claimed": claim.amount})
    return made


def decide_contribution(
    actor: Actor, contribution_id: uuid.UUID, *, accepted: Decimal, reason: str, today: dt.date
) -> Contribution:
    """The claim is accepted whole, in part, or (0) not at all; less than the whole has a reason that the group reads.

    Raises:
        NotAllowed: the actor does not follow the project, or belongs to its group.
        WrongState: somebody has decided it already.
        DomainError: more than was claimed, or no reason for less.
    """
    made = locked(Contribution, contribution_id)
    project = locked(Project, made.project_id)
    if made.state is not ContributionState.CLAIMED:
        raise WrongState(_("Somebody has already decided this"))
    if not (verdict := can_decide(actor, made, project)):
        raise NotAllowed(verdict.reason)
    if not 0 <= accepted <= made.claimed:
        raise DomainError(_("Enter a number from 0 to what was claimed"), field="accepted")
    if accepted < made.claimed and not reason.strip():
        raise DomainError(_("Say why, so that the group can read it"), field="reason")
    made.accepted = accepted
    made.state = _state(accepted, made.claimed)
    made.reason = reason.strip()
    made.decided_by_id, made.decided_on = actor.id, today
    db.session.flush()
    audit.record(
        actor,
        "decide_contribution",
        made,
        name=project.reference,
        before={"state": ContributionState.CLAIMED, "claimed": made.claimed},
        after={"state": made.state, "accepted": made.accepted},
        reason=made.reason,
    )
    emails.contribution_decided(made, project)
    return made


def _state(accepted: Decimal, claimed: Decimal) -> ContributionState:
    if accepted == claimed:
        return ContributionState.ACCEPTED
    return ContributionState.PART_ACCEPTED if accepted else ContributionState.REFUSED

"""Questions about counts and results that are answered yes or no, with a reason."""

from __future__ import annotations

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _
from app.rounds.models import IS_COUNTED, Round, RoundState
from app.rounds.policies import RETURNING, can_run

from .models import Count

CAN_BE_COUNTED = frozenset({RoundState.OPENED, *IS_COUNTED})


def can_count(actor: Actor, round_: Round) -> Decision:
    """May the actor run a count? Only over opened ballots; again later, as a recount with a reason."""
    if not (may := can_run(actor, round_)):
        return may
    return YES if round_.state in CAN_BE_COUNTED else no(_("The ballot box must be opened by its trustees first"))


def can_certify(actor: Actor, round_: Round, count: Count | None) -> Decision:
    """May the actor certify the count, as the first or the second officer?"""
    if not (may := can_run(actor, round_)):
        return may
    if count is None or round_.state is not RoundState.COUNTED:
        return no(_("There is no count to certify"))
    if count.first_certifier_id == actor.id:
        return no(_("A second officer must certify too. You have already certified this count"))
    return YES


def can_publish(actor: Actor, round_: Round, count: Count | None) -> Decision:
    """May the actor publish the certified count?"""
    if not (may := can_run(actor, round_)):
        return may
    if count is None or count.certified_at is None or round_.state is not RoundState.CERTIFIED:
        return no(_("Two officers must certify the count first"))
    return YES


def can_see_count(actor: Actor, round_: Round) -> Decision:
    """May the actor see a count before it is published, and the sealed files of small pots?"""
    if any(actor.covers(role, Scope.ROUND, round_.id) for role in (*RETURNING, Role.OBSERVER)):
        return YES
    return no(_("Only returning officers and observers of this round can see this"))

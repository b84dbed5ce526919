"""Questions about counts and results that are answered yes or no, with a reason."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _
from app.rounds.models import IS_COUNTED, Round, RoundState
from app.rounds.policies import RETURNING, can_run

from .models import Count, Objection, ObjectionState, ResultChange, Verification

DECIDERS = (*RETURNING, Role.BOARD_MEMBER)
CAN_BE_COUNTED = frozenset({RoundState.OPENED, *IS_COUNTED})


def can_count(actor: Actor, round_: Round, *, may_recount: bool = False, has_open_papers: bool = False) -> Decision:
    """May the actor run a count? Only over opened ballots, and again as long as nothing is published.

    may_recount: an objection was upheld that asks for it; without one a published result is never counted again.
    has_open_papers: papers of this round are not reconciled yet, and so no ballots (E17).
    """
    if not (may := can_run(actor, round_)):
        return may
    if round_.state not in CAN_BE_COUNTED:
        return no(_("The ballot box must be opened by its trustees first"))
    if has_open_papers:
        return no(_("The papers of this round must be reconciled and put into the count first"))
    if round_.state is RoundState.PUBLISHED and not may_recount:
        return no(_("A published result is counted again only after an objection to it was upheld"))
    return YES


def can_certify(actor: Actor, round_: Round, count: Count | None) -> Decision:
    """May the actor certify the count, as the first or the second officer?"""
    if not (may := can_run(actor, round_)):
        return may
    if count is None or round_.state is not RoundState.COUNTED:
        return no(_("There is no count to certify"))
    if count.verification is Verification.DIFFERS:
        return no(_("The independent check does not agree with this count. It cannot be certified"))
    if count.verification is Verification.WAITING:
        return no(_("The independent check of this count is not finished yet"))
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


def can_object(count: Count | None, today: dt.date) -> Decision:
    """May anyone object to this result today?"""
    if count is None or count.published_at is None or count.objections_until is None:
        return no(_("There is no result to object to yet"))
    if count.superseded_at is not None:
        return no(_("This result has been superseded. Object to the new one"))
    if count.final_at is not None or today > count.objections_until:
        return no(_("The time for objections is over"))
    return YES


def can_see_objections(actor: Actor, round_: Round) -> Decision:
    """May the actor read what was objected, in full?"""
    if any(actor.covers(role, Scope.ROUND, round_.id) for role in DECIDERS):
        return YES
    return no(_("Only returning officers of this round and board members can see this"))


def can_decide_objection(actor: Actor, objection: Objection) -> Decision:
    """May the actor decide it? Never somebody who certified the count."""
    if not any(actor.covers(role, Scope.ROUND, objection.round_id) for role in DECIDERS):
        return no(_("Only returning officers of this round and board members can see this"))
    if objection.state is not ObjectionState.RECEIVED:
        return no(_("This objection has been decided"))
    if actor.id in {objection.first_certifier_id, objection.second_certifier_id}:
        return no(_("You certified this count. Somebody else must decide about objections to it"))
    return YES


def can_change_result(actor: Actor, round_: Round, count: Count | None) -> Decision:
    """May the actor note that a winner left, or promote the next? Only of the result that is public now."""
    if not (may := can_run(actor, round_)):
        return may
    if count is None or count.published_at is None or count.superseded_at is not None:
        return no(_("There is no published result to change"))
    return YES


def can_confirm_disqualification(actor: Actor, round_: Round, count: Count, change: ResultChange) -> Decision:
    """May the actor confirm it as the second officer?"""
    if not (may := can_change_result(actor, round_, count)):
        return may
    if change.is_done:
        return no(_("This project is disqualified already"))
    if change.first_id == actor.id:
        return no(_("A second officer must confirm it. You asked for it yourself"))
    return YES

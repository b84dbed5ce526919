"""Questions about rounds that are answered yes or no, with a reason."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _

from .models import BEFORE_OPENING, EDITABLE, MAY_BE_CANCELLED, BallotItem, Round, RoundState, RuleSet
from .states import NEXT, Phase

RETURNING = (Role.RETURNING_OFFICER, Role.DEPUTY_RETURNING_OFFICER)
LEAST_TRUSTEES = 3


def phase(round_: Round, now: dt.datetime) -> Phase:
    """What the round is in at `now`: the clock decides about the voting window, never a job that ran late."""
    if round_.state not in BEFORE_OPENING:
        return Phase(round_.state.value)
    if round_.state is RoundState.CLOSED or now >= round_.closes_at:
        return Phase.CLOSED
    if now < round_.opens_at or round_.box_ready_at is None:
        return Phase.COMING
    return Phase.PAUSED if round_.paused_at is not None else Phase.VOTING


def can_vote(round_: Round, now: dt.datetime) -> Decision:
    """May a vote be cast at `now`? For a cast, `now` is when its request arrived (E15)."""
    match phase(round_, now):
        case Phase.VOTING:
            return YES
        case Phase.PAUSED:
            return no(_("Voting is paused. What you have chosen is kept"))
        case Phase.DRAFT | Phase.COMING:
            return no(_("Voting has not started yet"))
        case Phase.CANCELLED:
            return no(_("This vote was cancelled"))
        case _:
            return no(_("Voting has closed"))


def is_returning(actor: Actor, round_: Round) -> bool:
    """Runs this round: returning officer or deputy, for the council or for this round."""
    return any(actor.covers(role, Scope.ROUND, round_.id) for role in RETURNING)


def can_run(actor: Actor, round_: Round) -> Decision:
    """May the actor act for this round as its returning officer or deputy?"""
    return YES if is_returning(actor, round_) else no(_("Only a returning officer of this round can do this"))


def can_create(actor: Actor) -> Decision:
    """May the actor draft a new round?"""
    return (
        YES if any(actor.covers(role, Scope.COUNCIL, None) for role in RETURNING) else no(_("You cannot make a round"))
    )


def can_see_office(actor: Actor, round_: Round) -> Decision:
    """May the actor open the officers' page of the round (also its trustees and observers)?"""
    seen_by = (*RETURNING, Role.TRUSTEE, Role.OBSERVER)
    return YES if any(actor.covers(role, Scope.ROUND, round_.id) for role in seen_by) else no(_("Not your round"))


def can_edit(actor: Actor, round_: Round) -> Decision:
    """May rules, dates, pots, items and trustees still change? Never once they are locked (E01)."""
    if not is_returning(actor, round_):
        return can_run(actor, round_)
    if round_.state not in EDITABLE:
        return no(_("The rules are locked. Nothing can be changed; you can add a correction that everyone sees"))
    return YES


def can_propose_lock(actor: Actor, round_: Round, rules: RuleSet) -> Decision:
    """May the actor say, as the first of two officers, that the round is ready to be locked?"""
    if not (may := can_edit(actor, round_)):
        return may
    return no(_("An officer has already asked for the lock")) if rules.proposed_by_id else YES


def can_confirm_lock(actor: Actor, round_: Round, rules: RuleSet) -> Decision:
    """May the actor lock the round as the second officer?"""
    if not (may := can_edit(actor, round_)):
        return may
    if rules.proposed_by_id is None:
        return no(_("Another officer must ask for the lock first"))
    if rules.proposed_by_id == actor.id:
        return no(_("A second officer must confirm the lock. You asked for it yourself"))
    return YES


def can_pause(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May voting be paused now?"""
    if not is_returning(actor, round_):
        return can_run(actor, round_)
    return YES if phase(round_, now) is Phase.VOTING else no(_("Only a round that is open for voting can be paused"))


def can_resume(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May a pause end now?"""
    if not is_returning(actor, round_):
        return can_run(actor, round_)
    return YES if phase(round_, now) is Phase.PAUSED else no(_("This round is not paused"))


def can_cancel(actor: Actor, round_: Round) -> Decision:
    """May the round still be cancelled? Only before its result is published."""
    if not is_returning(actor, round_):
        return can_run(actor, round_)
    if round_.state not in MAY_BE_CANCELLED:
        return no(_("A published or cancelled round cannot be cancelled"))
    return YES


def can_withdraw_item(actor: Actor, round_: Round, item: BallotItem) -> Decision:
    """May the item be withdrawn after the lock and before the opening? (E02, E03)"""
    if not is_returning(actor, round_):
        return can_run(actor, round_)
    if item.is_withdrawn:
        return no(_("This proposal is already withdrawn"))
    if round_.state not in BEFORE_OPENING:
        return no(_("A proposal can be withdrawn from the ballot only between the lock and the opening"))
    return YES


def can_correct(actor: Actor, round_: Round) -> Decision:
    """May a correction be added for all to see?"""
    if not is_returning(actor, round_):
        return can_run(actor, round_)
    if round_.state in EDITABLE or round_.state is RoundState.CANCELLED:
        return no(_("Corrections are for rounds whose rules are locked"))
    return YES


def can_enter_lot(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the public part of the lot be entered? Only after the close, once."""
    if not is_returning(actor, round_):
        return can_run(actor, round_)
    if phase(round_, now) not in {Phase.CLOSED, Phase.OPENED}:
        return no(_("The lot is drawn after voting closes and before the count"))
    return no(_("The lot has already been drawn")) if round_.lot_public else YES


def can_become(round_: Round, state: RoundState) -> Decision:
    """May `state` follow the state that the round is in?"""
    return YES if state in NEXT[round_.state] else no(_("The round has moved on since this page was drawn"))

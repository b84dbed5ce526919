"""Questions about voters that are answered yes or no, with a reason."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _
from app.rounds.models import BEFORE_OPENING, Round
from app.rounds.policies import can_vote, is_returning

from .models import MAY_CAST, Voter, VoterCode, VoterState


def can_register(round_: Round, received_at: dt.datetime) -> Decision:
    """May somebody put themselves on the register now? While voting is open."""
    return can_vote(round_, received_at)


def can_use(code: VoterCode, today: dt.date) -> Decision:
    """Does this code still lead to its voter on `today` (London)?"""
    if code.is_revoked or (code.ends_on is not None and today > code.ends_on):
        return no(_("This code no longer works. Ask for a new one"))
    return YES


def can_cast(voter: Voter) -> Decision:
    """May this voter put an envelope in the box? A held voter may: theirs waits for a person's decision."""
    if voter.state in MAY_CAST:
        return YES
    return no(_("The council could not accept you as a voter in this round. Contact the council if this is wrong"))


def can_see_register(actor: Actor, round_: Round) -> Decision:
    """May the actor see this round's register and its held voters?"""
    if is_returning(actor, round_) or actor.covers(Role.DESK_STAFF, Scope.ROUND, round_.id):
        return YES
    return no(_("Only a returning officer or desk staff of this round can do this"))


def can_give_code(actor: Actor, round_: Round, voter: Voter, now: dt.datetime) -> Decision:
    """May the actor give this voter a new code, at a desk or on the telephone?"""
    if not (may := can_see_register(actor, round_)):
        return may
    if voter.round_id != round_.id:
        return no(_("This voter is not in this round"))
    return can_cast(voter) if (may := can_vote(round_, now)) else may


def can_decide_held(actor: Actor, round_: Round, voter: Voter) -> Decision:
    """May the actor accept or refuse this held voter? Only before the envelopes are opened."""
    if not is_returning(actor, round_):
        return no(_("Only a returning officer of this round can do this"))
    if voter.round_id != round_.id or voter.state is not VoterState.HELD:
        return no(_("This voter has already been decided"))
    if round_.state not in BEFORE_OPENING:
        return no(_("The envelopes have been opened, so nothing can be decided any more"))
    return YES

"""Who may make, fetch and stop codes, and whether a code of a batch still leads to the register."""

from __future__ import annotations

import datetime as dt

from app.core.access import YES, Actor, Decision, no
from app.core.clock import london
from app.core.i18n import _
from app.rounds.models import Electorate, Round, RoundState
from app.rounds.policies import is_returning

from .models import BatchCode, BatchState, CodeBatch

BEFORE_CLOSE = frozenset({RoundState.LOCKED, RoundState.OPEN})


def can_make(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the actor have codes made for this round? From the lock of its rules to the close of voting."""
    if not is_returning(actor, round_):
        return no(_("Only a returning officer of this round can do this"))
    if round_.is_imported or round_.state not in BEFORE_CLOSE or now >= round_.closes_at:
        return no(_("Codes can be made from the lock of the rules until voting closes"))
    if {each.electorate for each in round_.electorates} == {Electorate.DELEGATES}:
        return no(
            _("Only delegates of organisations vote in this round. Add each under Lists, and give the code there")
        )
    return YES


def can_download(actor: Actor, round_: Round, batch: CodeBatch) -> Decision:
    """May the actor fetch the codes of this batch? Once, ever."""
    if not is_returning(actor, round_) or batch.round_id != round_.id:
        return no(_("Only a returning officer of this round can do this"))
    if batch.revoked_on is not None:
        return no(_("This batch was revoked"))
    if batch.state is BatchState.MAKING:
        return no(_("The codes are still being made"))
    if batch.state is BatchState.DOWNLOADED:
        return no(_("This batch has been downloaded. Its codes are not on this server any more"))
    return YES


def can_revoke(actor: Actor, round_: Round, batch: CodeBatch) -> Decision:
    """May the actor stop the unused codes of this batch, as after a box was stolen?"""
    if not is_returning(actor, round_) or batch.round_id != round_.id:
        return no(_("Only a returning officer of this round can do this"))
    if batch.revoked_on is not None:
        return no(_("This batch has already been revoked"))
    return YES


def can_replace(actor: Actor, round_: Round, batch: CodeBatch, now: dt.datetime) -> Decision:
    """May the actor make one code of this batch void and give out another? From the download to the close of voting."""
    if not (may := can_make(actor, round_, now)):
        return may
    if batch.round_id != round_.id:
        return no(_("This batch belongs to another round"))
    if batch.revoked_on is not None:
        return no(_("This batch was revoked"))
    if batch.state is not BatchState.DOWNLOADED:
        return no(_("This batch has not been downloaded. Revoke it as a whole if something is wrong with it"))
    if batch.ends_on is not None and london(now).date() > batch.ends_on:
        return no(_("The last day of this batch has passed"))
    return YES


def can_use(code: BatchCode, batch: CodeBatch, round_: Round, today: dt.date) -> Decision:
    """May somebody go on the register of this round with this code? The reason says in plain words what it is."""
    if batch.round_id != round_.id:
        return no(_("This code belongs to another vote"))
    if code.is_used:
        return no(
            _(
                "This code has been used. A code works for one person. If it was you, enter the code that you were "
                "given when you registered. If not, ask at the desk or the council for another code"
            )
        )
    if code.is_void or batch.replaced_by_id is not None:
        return no(_("This code has been replaced by a new one. Use the newer letter or slip, or ask for one"))
    if batch.revoked_on is not None:
        return no(_("This code has been stopped by the council. Ask at the desk or the council for another code"))
    if batch.ends_on is not None and today > batch.ends_on:
        return no(_("This code worked only until %(day)s. Ask for a new one", day=batch.ends_on.strftime("%d/%m/%Y")))
    return YES


def is_of(round_: Round, batch: CodeBatch) -> Decision:
    """Is this a batch of this round?"""
    return YES if batch.round_id == round_.id else no(_("This batch belongs to another round"))

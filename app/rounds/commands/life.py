"""The life of a round after the lock: the voting window, pauses, corrections, withdrawals, the lot, cancelling."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core import audit
from app.core.access import SYSTEM, Actor
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import DomainError, WrongState
from app.core.events import publish
from app.core.i18n import _
from app.proposals import commands as proposals
from app.proposals.models import ProposalState

from .. import policies, queries
from ..events import RoundCancelled, RoundClosed, RoundOpened, RoundPublished
from ..models import BEFORE_OPENING, BallotItem, Erratum, Round, RoundState
from ..states import Phase
from . import texts
from .permission import must

EVENTS = {RoundState.OPEN: RoundOpened, RoundState.CLOSED: RoundClosed, RoundState.PUBLISHED: RoundPublished}


def set_state(round_id: uuid.UUID, state: RoundState, *, actor: Actor = SYSTEM, reason: str = "") -> Round:
    """The round has moved on to `state`; higher packages call this for the opening, the count and what follows.

    Raises:
        WrongState: `state` may not follow the one it is in.
    """
    round_ = locked(Round, round_id)
    if not (may := policies.can_become(round_, state)):
        raise WrongState(may.reason)
    before, round_.state = round_.state, state
    audit.record(
        actor, "set_state", round_, name=round_.name, before={"state": before}, after={"state": state}, reason=reason
    )
    db.session.flush()
    if state in EVENTS:
        publish(EVENTS[state](round_.id))
    return round_


def set_box_ready(round_id: uuid.UUID, at: dt.datetime) -> Round:
    """A test envelope has been sealed and opened: voting may begin when its time comes.

    Raises:
        WrongState: not between lock and voting, or a text on the ballot was never approved (E38).
    """
    round_ = locked(Round, round_id)
    if round_.state is not RoundState.LOCKED:
        raise WrongState(_("The ballot box is made after the lock and before voting"))
    if texts.unapproved(round_):
        raise WrongState(_("Voting cannot open with a text on the ballot that nobody has approved"))
    round_.box_ready_at = at
    db.session.flush()
    return round_


def move_on(now: dt.datetime) -> int:
    """Rounds whose window began or ended are marked so, and the packages above hear of it. Returns how many moved.

    Nothing waits for this: whether a vote can be cast is decided by the clock (`policies.can_vote`).
    """
    opened, closed = queries.due_to_open(now), queries.due_to_close(now)
    for round_id in opened:
        set_state(round_id, RoundState.OPEN)
    for round_id in closed:
        close_round(round_id, now)
    return len(set(opened) | set(closed))


def close_round(round_id: uuid.UUID, now: dt.datetime) -> Round:
    """The voting window has ended and the row says so; casts that hold the round have been waited for.

    Raises:
        WrongState: voting is not over at `now`.
    """
    round_ = locked(Round, round_id)
    if round_.state is RoundState.CLOSED:
        return round_
    if policies.phase(round_, now) is not Phase.CLOSED:
        raise WrongState(_("Voting has not closed yet"))
    if round_.state is RoundState.LOCKED:
        set_state(round_id, RoundState.OPEN)
    return set_state(round_id, RoundState.CLOSED)


def pause_round(round_id: uuid.UUID, *, reason: str, actor: Actor, now: dt.datetime) -> Round:
    """No vote can be cast until voting is resumed; the close stays as it was announced. reason: shown to everyone."""
    round_ = locked(Round, round_id)
    must(policies.can_pause(actor, round_, now))
    round_.paused_at, round_.pause_reason = now, reason
    audit.record(actor, "pause_round", round_, name=round_.name, reason=reason)
    db.session.flush()
    return round_


def resume_round(round_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> Round:
    """Votes can be cast again."""
    round_ = locked(Round, round_id)
    must(policies.can_resume(actor, round_, now))
    round_.paused_at, round_.pause_reason = None, ""
    audit.record(actor, "resume_round", round_, name=round_.name)
    db.session.flush()
    return round_


def cancel_round(round_id: uuid.UUID, *, reason: str, actor: Actor, now: dt.datetime) -> Round:
    """The round ends without a result and its proposals can go to another. reason: shown to everyone."""
    round_ = locked(Round, round_id)
    must(policies.can_cancel(actor, round_))
    before, round_.state = round_.state, RoundState.CANCELLED
    round_.cancelled_at, round_.cancel_reason = now, reason
    if before is not RoundState.DRAFT:
        for item in queries.items(round_id):
            if item.proposal_id and not item.is_withdrawn:
                proposals.set_state(item.proposal_id, ProposalState.ELIGIBLE, actor=actor, reason=reason)
    audit.record(actor, "cancel_round", round_, name=round_.name, before={"state": before}, reason=reason)
    db.session.flush()
    publish(RoundCancelled(round_.id))
    return round_


def add_erratum(
    round_id: uuid.UUID, *, text: str, actor: Actor, now: dt.datetime, item_id: uuid.UUID | None = None
) -> Erratum:
    """A correction stands beside the ballot for everyone to read; the ballot itself stays as it was locked (E01)."""
    round_ = locked(Round, round_id)
    must(policies.can_correct(actor, round_))
    if item_id is not None and locked(BallotItem, item_id).round_id != round_id:
        raise DomainError(_("That proposal is not on this ballot"), field="item")
    erratum = Erratum(round_id=round_id, item_id=item_id, text=text, noted_at=now, noted_by_id=actor.id)
    db.session.add(erratum)
    audit.record(actor, "add_erratum", round_, name=round_.name, after={"text": text})
    db.session.flush()
    return erratum


def withdraw_item(
    item_id: uuid.UUID, *, reason: str, actor: Actor, now: dt.datetime, is_told_by_proposal: bool = False
) -> BallotItem:
    """The item stays on the ballot with its number, its votes are void, ballots that name it stay valid (E02, E03)."""
    item = locked(BallotItem, item_id)
    round_ = locked(Round, item.round_id)
    if not is_told_by_proposal:
        must(policies.can_withdraw_item(actor, round_, item))
    item.is_withdrawn, item.withdrawn_on, item.withdrawn_reason = True, london(now).date(), reason
    audit.record(actor, "withdraw_item", item, name=item.title, after={"number": item.number}, reason=reason)
    db.session.flush()
    if item.proposal_id and not is_told_by_proposal:
        proposals.set_state(item.proposal_id, ProposalState.WITHDRAWN, actor=actor, reason=reason)
    return item


def proposal_was_withdrawn(proposal_id: uuid.UUID, now: dt.datetime) -> None:
    """The group took its proposal back: wherever it stands on a ballot that is not opened, its votes are void."""
    for item, round_ in queries.items_of_proposal(proposal_id):
        if round_.state in BEFORE_OPENING and not item.is_withdrawn:
            withdraw_item(item.id, reason=_("The group withdrew it"), actor=SYSTEM, now=now, is_told_by_proposal=True)


def enter_lot(round_id: uuid.UUID, *, words: str, actor: Actor, now: dt.datetime) -> Round:
    """The public part of the lot is kept. words: what was drawn in public after the close, letter by letter."""
    round_ = locked(Round, round_id)
    must(policies.can_enter_lot(actor, round_, now))
    text = " ".join(words.split())
    if not text:
        raise DomainError(_("Enter the words or numbers that were drawn"), field="words")
    round_.lot_public, round_.lot_entered_at, round_.lot_entered_by_id = text, now, actor.id
    audit.record(actor, "enter_lot", round_, name=round_.name, after={"words": text})
    db.session.flush()
    return round_

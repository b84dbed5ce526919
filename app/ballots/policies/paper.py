"""Who may do what with paper. Two people always means two different ones; keying is for others than deciding (E18)."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core.access import YES, Actor, Decision, Role, Scope, no
from app.core.i18n import _
from app.rounds.models import BEFORE_OPENING, Channel, Round, RoundState
from app.rounds.policies import can_vote, is_returning, phase
from app.rounds.states import Phase

from ..models.paper import BatchState, PaperBatch, PaperBox, PaperDesk, PaperRecord, PaperSheet

OF_PAPER = (Channel.PAPER, Channel.POST)
SEEN_BY = (Role.DESK_STAFF, Role.DATA_ENTRY, Role.ADJUDICATOR, Role.OBSERVER)
KEYED_IN = frozenset({Phase.CLOSED, Phase.OPENED})


def has_paper(round_: Round) -> bool:
    """Do the rules of this round take votes on paper?"""
    return any(channel.value in round_.rules.channels for channel in OF_PAPER)


def can_see_paper(actor: Actor, round_: Round) -> Decision:
    """May the actor look at this round's desks, boxes, batches and sheets? Observers too."""
    if not has_paper(round_) or round_.state is RoundState.DRAFT:
        return no(_("There is no paper in this round"))
    if is_returning(actor, round_) or any(_is(actor, round_, role) for role in SEEN_BY):
        return YES
    return no(_("Only people who work with this round's papers can see this"))


def can_prepare(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the actor set up desks and orders, and make packs? Once the ballot is locked, until voting closes."""
    if not is_returning(actor, round_):
        return no(_("Only a returning officer of this round can do this"))
    if not has_paper(round_) or round_.state not in BEFORE_OPENING or phase(round_, now) is Phase.CLOSED:
        return no(_("Papers are made after the rules are locked and before voting closes"))
    return YES


def can_hand_out(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the actor hand papers out, and exchange spoilt ones? Only while voting is open."""
    if not (is_returning(actor, round_) or _is(actor, round_, Role.DESK_STAFF)):
        return no(_("Only desk staff of this round can do this"))
    if not has_paper(round_):
        return no(_("There is no paper in this round"))
    return can_vote(round_, now)


def can_note_late(actor: Actor, round_: Round, desk: PaperDesk, now: dt.datetime) -> Decision:
    """May the actor count a paper that came back after the last day? It is rejected unopened."""
    if not (is_returning(actor, round_) or _is(actor, round_, Role.DESK_STAFF)):
        return no(_("Only desk staff of this round can do this"))
    if desk.channel is not Channel.POST or phase(round_, now) not in KEYED_IN | {Phase.VOTING}:
        return no(_("Only papers sent by post can be late"))
    return YES


def can_close_box(actor: Actor, round_: Round, box: PaperBox) -> Decision:
    """May the actor close the box with a seal, or confirm as the second that they saw it?"""
    if not (is_returning(actor, round_) or _is(actor, round_, Role.DESK_STAFF)):
        return no(_("Only desk staff of this round can do this"))
    if box.closed_second_id is not None:
        return no(_("This box is already closed"))
    return _second(actor, box.closed_first_id)


def can_empty_box(actor: Actor, round_: Round, box: PaperBox, now: dt.datetime) -> Decision:
    """May the actor break the seal and count the papers, or confirm it as the second, after the close?"""
    if not _counts(actor, round_):
        return no(_("Only returning officers, adjudicators and desk staff of this round can do this"))
    if phase(round_, now) not in KEYED_IN:
        return no(_("Boxes are emptied after voting has closed"))
    if box.closed_second_id is None:
        return no(_("Two people must close this box first"))
    if box.emptied_second_id is not None:
        return no(_("This box has already been emptied"))
    return _second(actor, box.emptied_first_id)


def can_seal_batch(actor: Actor, round_: Round, box: PaperBox, record: PaperRecord | None) -> Decision:
    """May the actor make and seal a batch of this box's papers?"""
    if not _counts(actor, round_):
        return no(_("Only returning officers, adjudicators and desk staff of this round can do this"))
    if record is not None:
        return no(_("The papers of this round are already counted"))
    return YES if box.emptied_second_id is not None else no(_("Two people must empty and count this box first"))


def can_confirm_seal(actor: Actor, round_: Round, batch: PaperBatch) -> Decision:
    """May the actor confirm, as the second, that the batch has so many papers and is sealed?"""
    if not _counts(actor, round_):
        return no(_("Only returning officers, adjudicators and desk staff of this round can do this"))
    if batch.state is not BatchState.MADE:
        return no(_("This batch is already sealed by two people"))
    return _second(actor, batch.sealed_first_id)


def can_key(actor: Actor, round_: Round, now: dt.datetime) -> Decision:
    """May the actor type papers at all? After the close, until the papers are counted."""
    if not (is_returning(actor, round_) or _is(actor, round_, Role.DATA_ENTRY)):
        return no(_("Only data-entry operators of this round can do this"))
    if phase(round_, now) not in KEYED_IN:
        return no(_("Papers are typed after voting has closed"))
    return YES


def can_key_batch(actor: Actor, round_: Round, batch: PaperBatch, now: dt.datetime) -> Decision:
    """May the actor type this batch: nobody twice, and nobody who is neither of its two (E18)."""
    if not (may := can_key(actor, round_, now)):
        return may
    if batch.state is not BatchState.SEALED:
        return no(_("This batch is not waiting to be typed"))
    return YES if keying_of(actor, batch) else no(_("Somebody else types this batch"))


def keying_of(actor: Actor, batch: PaperBatch) -> int:
    """Which pass the actor types and has not finished: 1, 2, or 0 for none."""
    if actor.id is not None and actor.id == batch.first_keyer_id and not batch.is_first_done:
        return 1
    return 2 if actor.id is not None and actor.id == batch.second_keyer_id and not batch.is_second_done else 0


def can_release(actor: Actor, round_: Round, batch: PaperBatch, keying: int, now: dt.datetime) -> Decision:
    """May the actor give this unfinished pass back: their own, or as returning officer that of somebody who left?"""
    if is_returning(actor, round_) and phase(round_, now) in KEYED_IN:
        is_open = keying == 1 and batch.first_keyer_id is not None and not batch.is_first_done
        is_open = is_open or (keying == 2 and batch.second_keyer_id is not None and not batch.is_second_done)
        return YES if is_open else no(_("Nobody types this batch"))
    if not (may := can_key_batch(actor, round_, batch, now)):
        return may
    return YES if keying_of(actor, batch) == keying else no(_("Somebody else types this batch"))


def can_settle(actor: Actor, round_: Round, batch: PaperBatch) -> Decision:
    """May the actor decide where two readings differ, and check samples? A third person, never one who typed it."""
    if not (is_returning(actor, round_) or _is(actor, round_, Role.ADJUDICATOR)):
        return no(_("Only adjudicators of this round can do this"))
    if actor.id in {batch.first_keyer_id, batch.second_keyer_id}:
        return no(_("You typed this batch yourself. Somebody else must decide"))
    return YES


def can_sign(actor: Actor, round_: Round, sheet: PaperSheet | None) -> Decision:
    """May the actor sign a sheet, as its first or second person?"""
    if not _counts(actor, round_):
        return no(_("Only returning officers, adjudicators and desk staff of this round can do this"))
    if sheet is None:
        return YES
    if sheet.second_id is not None:
        return no(_("Two people have signed this sheet"))
    return _second(actor, sheet.first_id)


def can_write(actor: Actor, round_: Round, record: PaperRecord | None, unfinished: int) -> Decision:
    """May the actor put the papers into the count? unfinished: sheets that are not there or not signed by two (E17)."""
    if not is_returning(actor, round_):
        return no(_("Only a returning officer of this round can do this"))
    if record is not None:
        return no(_("The papers of this round are already counted"))
    if round_.state is not RoundState.OPENED:
        return no(_("The papers go into the count when the envelopes have been opened"))
    if unfinished:
        return no(_("%(number)s boxes, batches or desks are not reconciled", number=unfinished))
    return YES


def _is(actor: Actor, round_: Round, role: Role) -> bool:
    return actor.covers(role, Scope.ROUND, round_.id)


def _counts(actor: Actor, round_: Round) -> bool:
    return is_returning(actor, round_) or any(_is(actor, round_, r) for r in (Role.ADJUDICATOR, Role.DESK_STAFF))


def _second(actor: Actor, first_id: uuid.UUID | None) -> Decision:
    return no(_("You have signed already. A second person must confirm")) if first_id == actor.id else YES

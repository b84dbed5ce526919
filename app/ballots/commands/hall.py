"""Votes of a decision day: a score as a pitch is made, and a vote that a browser sealed without a connection."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.register import commands as register
from app.register import policies as register_policies
from app.register.models import Channel, Voter
from app.rounds.models import BEFORE_OPENING

from .. import policies, queries, seal
from ..models import Draft, Envelope
from . import rows
from .voting import note_cast, put_in_box, read_draft, write_draft

OVERHEAD = seal.POINT + seal.NONCE + 16


def keep_score(voter_id: uuid.UUID, number: int, value: int, *, received_at: dt.datetime) -> bool:
    """The item has this score in the voter's draft; the others stay. Returns whether it had none before.

    Raises:
        WrongState: voting is not open. NotAllowed: the voter was refused. DomainError: no such score or item.
    """
    voter, here = queries.locked_voter(voter_id)
    round_ = here.round
    if not (may := policies.can_cast_at(round_, received_at)):
        raise WrongState(may.reason)
    if not (may := register_policies.can_cast(voter)):
        raise NotAllowed(may.reason)
    if not round_.rules.scale_min <= value <= round_.rules.scale_max:
        least, most = round_.rules.scale_min, round_.rules.scale_max
        raise DomainError(_("Each score is from %(least)s to %(most)s", least=least, most=most), field="score")
    if number not in {item.number for item in here.items if not item.is_withdrawn}:
        raise DomainError(_("Something you chose is not on this ballot"), field="score")
    before = queries.draft(voter_id)
    chosen = read_draft(before) if before is not None else {}
    is_new = number not in chosen
    write_draft(round_.id, voter.id, chosen | {number: value})
    rows.note_voter(voter.id)
    return is_new


def put_sealed(voter_id: uuid.UUID, sealed: bytes, *, received_at: dt.datetime, today: dt.date) -> str:
    """A whole vote that the voter's device sealed to the round's key is their envelope, over what was in it.

    What is inside is looked at only when it is opened, so a gap counts then as the round's rule says. Taken until the
    opening: who calls this has asked whether the hall's list is still open. Returns the receipt.
    Raises:
        WrongState: the envelopes are open. NotAllowed: the voter was refused. DomainError: not a sealed vote.
    """
    round_ = queries.held_round(voter_id).round
    voter, right = queries.locked_right(voter_id, register_policies.slot_of(Channel.HALL))
    if round_.state not in BEFORE_OPENING or received_at < round_.opens_at:
        raise WrongState(_("The ballot box is not open"))
    if not (may := register_policies.can_cast(voter)):
        raise NotAllowed(may.reason)
    key = queries.sealing_key(round_.id)
    if key is None or not key.is_proven:
        raise WrongState(_("Voting has not started yet"))
    if len(sealed) != OVERHEAD + key.inner_length or sealed[0] != 4:  # an uncompressed point begins with 4
        raise DomainError(_("This is not a sealed vote"))
    _draft, envelope = queries.in_box(voter.id, right.id)
    receipt = put_in_box(envelope, right, round_, sealed, Channel.HALL, today)
    note_cast(voter, right, Channel.HALL, min(received_at, round_.closes_at), today)
    return receipt


def move_vote(from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """What the nameless voter of a card has in hand or in the box is the named voter's: the desk's note has come.

    The right itself moves, since an envelope is bound to it; the named voter's own, unused one is gone.
    """
    source, target = locked(Voter, from_id), locked(Voter, to_id)
    right, unused = (register.right_for(each, Channel.HALL) for each in (from_id, to_id))
    draft = queries.draft(from_id)
    chosen = read_draft(draft) if draft is not None else None
    slot = unused.slot
    db.session.delete(unused)
    db.session.flush()
    right.voter_id, right.slot = target.id, slot
    if draft is not None and chosen is not None:
        rows.drop_draft(from_id)
        write_draft(target.round_id, target.id, chosen)
    target.has_begun, target.has_cast = source.has_begun or target.has_begun, source.has_cast or target.has_cast
    db.session.flush()


def withdraw_vote(voter_id: uuid.UUID) -> None:
    """What this voter has in hand or in the box is gone, unopened: their card was taken back for a paper or another."""
    voter = locked(Voter, voter_id)
    right = register.right_for(voter.id, Channel.HALL)
    db.session.execute(sa.delete(Envelope).where(Envelope.entitlement_id == right.id))
    db.session.execute(sa.delete(Draft).where(Draft.voter_id == voter_id))
    voter.has_begun = voter.has_cast = False
    db.session.flush()

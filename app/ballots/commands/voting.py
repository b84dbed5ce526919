"""A cast seals the voter's draft into their one envelope; drafts are read and written here, and destroyed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, Protocol

import sqlalchemy as sa

from app.core import key_files
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.core.references import new_code as fresh_code
from app.register import commands as register
from app.register import policies as register_policies
from app.register.events import OnlineVoid, VoterRefused
from app.register.models import Channel, Entitlement
from app.rounds.booth import Booth
from app.rounds.models import Round

from .. import policies, queries, seal
from ..models import Draft, Envelope, RefusedVote
from . import rows
from .keys import draft_key_name

RECEIPT_LENGTH = 12
MARK = 2 * seal.NONCE


class Sealed(Protocol):
    """A draft as a row, of the table or of a few columns."""

    @property
    def voter_id(self) -> uuid.UUID: ...
    @property
    def round_id(self) -> uuid.UUID: ...
    @property
    def sealed(self) -> bytes: ...


def read_draft(draft: Sealed) -> dict[int, int]:
    """What the draft holds (item number -> value); empty when its key is gone."""
    try:
        key = key_files.read(draft_key_name(draft.round_id))
        return seal.unpack(seal.unlock(key, draft.sealed, _draft_about(draft.round_id, draft.voter_id)))
    except (key_files.KeyMissing, seal.SealBroken):
        return {}


def draft_mark(draft: Sealed) -> str:
    """Changes with every change of the draft and tells nothing about it: what was reviewed is what is cast."""
    return draft.sealed[: seal.NONCE].hex()


def write_draft(round_id: uuid.UUID, voter_id: uuid.UUID, chosen: dict[int, int]) -> queries.DraftRow:
    """The voter, whose row is locked, has chosen exactly this so far."""
    opening_key = queries.sealing_key(round_id)
    if opening_key is None:
        raise WrongState(_("Voting has not started yet"))
    key = key_files.read(draft_key_name(round_id))
    sealed = seal.lock(key, seal.pack(chosen, opening_key.inner_length), _draft_about(round_id, voter_id))
    row = queries.DraftRow(voter_id, round_id, sealed)
    rows.put_draft(row)
    return row


def _draft_about(round_id: uuid.UUID, voter_id: uuid.UUID) -> bytes:
    return b"|".join([b"draft", round_id.bytes, voter_id.bytes])


def cast_vote(
    voter_id: uuid.UUID,
    *,
    received_at: dt.datetime,
    today: dt.date,
    mark: str | None = None,
    channel: Channel = Channel.ONLINE,
) -> str:
    """The draft is sealed in the voter's one envelope, over whatever was in it, and gone. Returns the receipt.

    Asked again with no draft, it changes nothing and tells the same receipt: two at once make one envelope.
    mark: the draft that was reviewed. received_at: when the request came in, compared with the close, not kept (E15).
    Raises:
        WrongState: voting is not open, the right is used by a paper, or the draft has changed since it was reviewed.
        NotAllowed: the voter was refused. DomainError: the draft is not a valid vote.
    """
    here = queries.held_round(voter_id)
    round_ = here.round
    voter, right = queries.locked_right(voter_id, register_policies.slot_of(channel))
    if not (may := policies.can_cast_at(round_, received_at)):
        raise WrongState(may.reason)
    if not (may := register_policies.can_cast(voter)):
        raise NotAllowed(may.reason)
    draft, envelope = queries.in_box(voter.id, right.id)
    if right.taken_by is not None and envelope is None:
        raise WrongState(register_policies.taken_in_words(right.taken_by))
    if draft is None and envelope is not None:
        return envelope.receipt
    if draft is None:
        raise DomainError(_("You have not chosen anything yet"), field="choices")
    if mark is not None and mark != draft_mark(draft):
        raise WrongState(_("Your choices have changed since you looked. Check them again"))
    sealed = _seal(here, right, voter, read_draft(draft))
    receipt = put_in_box(envelope, right, round_, sealed, channel, today)
    note_cast(voter, right, channel, received_at, today)
    return receipt


def _seal(here: Booth, right: queries.RightRow, voter: queries.VoterRow, chosen: dict[int, int]) -> bytes:
    round_, key = here.round, queries.sealing_key(here.round.id)
    if key is None or not key.is_proven:
        raise WrongState(_("Voting has not started yet"))
    pots, items = queries.open_to(here, voter.area_id)
    limits = policies.Limits.of(round_.rules, pots, items)
    own = frozenset(voter.own_items)
    found = policies.fault(limits, chosen, own)
    if found is not None:
        raise DomainError(policies.fault_in_words(limits, chosen, found, round_.currency, own), field="choices")
    if any(item.is_withdrawn and item.number in chosen for item in items):
        raise DomainError(_("A project you chose has been withdrawn. Choose again"), field="choices")
    return seal.seal(key.public_key, seal.pack(chosen, key.inner_length), envelope_about(round_.id, right.id))


def envelope_about(round_id: uuid.UUID, entitlement_id: uuid.UUID) -> bytes:
    """What an envelope is bound to: copied to another voter's place it does not open."""
    return b"|".join([b"envelope", round_id.bytes, entitlement_id.bytes])


def put_in_box(
    envelope: queries.EnvelopeRow | None,
    right: queries.RightRow,
    round_: Round,
    sealed: bytes,
    channel: Channel,
    today: dt.date,
) -> str:
    """The sealed vote is what this right has in the box, over whatever was there. Returns the receipt."""
    if envelope is not None:
        rows.seal_anew(envelope.id, sealed, today)
        return envelope.receipt
    receipt = fresh_code(RECEIPT_LENGTH)
    rows.put_envelope(right.id, round_.id, sealed, receipt, channel, today)
    return receipt


def note_cast(
    voter: queries.VoterRow, right: queries.RightRow, channel: Channel, at: dt.datetime, today: dt.date
) -> None:
    """Casting writes no audit row; the register knows that, and the hour's counter how many. The draft is gone."""
    rows.drop_draft(voter.id)
    rows.note_voter(voter.id, has_cast=True)
    if right.taken_by is None:
        rows.take(right.id, channel, today)
        register.count_turnout(voter, channel, at)
    if channel is Channel.ASSISTED:
        register.end_assisted(voter.id)


def destroy_refused(news: VoterRefused) -> None:
    """The refused voter's envelope is destroyed unopened and counted under its reason; their draft is gone too."""
    rights = sa.select(Entitlement.id).where(Entitlement.voter_id == news.voter_id)
    gone: Any = db.session.execute(sa.delete(Envelope).where(Envelope.entitlement_id.in_(rights)))
    db.session.execute(sa.delete(Draft).where(Draft.voter_id == news.voter_id))
    if gone.rowcount:
        row = db.session.get(RefusedVote, (news.round_id, news.reason), with_for_update=True)
        if row is None:
            row = RefusedVote(round_id=news.round_id, reason=news.reason, number=0)
            db.session.add(row)
        row.number += gone.rowcount
    db.session.flush()


def destroy_voided(news: OnlineVoid) -> None:
    """The envelope that a desk made void is destroyed unopened, with its receipt and whatever was unfinished."""
    db.session.execute(sa.delete(Envelope).where(Envelope.entitlement_id == news.entitlement_id))
    db.session.execute(sa.delete(Draft).where(Draft.voter_id == news.voter_id))
    db.session.flush()


def delete_drafts(round_id: uuid.UUID) -> None:
    """Nothing unfinished of this round is left: it closed, or was cancelled."""
    db.session.execute(sa.delete(Draft).where(Draft.round_id == round_id))

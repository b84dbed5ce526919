"""Reads of the ballot box. Before the opening there is nothing here that tells what anybody chose."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.areas.models import AreaLink, LinkKind
from app.core.db import db, has_written
from app.core.remembered import remembered
from app.register.models import Channel, Entitlement, RefusalReason, Voter
from app.register.queries import IS_HELD
from app.rounds.booth import Booth, ItemRow
from app.rounds.models import BallotItem, RoundPot

from ..models import (
    Ballot,
    Envelope,
    KeyShare,
    Opening,
    OpeningKey,
    Receipt,
    RefusedVote,
    Rejection,
    TrusteeKey,
)
from .hand import AtBallot as AtBallot
from .hand import DraftRow as DraftRow
from .hand import EnvelopeRow as EnvelopeRow
from .hand import Hold as Hold
from .hand import RightRow as RightRow
from .hand import VoterRow as VoterRow
from .hand import at_ballot as at_ballot
from .hand import draft as draft
from .hand import forget_held as forget_held
from .hand import held_round as held_round
from .hand import in_box as in_box
from .hand import locked_right as locked_right
from .hand import locked_voter as locked_voter
from .paper import paper_is_reconciled as paper_is_reconciled
from .rows import Chunk as Chunk
from .rows import ballot_rows as ballot_rows
from .rows import boosts as boosts
from .rows import look_afresh as look_afresh
from .totals import Line as Line
from .totals import Totals as Totals
from .totals import electorates_voting as electorates_voting
from .totals import totals_sql as totals_sql


def opening_key(round_id: uuid.UUID) -> OpeningKey | None:
    return db.session.scalars(sa.select(OpeningKey).where(OpeningKey.round_id == round_id)).one_or_none()


@dataclass(frozen=True, slots=True)
class SealingKey:
    """What votes are sealed to, as `OpeningKey`."""

    public_key: bytes
    inner_length: int
    is_proven: bool


def sealing_key(round_id: uuid.UUID) -> SealingKey | None:
    """The round's key for sealing, None before it is made. Once proven it never changes, and is not asked for again."""
    kept = remembered("sealing_keys")
    if round_id in kept:
        found: SealingKey = kept[round_id]
        return found
    columns = (OpeningKey.public_key, OpeningKey.inner_length, OpeningKey.is_proven)
    row = db.session.execute(sa.select(*columns).where(OpeningKey.round_id == round_id)).one_or_none()
    if row is None:
        return None
    found = SealingKey(*row)
    if found.is_proven and not has_written():
        kept[round_id] = found
    return found


def key_of(round_id: uuid.UUID) -> OpeningKey:
    """The round's key, which must be there."""
    return db.session.scalars(sa.select(OpeningKey).where(OpeningKey.round_id == round_id)).one()


def trustee_keys(round_id: uuid.UUID) -> dict[uuid.UUID, TrusteeKey]:
    """The key pairs of trustees who have chosen a passphrase, by person."""
    rows = db.session.scalars(sa.select(TrusteeKey).where(TrusteeKey.round_id == round_id))
    return {row.person_id: row for row in rows}


def key_shares(round_id: uuid.UUID) -> dict[uuid.UUID, KeyShare]:
    """The sealed shares of the round's key, by person."""
    rows = db.session.scalars(sa.select(KeyShare).where(KeyShare.round_id == round_id))
    return {row.person_id: row for row in rows}


def opening(round_id: uuid.UUID) -> Opening | None:
    return db.session.scalars(sa.select(Opening).where(Opening.round_id == round_id)).one_or_none()


def envelope_of(voter_id: uuid.UUID) -> Envelope | None:
    """The voter's envelope in the box."""
    return db.session.scalars(
        sa.select(Envelope)
        .join(Entitlement, Entitlement.id == Envelope.entitlement_id)
        .where(Entitlement.voter_id == voter_id)
        .order_by(Envelope.id)
    ).first()


def items_of(round_id: uuid.UUID, numbers: Collection[int]) -> list[BallotItem]:
    """The items with these numbers, with their words, by number."""
    if not numbers:
        return []
    wanted = sa.select(BallotItem).where(BallotItem.round_id == round_id, BallotItem.number.in_(sorted(numbers)))
    return list(db.session.scalars(wanted.order_by(BallotItem.number)))


def areas_around(area_id: uuid.UUID | None) -> set[uuid.UUID]:
    """The area itself and the areas it lies wholly in; empty when it is not known."""
    if area_id is None:
        return set()
    within = sa.and_(AreaLink.child_id == area_id, AreaLink.kind == LinkKind.WITHIN)
    return {area_id, *db.session.scalars(sa.select(AreaLink.parent_id).where(within))}


def open_to(here: Booth, area_id: uuid.UUID | None) -> tuple[list[RoundPot], list[ItemRow]]:
    """The pots in which a voter of this area may choose, and their items."""
    pots = here.pots(areas_around(area_id) if here.asks_for_area else set())
    mine = {pot.id for pot in pots}
    return pots, [item for item in here.items if item.round_pot_id in mine]


def held_envelopes(round_id: uuid.UUID) -> int:
    """How many envelopes wait for a decision about their voter."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(Envelope)
        .join(Entitlement, Entitlement.id == Envelope.entitlement_id)
        .join(Voter, Voter.id == Entitlement.voter_id)
        .where(Envelope.round_id == round_id, IS_HELD)
    )
    return db.session.scalar(wanted) or 0


def envelope_count(round_id: uuid.UUID) -> int:
    """How many envelopes are in the box."""
    return db.session.scalar(sa.select(sa.func.count()).where(Envelope.round_id == round_id)) or 0


def receipts(round_id: uuid.UUID) -> dict[Channel, list[str]]:
    """Every receipt of the opened box, sorted, by channel: as many as there are online ballots."""
    rows = db.session.execute(
        sa.select(Receipt.channel, Receipt.receipt)
        .where(Receipt.round_id == round_id)
        .order_by(Receipt.channel, Receipt.receipt)
    )
    found: dict[Channel, list[str]] = {}
    for channel, receipt in rows:
        found.setdefault(channel, []).append(receipt)
    return found


def receipts_between(round_id: uuid.UUID, start: int, number: int) -> list[tuple[Channel, str]]:
    """So many receipts from the `start`-th on, in the order of `receipts`."""
    rows = db.session.execute(
        sa.select(Receipt.channel, Receipt.receipt)
        .where(Receipt.round_id == round_id)
        .order_by(Receipt.channel, Receipt.receipt)
        .offset(start)
        .limit(number)
    )
    return [(row[0], row[1]) for row in rows]


def receipt_counts(round_id: uuid.UUID) -> dict[Channel, int]:
    """How many receipts there are, by channel."""
    return _numbers_by(Receipt.channel, Receipt.round_id == round_id)


def _numbers_by(channel: sa.orm.InstrumentedAttribute[Channel], wanted: sa.ColumnElement[bool]) -> dict[Channel, int]:
    rows = db.session.execute(sa.select(channel, sa.func.count()).where(wanted).group_by(channel).order_by(channel))
    return {row[0]: row[1] for row in rows}


def receipt_place(round_id: uuid.UUID, receipt: str) -> int | None:
    """Where in the list this receipt stands, from 0; None when it does not."""
    found = sa.select(Receipt.channel).where(Receipt.round_id == round_id, Receipt.receipt == receipt)
    channel = db.session.scalar(found)
    if channel is None:
        return None
    earlier = sa.or_(Receipt.channel < channel, sa.and_(Receipt.channel == channel, Receipt.receipt < receipt))
    count = sa.select(sa.func.count()).select_from(Receipt).where(Receipt.round_id == round_id, earlier)
    return int(db.session.scalar(count) or 0)


def refused(round_id: uuid.UUID) -> dict[RefusalReason, int]:
    """Envelopes destroyed unopened, by reason; published with the result."""
    rows = db.session.execute(
        sa.select(RefusedVote.reason, RefusedVote.number)
        .where(RefusedVote.round_id == round_id)
        .order_by(RefusedVote.reason)
    )
    return {row[0]: row[1] for row in rows}


def rejected(round_id: uuid.UUID) -> dict[Rejection, int]:
    """Opened votes that were not valid, by reason (E19)."""
    rows = db.session.execute(
        sa.select(Ballot.rejected_for, sa.func.count())
        .where(Ballot.round_id == round_id, Ballot.rejected_for.is_not(None))
        .group_by(Ballot.rejected_for)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def ballot_counts(round_id: uuid.UUID) -> dict[Channel, int]:
    """Ballots by channel class, the rejected ones among them."""
    return _numbers_by(Ballot.channel_class, Ballot.round_id == round_id)


def valid_ballots(round_id: uuid.UUID) -> int:
    """How many ballots count."""
    wanted = sa.select(sa.func.count()).where(Ballot.round_id == round_id, Ballot.rejected_for.is_(None))
    return db.session.scalar(wanted) or 0

"""Reads of the ballot box. Before the opening there is nothing here that tells what anybody chose."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from app.areas.models import AreaLink, LinkKind
from app.core.db import db
from app.register.models import Channel, Entitlement, RefusalReason, Voter, VoterState
from app.rounds.models import BallotItem

from ..models import (
    Ballot,
    Choice,
    Draft,
    Envelope,
    KeyShare,
    Opening,
    OpeningKey,
    Receipt,
    RefusedVote,
    Rejection,
    TrusteeKey,
)

CHUNK = 50_000


def opening_key(round_id: uuid.UUID) -> OpeningKey | None:
    return db.session.scalars(sa.select(OpeningKey).where(OpeningKey.round_id == round_id)).one_or_none()


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


def draft(voter_id: uuid.UUID) -> Draft | None:
    return db.session.get(Draft, voter_id, populate_existing=True)


def envelope_of(voter_id: uuid.UUID) -> Envelope | None:
    """The voter's envelope in the box."""
    return db.session.scalars(
        sa.select(Envelope)
        .join(Entitlement, Entitlement.id == Envelope.entitlement_id)
        .where(Entitlement.voter_id == voter_id)
        .order_by(Envelope.id)
    ).first()


@dataclass(frozen=True, slots=True)
class ItemFact:
    """What a vote's limits need to know about an item."""

    number: int
    round_pot_id: uuid.UUID
    cost_pence: int
    is_withdrawn: bool
    is_boosted: bool


def item_facts(round_id: uuid.UUID) -> list[ItemFact]:
    """The items of a round, by number, without their texts: for every choice and every cast."""
    rows = db.session.execute(
        sa.select(
            BallotItem.number,
            BallotItem.round_pot_id,
            BallotItem.cost_pence,
            BallotItem.is_withdrawn,
            BallotItem.is_boosted,
        )
        .where(BallotItem.round_id == round_id)
        .order_by(BallotItem.number)
    )
    return [ItemFact(*row) for row in rows]


def areas_around(area_id: uuid.UUID | None) -> set[uuid.UUID]:
    """The area itself and the areas it lies wholly in; empty when it is not known."""
    if area_id is None:
        return set()
    within = sa.and_(AreaLink.child_id == area_id, AreaLink.kind == LinkKind.WITHIN)
    return {area_id, *db.session.scalars(sa.select(AreaLink.parent_id).where(within))}


def held_envelopes(round_id: uuid.UUID) -> int:
    """How many envelopes wait for a decision about their voter."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(Envelope)
        .join(Entitlement, Entitlement.id == Envelope.entitlement_id)
        .join(Voter, Voter.id == Entitlement.voter_id)
        .where(Envelope.round_id == round_id, Voter.state == VoterState.HELD)
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
    rows = db.session.execute(
        sa.select(Ballot.channel_class, sa.func.count())
        .where(Ballot.round_id == round_id)
        .group_by(Ballot.channel_class)
        .order_by(Ballot.channel_class)
    )
    return {row[0]: row[1] for row in rows}


def valid_ballots(round_id: uuid.UUID) -> int:
    """How many ballots count."""
    wanted = sa.select(sa.func.count()).where(Ballot.round_id == round_id, Ballot.rejected_for.is_(None))
    return db.session.scalar(wanted) or 0


@dataclass(frozen=True, slots=True)
class Totals:
    """What SQL counts, independent of the Python path (E25). items: item id -> (votes, sum of values); pots: pot id ->
    valid ballots with a choice in it, which is the pot's n."""

    items: dict[uuid.UUID, tuple[int, int]]
    pots: dict[uuid.UUID, int]


def totals_sql(round_id: uuid.UUID) -> Totals:
    """Votes and points of every item, and each pot's n, added up by the database."""
    is_valid = sa.and_(Ballot.round_id == round_id, Ballot.rejected_for.is_(None), Choice.value > 0)
    by_item = (
        sa.select(Choice.item_id, sa.func.count().label("votes"), sa.func.sum(Choice.value).label("points"))
        .join(Ballot, Ballot.id == Choice.ballot_id)
        .where(is_valid)
        .group_by(Choice.item_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(BallotItem.id, sa.func.coalesce(by_item.c.votes, 0), sa.func.coalesce(by_item.c.points, 0))
        .outerjoin(by_item, by_item.c.item_id == BallotItem.id)
        .where(BallotItem.round_id == round_id)
    )
    by_pot = db.session.execute(
        sa.select(BallotItem.round_pot_id, sa.func.count(Choice.ballot_id.distinct()))
        .join(Choice, Choice.item_id == BallotItem.id)
        .join(Ballot, Ballot.id == Choice.ballot_id)
        .where(is_valid)
        .group_by(BallotItem.round_pot_id)
    )
    return Totals({row[0]: (int(row[1]), int(row[2])) for row in rows}, {row[0]: row[1] for row in by_pot})


Chunk = tuple[list[int], list[int], list[int]]


def ballot_rows(round_id: uuid.UUID, places: dict[uuid.UUID, int]) -> Iterator[Chunk]:
    """The choices of the valid ballots for `Profile.from_rows`: ballot keys, item indexes, values.

    places: item id -> its index in the profile; choices of other items (other pots, withdrawn) are left out.
    """
    ballot, choice, item = Ballot.__table__.c, Choice.__table__.c, BallotItem.__table__.c
    numbered = db.session.execute(sa.select(item.id, item.number).where(item.round_id == round_id))
    place_of = {number: places[item_id] for item_id, number in numbered if item_id in places}
    wanted = (  # tables, not entities, and numbers, not keys: several times faster over a million choices
        sa.select(choice.ballot_id, item.number, choice.value)
        .join_from(Choice.__table__, Ballot.__table__, ballot.id == choice.ballot_id)
        .join(BallotItem.__table__, item.id == choice.item_id)
        .where(ballot.round_id == round_id, ballot.rejected_for.is_(None), item.number.in_(list(place_of)))
        .execution_options(yield_per=CHUNK)
    )
    for rows in db.session.execute(wanted).partitions(CHUNK):
        keys, numbers, values = zip(*rows, strict=True)
        yield list(keys), [place_of[number] for number in numbers], list(values)

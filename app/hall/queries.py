"""Reads of decision days. Nothing here reads what anybody scored."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.crypto import peppered
from app.core.db import db
from app.core.references import as_typed
from app.register.models import Entitlement, Voter
from app.register.models import Slot as RightSlot
from app.rounds.models import BallotItem, Round

from . import policies
from .models import CardPack, DayState, DecisionDay, HallCard, HallCount, Handover, HandoverState, Slot, Stay, Tally


def day_by_id(day_id: uuid.UUID) -> DecisionDay:
    return db.session.get_one(DecisionDay, day_id)


def days_of(round_id: uuid.UUID, *, is_public: bool = False) -> list[DecisionDay]:
    """The round's decision days by their beginning; only those that residents may see, if asked so."""
    wanted = sa.select(DecisionDay).where(DecisionDay.round_id == round_id).order_by(DecisionDay.starts_at)
    return list(db.session.scalars(wanted.where(DecisionDay.is_public) if is_public else wanted))


def day(round_id: uuid.UUID, day_id: uuid.UUID) -> DecisionDay | None:
    """One day of this round."""
    return db.session.scalars(
        sa.select(DecisionDay).where(DecisionDay.id == day_id, DecisionDay.round_id == round_id)
    ).one_or_none()


def open_lists(round_id: uuid.UUID) -> list[DecisionDay]:
    """Days whose doors were opened and whose list nobody has closed."""
    return [found for found in days_of(round_id) if found.state is DayState.OPEN]


def days_of_desk(desk_id: uuid.UUID) -> list[DecisionDay]:
    """The days on which papers of this desk are handed out."""
    return list(db.session.scalars(sa.select(DecisionDay).where(DecisionDay.paper_desk_id == desk_id)))


def days_between(first: dt.datetime, last: dt.datetime) -> list[tuple[DecisionDay, Round]]:
    """Public days that begin in this time, for the calendar."""
    rows = db.session.execute(
        sa.select(DecisionDay, Round)
        .join(Round, Round.id == DecisionDay.round_id)
        .where(DecisionDay.is_public, DecisionDay.starts_at >= first, DecisionDay.starts_at < last)
    )
    return [(row[0], row[1]) for row in rows]


def items_of(round_id: uuid.UUID) -> dict[uuid.UUID, BallotItem]:
    rows = db.session.scalars(sa.select(BallotItem).where(BallotItem.round_id == round_id))
    return {item.id: item for item in rows}


def slot(day_id: uuid.UUID, slot_id: uuid.UUID) -> Slot | None:
    return db.session.scalars(sa.select(Slot).where(Slot.id == slot_id, Slot.day_id == day_id)).one_or_none()


def running(found: DecisionDay, at: dt.datetime) -> Slot | None:
    """The pitch that can be scored now."""
    return next((each for each in found.slots if policies.is_open(each, at)), None)


def next_slot(found: DecisionDay) -> Slot | None:
    """The first pitch that has not begun."""
    return next((each for each in found.slots if each.started_at is None), None)


def begun(found: DecisionDay) -> int:
    """How many pitches have begun."""
    return sum(1 for each in found.slots if each.started_at is not None)


def packs(day_id: uuid.UUID) -> list[CardPack]:
    return list(db.session.scalars(sa.select(CardPack).where(CardPack.day_id == day_id).order_by(CardPack.number)))


def counts(day_id: uuid.UUID) -> dict[Tally, int]:
    """What the day has counted so far."""
    rows = db.session.execute(sa.select(HallCount.kind, HallCount.number).where(HallCount.day_id == day_id))
    return dict.fromkeys(Tally, 0) | {row[0]: row[1] for row in rows}


def handed_over(day_id: uuid.UUID) -> list[Handover]:
    """Everything that came late or is held, in the order of its random key."""
    told = (HandoverState.LATE, HandoverState.HELD)
    wanted = sa.select(Handover).where(Handover.day_id == day_id, Handover.state.in_(told))
    return list(db.session.scalars(wanted.order_by(Handover.kind, Handover.key)))


def handover(day_id: uuid.UUID, key: str) -> Handover | None:
    """What became of the thing with this random key, if it came before."""
    return db.session.scalars(
        sa.select(Handover).where(Handover.day_id == day_id, Handover.key == key_hash(key))
    ).one_or_none()


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def card_by_digest(digest: str) -> HallCard | None:
    return db.session.scalars(sa.select(HallCard).where(HallCard.digest == digest)).one_or_none()


def link_token(round_id: uuid.UUID, code: str) -> str:
    """What stands in the address of a card's QR picture; it does not lead back to the code."""
    return peppered(f"hall-token:{round_id}", as_typed(code))[:32]


def link_hash(token: str) -> str:
    return peppered("hall-link", token)


def card_by_link(token: str) -> HallCard | None:
    return db.session.scalars(sa.select(HallCard).where(HallCard.link == link_hash(token))).one_or_none()


def card_of(voter_id: uuid.UUID) -> HallCard | None:
    """The card, or the hall's own code, that this voter votes with."""
    return db.session.scalars(sa.select(HallCard).where(HallCard.voter_id == voter_id)).one_or_none()


def cards_used(day_id: uuid.UUID) -> int:
    """How many cards of shuffled packs lead to a vote; never more than the desk handed out."""
    wanted = (
        sa.select(sa.func.count())
        .select_from(HallCard)
        .join(CardPack, CardPack.id == HallCard.pack_id)
        .where(HallCard.day_id == day_id, HallCard.voter_id.is_not(None), CardPack.is_named.is_(False))
    )
    return db.session.scalar(wanted.where(HallCard.is_revoked.is_(False))) or 0


def stay_of(day_id: uuid.UUID, voter_id: uuid.UUID) -> Stay | None:
    """The voter's stay in the room that has not ended."""
    return db.session.scalars(
        sa.select(Stay).where(Stay.day_id == day_id, Stay.voter_id == voter_id, Stay.to_slot.is_(None))
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class Presence:
    """Where a voter stands. was_here: they have checked in; missed: pitches that were held without them."""

    was_here: bool
    is_here: bool
    missed: int


def presence(found: DecisionDay, voter_ids: list[uuid.UUID]) -> dict[uuid.UUID, Presence]:
    """The presence of these voters in the room, by voter."""
    rows = db.session.scalars(sa.select(Stay).where(Stay.day_id == found.id, Stay.voter_id.in_(voter_ids))).all()
    total, known = begun(found), {}
    for voter_id in voter_ids:
        stays = [stay for stay in rows if stay.voter_id == voter_id]
        heard = {n for stay in stays for n in range(stay.from_slot, total if stay.to_slot is None else stay.to_slot)}
        is_here = any(stay.to_slot is None for stay in stays)
        known[voter_id] = Presence(bool(stays), is_here, total - len(heard))
    return known


def in_room(day_id: uuid.UUID) -> int:
    """How many voters who checked in have not gone."""
    wanted = sa.select(sa.func.count()).select_from(Stay).where(Stay.day_id == day_id, Stay.to_slot.is_(None))
    return db.session.scalar(wanted) or 0


def hall_voters(day_id: uuid.UUID) -> list[uuid.UUID]:
    """Voters who vote with a card or code of this hall, in no order that means anything."""
    wanted = sa.select(HallCard.voter_id).where(HallCard.day_id == day_id, HallCard.voter_id.is_not(None))
    return [voter_id for voter_id in db.session.scalars(wanted.order_by(HallCard.id)) if voter_id]


def right_of(voter_id: uuid.UUID) -> Entitlement:
    """The right that this voter uses in a hall; a sealed vote is bound to it."""
    in_person = sa.and_(Entitlement.voter_id == voter_id, Entitlement.slot != RightSlot.ONLINE)
    return db.session.scalars(sa.select(Entitlement).where(in_person)).one()


def used_rights(voter_ids: list[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these voters' rights for the hall were taken: by a vote, a card or a paper."""
    taken = sa.and_(Entitlement.taken_by.is_not(None), Entitlement.slot != RightSlot.ONLINE)
    return set(db.session.scalars(sa.select(Entitlement.voter_id).where(Entitlement.voter_id.in_(voter_ids), taken)))


def voter(voter_id: uuid.UUID) -> Voter:
    return db.session.scalars(sa.select(Voter).where(Voter.id == voter_id)).one()

"""Reads about what became of a count: objections to it, and who left or was promoted since."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.rounds.models import BallotItem, Round, RoundPot

from ..models import (
    WINS,
    ChangeKind,
    Count,
    ItemResult,
    Objection,
    ObjectionState,
    Remedy,
    ResultChange,
    Verdict,
)


def objections(round_id: uuid.UUID) -> list[Objection]:
    """Every objection to results of the round, the first first."""
    wanted = sa.select(Objection).where(Objection.round_id == round_id)
    return list(db.session.scalars(wanted.order_by(Objection.number)))


def objection(round_id: uuid.UUID, number: int) -> Objection:
    return db.session.scalars(
        sa.select(Objection).where(Objection.round_id == round_id, Objection.number == number)
    ).one()


def undecided_objections() -> list[tuple[Objection, Round]]:
    """Objections of all rounds that wait for a decision, the oldest first."""
    rows = db.session.execute(
        sa.select(Objection, Round)
        .join(Round, Round.id == Objection.round_id)
        .where(Objection.state == ObjectionState.RECEIVED)
        .order_by(Objection.made_at)
        .limit(100)
    )
    return [(found, round_) for found, round_ in rows]


def due_remedies(round_id: uuid.UUID, remedy: Remedy) -> list[Objection]:
    """Upheld objections whose remedy has not been carried out, the oldest first."""
    return list(
        db.session.scalars(
            sa.select(Objection)
            .where(Objection.round_id == round_id, Objection.remedy == remedy, Objection.used_at.is_(None))
            .order_by(Objection.number)
        )
    )


def changes(count_id: uuid.UUID) -> list[ResultChange]:
    """What moved since the count was published, the first first; disqualifications that wait stand among them."""
    wanted = sa.select(ResultChange).where(ResultChange.count_id == count_id)
    return list(db.session.scalars(wanted.order_by(ResultChange.made_at, ResultChange.kind)))


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has the money of a published count now, by item.

    gets: item id -> pence, of winners that stayed and of promoted ones. free: round pot id -> pence that nobody has:
    what the
    count left in the pot, and what came back (E31). out: items that left or may not come back.
    """

    gets: dict[uuid.UUID, int]
    free: dict[uuid.UUID, int]
    out: frozenset[uuid.UUID]


def standing(made: Count, done: Collection[ResultChange]) -> Standing:
    """The published count with every change since that is done."""
    gets = {each.item_id: each.amount_pence for each in made.items if each.verdict in WINS}
    left = {
        uuid.UUID(pot_id): 0 if outcome.get("leftover_to") else int(outcome["left"])
        for pot_id, outcome in made.outcome.items()
    }
    out = set()
    for change in done:
        if not change.is_done:
            continue
        if change.kind is ChangeKind.PROMOTED:
            gets[change.item_id] = change.amount_pence
            left[change.round_pot_id] -= change.amount_pence
        else:
            left[change.round_pot_id] += gets.pop(change.item_id, 0)
            out.add(change.item_id)
    return Standing(gets, left, frozenset(out))


@dataclass(frozen=True, slots=True)
class Next:
    """The project that would be promoted now, and what it would get."""

    item: BallotItem
    result: ItemResult
    amount_pence: int


def next_in_reserve(round_: Round, made: Count, now_standing: Standing, pot: RoundPot) -> Next | None:
    """The first of the certified order that can be done with the pot's free money (E30); None when there is none.

    Nothing is counted again. Money is never more than there is (E29): a project gets less than it costs only where the
    rules allow part awards and its least is there. Under `greedy-stop` the order stops at the first that does not fit.
    """
    items = {
        item.id: item for item in db.session.scalars(sa.select(BallotItem).where(BallotItem.round_id == round_.id))
    }
    taken = {items[key].exclusive_group for key in now_standing.gets} - {""}
    waiting = [
        each
        for each in made.items
        if each.round_pot_id == pot.id and each.verdict is Verdict.RESERVE and each.item_id not in now_standing.gets
    ]
    free = now_standing.free[pot.id]
    for result in sorted(waiting, key=lambda each: each.reserve_place or 0):
        item = items[result.item_id]
        if item.id in now_standing.out or item.is_withdrawn or item.exclusive_group in taken:
            continue
        if item.cost_pence <= free:
            return Next(item, result, item.cost_pence)
        if round_.rules.part_awards and item.min_viable_pence is not None and item.min_viable_pence <= free:
            return Next(item, result, free)
        if round_.rules.rule == "greedy-stop":
            return None
    return None


IS_OPEN = sa.or_(
    Objection.state == ObjectionState.RECEIVED,
    sa.and_(Objection.remedy.in_([Remedy.RECOUNT, Remedy.DISQUALIFY]), Objection.used_at.is_(None)),
)
"""An objection that is undecided, or upheld and not yet remedied."""


def disputed_rounds() -> list[uuid.UUID]:
    """Rounds with an objection that is open: who voted there may still have to be looked at."""
    return list(db.session.scalars(sa.select(Objection.round_id).where(IS_OPEN).distinct()))


def counts_to_close(today: dt.date) -> list[uuid.UUID]:
    """Published counts whose time for objections is over, with every objection decided and remedied."""
    return list(
        db.session.scalars(
            sa.select(Count.id)
            .where(
                Count.published_at.is_not(None),
                Count.superseded_at.is_(None),
                Count.final_at.is_(None),
                Count.objections_until < today,
                Count.round_id.not_in(sa.select(Objection.round_id).where(IS_OPEN)),
            )
            .order_by(Count.published_at)
        )
    )


def published_winner(proposal_id: uuid.UUID, round_id: uuid.UUID) -> tuple[Count, BallotItem] | None:
    """The published count of the round and its item of this proposal; None where there is neither."""
    row = db.session.execute(
        sa.select(Count, BallotItem)
        .join(BallotItem, BallotItem.round_id == Count.round_id)
        .where(
            Count.round_id == round_id,
            Count.published_at.is_not(None),
            Count.superseded_at.is_(None),
            BallotItem.proposal_id == proposal_id,
        )
        .order_by(Count.number.desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


def old_objectors(before: dt.datetime) -> sa.Select[uuid.UUID]:
    """Objections decided before then that still name who made them."""
    named = sa.or_(Objection.name != "", Objection.email != "")
    return sa.select(Objection.id).where(Objection.decided_at < before, named)

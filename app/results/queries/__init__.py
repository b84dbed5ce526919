"""Reads about counts and certificates. Each returns whole objects in a fixed order, or raises NoResultFound (a 404)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.ballots import queries as ballots
from app.core.db import db
from app.counting import Item, Profile, Rule
from app.rounds import queries as rounds
from app.rounds.models import BallotItem, BallotType, Electorate, RankMethod, Round, RoundPot, RoundState

from ..models import Certificate, CertificateForm, Count, ItemResult
from .after import (
    Next,
    Standing,
    changes,
    counts_to_close,
    disputed_rounds,
    due_remedies,
    next_in_reserve,
    objection,
    objections,
    old_objectors,
    published_winner,
    standing,
    undecided_objections,
)
from .trail import Act, acts

__all__ = [
    "Act",
    "Next",
    "Standing",
    "acts",
    "as_counted",
    "certificate",
    "certificates",
    "changes",
    "count_by_id",
    "count_by_number",
    "counting_items",
    "counts",
    "counts_to_close",
    "counts_zero",
    "current_count",
    "disputed_rounds",
    "due_remedies",
    "first_place",
    "is_small",
    "item_key",
    "marked_rows",
    "next_in_reserve",
    "objection",
    "objections",
    "old_objectors",
    "profile_of",
    "published_count",
    "published_rounds",
    "published_winner",
    "results_of_proposal",
    "standing",
    "undecided_objections",
    "waiting_rounds",
    "with_blanks",
]


def current_count(round_id: uuid.UUID) -> Count | None:
    """The count of a round that stands now; None before the first."""
    return db.session.scalars(
        sa.select(Count)
        .where(Count.round_id == round_id, Count.superseded_at.is_(None))
        .order_by(Count.number.desc())
        .limit(1)
        .options(selectinload(Count.items))
    ).first()


def published_count(round_id: uuid.UUID) -> Count | None:
    """The count that the public result shows: the latest that was published."""
    return db.session.scalars(
        sa.select(Count)
        .where(Count.round_id == round_id, Count.published_at.is_not(None))
        .order_by(Count.number.desc())
        .limit(1)
        .options(selectinload(Count.items))
    ).first()


def count_by_id(count_id: uuid.UUID) -> Count:
    """One count."""
    return db.session.scalars(sa.select(Count).where(Count.id == count_id)).one()


def count_by_number(round_id: uuid.UUID, number: int) -> Count:
    """One count of a round."""
    return db.session.scalars(
        sa.select(Count).where(Count.round_id == round_id, Count.number == number).options(selectinload(Count.items))
    ).one()


def counts(round_id: uuid.UUID) -> list[Count]:
    """Every count of a round, the first first; superseded ones stay (E35)."""
    return list(db.session.scalars(sa.select(Count).where(Count.round_id == round_id).order_by(Count.number)))


def certificates(count_id: uuid.UUID, *, is_public: bool | None = None) -> list[Certificate]:
    """The files of a count, by pot and form."""
    wanted = sa.select(Certificate).join(RoundPot, RoundPot.id == Certificate.round_pot_id)
    wanted = wanted.where(Certificate.count_id == count_id)
    if is_public is not None:
        wanted = wanted.where(Certificate.is_public == is_public)
    return list(db.session.scalars(wanted.order_by(RoundPot.position, RoundPot.name, Certificate.form)))


def certificate(count_id: uuid.UUID, round_pot_id: uuid.UUID, form: CertificateForm) -> Certificate | None:
    """One file of a count."""
    return db.session.scalars(
        sa.select(Certificate).where(
            Certificate.count_id == count_id,
            Certificate.round_pot_id == round_pot_id,
            Certificate.form == form,
        )
    ).one_or_none()


def published_rounds() -> list[Round]:
    """Rounds with a public result, the latest first; imported elections last."""
    return list(
        db.session.scalars(
            sa.select(Round)
            .where(sa.exists().where(Count.round_id == Round.id, Count.published_at.is_not(None)))
            .options(selectinload(Round.pots))
            .order_by(Round.is_imported, Round.closes_at.desc(), Round.name)
            .limit(200)
        )
    )


def results_of_proposal(proposal_id: uuid.UUID) -> list[tuple[ItemResult, BallotItem, Round]]:
    """What published counts said about a proposal, the latest round first; superseded counts are left out."""
    rows = db.session.execute(
        sa.select(ItemResult, BallotItem, Round)
        .join(BallotItem, BallotItem.id == ItemResult.item_id)
        .join(Round, Round.id == BallotItem.round_id)
        .join(Count, Count.id == ItemResult.count_id)
        .where(BallotItem.proposal_id == proposal_id, Count.published_at.is_not(None), Count.superseded_at.is_(None))
        .order_by(Round.closes_at.desc())
    )
    return [(result, item, round_) for result, item, round_ in rows]


def waiting_rounds() -> list[Round]:
    """Rounds that are opened, counted or certified: somebody has to act."""
    states = (RoundState.OPENED, RoundState.COUNTED, RoundState.CERTIFIED)
    return list(db.session.scalars(sa.select(Round).where(Round.state.in_(states)).order_by(Round.closes_at)))


def is_small(round_: Round, outcome: Mapping[str, Any]) -> bool:
    """Too few ballots to publish anything that voters chose (B7); those of imported elections are public anyway.

    outcome: of one pot, as a count keeps it. Where bodies of voters have weights, one that is too small hides the votes
    of all: what it gave could be worked out from the rest (docs/decisions/0003).
    """
    least = round_.rules.min_ballots_published
    bodies = outcome.get("electorates", ())
    is_told_apart = any(0 < body["n"] < least for body in bodies)
    return not round_.is_imported and (outcome["n"] < least or is_told_apart)


def counting_items(items: list[BallotItem], pot: RoundPot) -> list[BallotItem]:
    """The items of a pot that can be funded, by number: withdrawn ones are void (E03)."""
    return [item for item in items if item.round_pot_id == pot.id and not item.is_withdrawn]


def item_key(item: BallotItem) -> str:
    """What a count and its certificate call the item: its ballot number, or its id in an imported file."""
    return item.external_id or str(item.number)


def as_counted(item: BallotItem) -> Item:
    """The item as `app.counting` knows it."""
    return Item(item_key(item), item.cost_pence, item.number, item.title, item.min_viable_pence)


def counts_zero(round_: Round) -> bool:
    """A 0 is a score like any other (E07). In imported files it is nothing."""
    return round_.rules.ballot_type is BallotType.SCORE and not round_.is_imported


def first_place(round_: Round, pot_id: uuid.UUID) -> int | None:
    """What the first place is worth on this pot's ballot, one point fewer for each next; None where values are counted
    as they stand. Borda counts the items as they were locked: a withdrawal takes no points from the others (E34).
    Imported elections keep points, not places.
    """
    if round_.rules.ballot_type is not BallotType.RANK or round_.is_imported:
        return None
    if round_.rules.rank_method is RankMethod.THREE_TWO_ONE:
        return 3
    return sum(item.round_pot_id == pot_id for item in rounds.items(round_.id))


def marked_rows(
    round_: Round, items: list[BallotItem], pot_id: uuid.UUID, electorate: Electorate | None = None
) -> Iterator[ballots.Chunk]:
    """The live choices of a pot with what they are worth: votes, points, scores, or points for places."""
    top = first_place(round_, pot_id)
    rows = ballots.ballot_rows(
        round_.id,
        {item.id: place for place, item in enumerate(items)},
        electorate=electorate,
        is_score=counts_zero(round_),
    )
    for keys, places, values in rows:
        yield keys, places, values if top is None else np.where(values > 0, np.maximum(top + 1 - values, 0), 0)


def profile_of(round_id: uuid.UUID, items: list[BallotItem], rule: Rule) -> Profile:
    """The valid ballots of one pot, read from the database in chunks, of all voters together and without boost votes.

    n is the ballots with a valid choice in the pot; for imported elections every ballot.
    """
    if not items:
        return Profile.from_rows([], [])
    round_ = rounds.round_by_id(round_id)
    rows = marked_rows(round_, items, items[0].round_pot_id)
    profile = Profile.from_rows([as_counted(item) for item in items], rows)
    return with_blanks(round_id, profile) if rule.blanks else profile


def with_blanks(round_id: uuid.UUID, profile: Profile) -> Profile:
    """The same ballots and those that chose nothing here, which count in n (imported files only)."""
    blank = ballots.valid_ballots(round_id) - profile.n
    return Profile(profile.items, profile.n + blank, profile.weights, profile.indptr, profile.groups, profile.scores)

"""Adding up opened ballots by the database: the other path, row by row, is compared with it (E25)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.core.db import db
from app.rounds.models import BallotItem, Electorate

from ..models import Ballot, Choice

Key = tuple[Electorate, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Line:
    """What one body of voters gave one item. votes: ballots whose mark is worth something; on score ballots every
    score, 0 among them (E07). boosts: counted apart (E05)."""

    votes: int = 0
    points: int = 0
    boosts: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """What SQL counts, independent of the Python path. lines: by electorate and item. pots: pot id -> valid ballots
    with a live choice in it, which is the pot's n; by_electorate: the same for each body of voters."""

    lines: dict[Key, Line]
    pots: dict[uuid.UUID, int]
    by_electorate: dict[Key, int] = field(default_factory=dict)

    @property
    def items(self) -> dict[uuid.UUID, tuple[int, int]]:
        """Item id -> (votes, points) of all voters together."""
        found: dict[uuid.UUID, tuple[int, int]] = {}
        for (_electorate, item_id), line in self.lines.items():
            votes, points = found.get(item_id, (0, 0))
            found[item_id] = (votes + line.votes, points + line.points)
        return found


def totals_sql(round_id: uuid.UUID, *, is_score: bool = False, top: Mapping[uuid.UUID, int] | None = None) -> Totals:
    """Votes, points and boosts of every item, and each pot's n, added up by the database. Withdrawn items are void: a
    ballot that chose nothing else is in no pot's n (E03).

    is_score: a 0 is a score. top: pot id -> what the first place is worth where values are places (E34).
    """
    is_counted = _is_counted(round_id, is_score=is_score)
    worth = _worth(top)
    votes = sa.func.count() if is_score else sa.func.sum(sa.case((worth > 0, 1), else_=0))
    joined = sa.join(
        sa.join(Choice, Ballot, Ballot.id == Choice.ballot_id), BallotItem, BallotItem.id == Choice.item_id
    )
    rows = db.session.execute(
        sa.select(Ballot.electorate, Choice.item_id, votes, sa.func.sum(worth), sa.func.sum(Choice.boost))
        .select_from(joined)
        .where(is_counted)
        .group_by(Ballot.electorate, Choice.item_id)
    )
    lines = {(row[0], row[1]): Line(int(row[2]), int(row[3]), int(row[4])) for row in rows}
    for item_id in db.session.scalars(sa.select(BallotItem.id).where(BallotItem.round_id == round_id)):
        lines.setdefault((Electorate.OPEN, item_id), Line())
    by_pot = db.session.execute(
        sa.select(Ballot.electorate, BallotItem.round_pot_id, sa.func.count(Choice.ballot_id.distinct()))
        .select_from(joined)
        .where(is_counted, BallotItem.is_withdrawn.is_(False))
        .group_by(Ballot.electorate, BallotItem.round_pot_id)
    )
    by_electorate: dict[Key, int] = {(row[0], row[1]): row[2] for row in by_pot}
    pots: dict[uuid.UUID, int] = {}
    for (_electorate, pot_id), number in by_electorate.items():
        pots[pot_id] = pots.get(pot_id, 0) + number
    return Totals(lines, pots, by_electorate)


def _is_counted(round_id: uuid.UUID, *, is_score: bool) -> sa.ColumnElement[bool]:
    """Lines of valid ballots that say something: points, a boost, or any score."""
    says = sa.true() if is_score else sa.or_(Choice.value > 0, Choice.boost > 0)
    return sa.and_(Ballot.round_id == round_id, Ballot.rejected_for.is_(None), says)


def _worth(top: Mapping[uuid.UUID, int] | None) -> sa.ColumnElement[int]:
    """The points of a line: its value; for places as many as `top` for the first, one fewer for each next."""
    if not top:
        return Choice.value.expression
    first: sa.ColumnElement[int] = sa.case(
        *((BallotItem.round_pot_id == pot, number) for pot, number in top.items()), else_=0
    )
    is_placed = sa.and_(Choice.value > 0, Choice.value <= first)
    return sa.case((is_placed, first - Choice.value + 1), else_=0)


def electorates_voting(round_id: uuid.UUID) -> set[Electorate]:
    """The bodies of voters with a valid ballot."""
    wanted = sa.select(Ballot.electorate).where(Ballot.round_id == round_id, Ballot.rejected_for.is_(None)).distinct()
    return set(db.session.scalars(wanted))

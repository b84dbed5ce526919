"""Reads for the representation watch: who was reached, verified and voted; no choice before the opening."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.areas.models import Area
from app.ballots.models import Ballot, Choice
from app.core.db import db
from app.core.disclosure import rounded
from app.register.models import TurnoutCount, Voter, VoterCode
from app.register.queries import HAS_A_NAME
from app.results import queries as results
from app.results.models import ItemResult, Verdict
from app.rounds.models import BallotItem, Round, RoundState

from .models import CensusShare, OutreachAlert, PageOpens, WatchPlan

THRESHOLD = 10
DEFAULT_PERCENT = 60


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the funnel, each number rounded to 5 and None where it is hidden. opened: page opens, not people."""

    key: str
    reached: int | None
    opened: int | None
    verified: int | None
    begun: int | None
    voted: int | None


def _safe(number: int | None) -> int | None:
    return None if number is None or 0 < number < THRESHOLD else rounded(number)


def _grouped(
    round_id: uuid.UUID, column: sa.ColumnElement[str] | InstrumentedAttribute[str]
) -> dict[str, tuple[int, int, int, int]]:
    """Value of `column` -> voters reached by a code, verified, begun, voted."""
    has_code = sa.exists().where(VoterCode.voter_id == Voter.id)
    reached = sa.or_(has_code, Voter.invited_on.is_not(None))

    def number(what: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((what, 1), else_=0)), 0)

    rows = db.session.execute(
        sa.select(
            column,
            number(reached),
            number(Voter.proof.is_not(None)),
            number(sa.cast(Voter.has_begun, sa.Integer) == 1),
            number(sa.cast(Voter.has_cast, sa.Integer) == 1),
        )
        .where(Voter.round_id == round_id, HAS_A_NAME)
        .group_by(column)
    )
    return {str(row[0]): (int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in rows}


def opens_by_language(round_id: uuid.UUID) -> dict[str, int]:
    """Language code -> how often the round's pages were opened in it."""
    rows = db.session.execute(
        sa.select(PageOpens.lang, sa.func.sum(PageOpens.number))
        .where(PageOpens.round_id == round_id)
        .group_by(PageOpens.lang)
    )
    return {lang: int(number) for lang, number in rows}


Numbers = dict[str, tuple[int, int, int, int]]


def by_language(round_id: uuid.UUID) -> Numbers:
    """Language -> voters reached, verified, begun, voted; raw, for what is suppressed before anybody sees it."""
    return _grouped(round_id, Voter.lang)


def funnel_by_language(round_id: uuid.UUID, voters: Numbers) -> list[Step]:
    """The funnel by the language that people read. voters: as `by_language` gave them."""
    opens = opens_by_language(round_id)
    return _steps(voters, opens, sorted(voters.keys() | opens.keys()))


def funnel_by_channel(round_id: uuid.UUID) -> list[Step]:
    """The funnel by how people came onto the register; opens are not counted by channel."""
    voters = _grouped(round_id, sa.cast(Voter.registered_by, sa.String))
    return _steps(voters, None, sorted(voters))


def _steps(
    voters: dict[str, tuple[int, int, int, int]], opens: dict[str, int] | None, keys: Iterable[str]
) -> list[Step]:
    found = []
    for key in keys:
        reached, verified, begun, voted = voters.get(key, (0, 0, 0, 0))
        opened = _safe(opens.get(key, 0)) if opens is not None else None
        found.append(Step(key, _safe(reached), opened, _safe(verified), _safe(begun), _safe(voted)))
    return found


def voters_by_ward(round_id: uuid.UUID) -> dict[str, int]:
    """Ward -> first votes so far, raw: for shares that are suppressed before anybody sees them."""
    rows = db.session.execute(
        sa.select(Area.name, sa.func.sum(TurnoutCount.number))
        .join(Area, Area.id == TurnoutCount.area_id)
        .where(TurnoutCount.round_id == round_id)
        .group_by(Area.name)
        .order_by(Area.name)
    )
    return {name: int(number) for name, number in rows}


def census(dimension: str | None = None) -> list[CensusShare]:
    """The shares that were loaded, by table and key."""
    wanted = sa.select(CensusShare).order_by(CensusShare.dimension, CensusShare.id)
    if dimension:
        wanted = wanted.where(CensusShare.dimension == dimension)
    return list(db.session.scalars(wanted))


def least_percent(round_id: uuid.UUID) -> int:
    """The set ratio of a round's watch."""
    return (
        db.session.scalar(sa.select(WatchPlan.least_percent).where(WatchPlan.round_id == round_id)) or DEFAULT_PERCENT
    )


def alerts(round_id: uuid.UUID) -> list[OutreachAlert]:
    """All alerts of a round, the open ones first."""
    return list(
        db.session.scalars(
            sa.select(OutreachAlert)
            .where(OutreachAlert.round_id == round_id)
            .order_by(OutreachAlert.done_on.is_not(None), OutreachAlert.dimension, OutreachAlert.key)
        )
    )


def open_alerts() -> list[tuple[OutreachAlert, Round]]:
    """Alerts nobody has seen to yet."""
    rows = db.session.execute(
        sa.select(OutreachAlert, Round)
        .join(Round, Round.id == OutreachAlert.round_id)
        .where(OutreachAlert.done_on.is_(None))
        .order_by(OutreachAlert.raised_on, OutreachAlert.key)
        .limit(100)
    )
    return [(row[0], row[1]) for row in rows]


def watched_rounds() -> list[Round]:
    """Rounds that were held here and are past their drafts, the latest first."""
    hidden = (RoundState.DRAFT, RoundState.CANCELLED)
    wanted = sa.select(Round).where(Round.state.not_in(hidden), Round.is_imported.is_(False))
    return list(db.session.scalars(wanted.order_by(Round.closes_at.desc()).limit(100)))


def watched_round(slug: str) -> Round:
    """The round at this address, if it is past its draft."""
    return db.session.scalars(sa.select(Round).where(Round.slug == slug, Round.state != RoundState.DRAFT)).one()


@dataclass(frozen=True, slots=True)
class Served:
    """What the money did: area and theme -> (projects, pence). Only of a published result.

    with_choice_ratio: share of counted ballots with at least one funded choice, None where suppressed.
    """

    areas: dict[str, tuple[int, int]]
    themes: dict[str, tuple[int, int]]
    projects: int
    pence: int
    with_choice_ratio: float | None


def served(round_: Round) -> Served | None:
    """Who was served by the money; None until the result is published."""
    count = results.published_count(round_.id) if round_.state is RoundState.PUBLISHED else None
    if count is None:
        return None
    won = (Verdict.FUNDED, Verdict.PART_FUNDED)
    rows = db.session.execute(
        sa.select(BallotItem.id, BallotItem.theme, Area.name, ItemResult.amount_pence)
        .join(ItemResult, ItemResult.item_id == BallotItem.id)
        .outerjoin(Area, Area.id == BallotItem.area_id)
        .where(ItemResult.count_id == count.id, ItemResult.verdict.in_(won))
    ).all()
    areas: dict[str, tuple[int, int]] = {}
    themes: dict[str, tuple[int, int]] = {}
    for _item, theme, area, pence in rows:
        areas[area or ""] = _plus(areas.get(area or ""), pence)
        themes[theme or ""] = _plus(themes.get(theme or ""), pence)
    return Served(
        areas, themes, len(rows), sum(row[3] for row in rows), _with_choice(round_.id, [row[0] for row in rows])
    )


def _plus(before: tuple[int, int] | None, pence: int) -> tuple[int, int]:
    number, total = before or (0, 0)
    return number + 1, total + pence


def _with_choice(round_id: uuid.UUID, winners: list[uuid.UUID]) -> float | None:
    """The share of counted ballots that chose a winner, to the whole percent."""
    counted = sa.and_(Ballot.round_id == round_id, Ballot.rejected_for.is_(None))
    chose = sa.exists().where(Choice.ballot_id == Ballot.id, Choice.item_id.in_(winners))
    number_who_chose = sa.func.coalesce(sa.func.sum(sa.case((chose, 1), else_=0)), 0)
    whole, part = db.session.execute(sa.select(sa.func.count(), number_who_chose).where(counted)).one()
    if whole < THRESHOLD or 0 < part < THRESHOLD or 0 < whole - part < THRESHOLD:
        return None
    return round(int(part) / int(whole), 2)

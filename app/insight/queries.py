"""Reads for the representation watch: who was reached, verified and voted; no choice before the opening."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.areas.models import Area
from app.ballots.models import Ballot, Choice
from app.core.db import db
from app.core.disclosure import hidden_rows, rounded
from app.register.models import TurnoutCount, Voter, VoterCode
from app.register.queries import HAS_A_NAME
from app.results import queries as results
from app.results.models import ItemResult, Verdict
from app.rounds.models import BallotItem, Round, RoundState

from .models import CensusShare, OutreachAlert, PageOpens, WatchPlan

THRESHOLD = 10
DEFAULT_PERCENT = 60
NOBODY = (0, 0, 0, 0)
Numbers = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the funnel, each number rounded to 5 and None where it is hidden. opened: page opens, not people.

    key: "" for the rows that are hidden, together.
    """

    key: str
    reached: int | None
    opened: int | None
    verified: int | None
    begun: int | None
    voted: int | None

    @property
    def is_hidden(self) -> bool:
        """The row is hidden whole; in others each number can be small only where all of them together are."""
        return bool(self.key) and self.reached is None and self.voted is None


def _safe(number: int, threshold: int) -> int | None:
    return None if 0 < number < threshold else rounded(number)


@dataclass(frozen=True, slots=True)
class Reach:
    """Raw numbers, for what is suppressed before anybody sees it.

    Language, or way onto the register -> voters reached by a code, verified, begun, voted; and how often the first page
    was opened.
    """

    by_language: Numbers
    by_channel: Numbers
    opened_by_language: dict[str, int]
    opened_by_channel: dict[str, int]


def reach(round_id: uuid.UUID) -> Reach:
    """How far people of each language and channel came."""
    voters, opened = _voters(round_id), _opens(round_id)
    found = Reach({}, {}, {}, {})
    for (lang, channel), numbers in voters.items():
        for key, table in ((lang, found.by_language), (channel, found.by_channel)):
            before = table.get(key, NOBODY)
            table[key] = tuple(one + more for one, more in zip(before, numbers, strict=True))
    for (lang, channel), number in opened.items():
        for key, opens in ((lang, found.opened_by_language), (channel, found.opened_by_channel)):
            opens[key] = opens.get(key, 0) + number
    return found


def _voters(round_id: uuid.UUID) -> dict[tuple[str, str], tuple[int, ...]]:
    has_code = sa.exists().where(VoterCode.voter_id == Voter.id)
    reached = sa.or_(has_code, Voter.invited_on.is_not(None))

    def number(what: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((what, 1), else_=0)), 0)

    rows = db.session.execute(
        sa.select(
            Voter.lang,
            Voter.registered_by,
            number(reached),
            number(Voter.proof.is_not(None)),
            number(sa.cast(Voter.has_begun, sa.Integer) == 1),
            number(sa.cast(Voter.has_cast, sa.Integer) == 1),
        )
        .where(Voter.round_id == round_id, HAS_A_NAME)
        .group_by(Voter.lang, Voter.registered_by)
    )
    return {(row[0], str(row[1])): tuple(int(each) for each in row[2:]) for row in rows}


def _opens(round_id: uuid.UUID) -> dict[tuple[str, str], int]:
    columns = (PageOpens.lang, PageOpens.channel)
    wanted = sa.select(*columns, sa.func.sum(PageOpens.number)).where(PageOpens.round_id == round_id)
    return {(row[0], str(row[1])): int(row[2]) for row in db.session.execute(wanted.group_by(*columns))}


def funnel(voters: Numbers, opened: Mapping[str, int], threshold: int, *, hides_zero: bool) -> list[Step]:
    """The funnel row by row, suppressed so that no hidden number can be worked out (`domain.md` iii.14).

    A row is hidden whole, since each step counts some of the step before. The last row adds up what is hidden: it says
    no more than the totals do. hides_zero: that nobody of a row voted is as telling as that one did.
    """
    keys = sorted(voters.keys() | opened.keys())
    table = [voters.get(key, NOBODY) for key in keys]
    hidden = hidden_rows(table, threshold, hides_zero=hides_zero)
    found = []
    for place, key in enumerate(keys):
        if place in hidden:
            found.append(Step(key, None, None, None, None, None))
        else:
            found.append(_step(key, table[place], opened.get(key, 0), threshold))
    if hidden:
        together = [sum(column) for column in zip(*(table[place] for place in hidden), strict=True)]
        found.append(_step("", together, sum(opened.get(keys[place], 0) for place in hidden), threshold))
    return found


def _step(key: str, numbers: Sequence[int], opened: int, threshold: int) -> Step:
    reached, verified, begun, voted = (_safe(number, threshold) for number in numbers)
    return Step(key, reached, _safe(opened, threshold), verified, begun, voted)


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

"""Reads about many proposals: the public list, those of a call, those that a round may take."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.areas.models import Area
from app.core.db import db
from app.core.search import matches
from app.funds.models import Call, Pot
from app.groups.models import Group
from app.strategy.models import Action

from ..models import BudgetLine, Proposal, ProposalAction, ProposalArea, ProposalState
from .pictures import shown_picture


class SortBy(StrEnum):
    NEWEST = "newest"
    TITLE = "title"
    LEAST = "least"
    MOST = "most"


ORDERS: dict[SortBy, tuple[Any, ...]] = {
    SortBy.NEWEST: (Proposal.submitted_at.desc(),),
    SortBy.TITLE: (sa.func.lower(Proposal.title),),
    SortBy.LEAST: (Proposal.amount_pence,),
    SortBy.MOST: (Proposal.amount_pence.desc(),),
}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What the public list is narrowed to; None or empty: not narrowed."""

    text: str = ""
    call_id: uuid.UUID | None = None
    area_id: uuid.UUID | None = None
    action_id: uuid.UUID | None = None
    theme: str = ""
    states: tuple[ProposalState, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == ListFilter()


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the public list: only what a card shows."""

    id: uuid.UUID
    reference: str
    title: str
    summary: str
    lang: str
    theme: str
    amount_pence: int
    state: ProposalState
    group_name: str
    group_slug: str
    call_title: str
    picture_file_id: uuid.UUID | None
    picture_alt: str
    submitted_at: dt.datetime | None


def _narrowed(wanted: ListFilter) -> list[sa.ColumnElement[bool]]:
    """The conditions of the public list."""
    conditions: list[sa.ColumnElement[bool]] = [Proposal.is_public.is_(True)]
    if wanted.text:
        conditions.append(matches(wanted.text, Proposal.title, Proposal.summary, Group.name, Proposal.reference))
    if wanted.call_id is not None:
        conditions.append(Proposal.call_id == wanted.call_id)
    if wanted.states:
        conditions.append(Proposal.state.in_(wanted.states))
    if wanted.area_id is not None:
        ids = sa.select(ProposalArea.proposal_id).where(ProposalArea.area_id == wanted.area_id)
        conditions.append(Proposal.id.in_(ids))
    if wanted.action_id is not None:
        ids = sa.select(ProposalAction.proposal_id).where(ProposalAction.action_id == wanted.action_id)
        conditions.append(Proposal.id.in_(ids))
    if wanted.theme:
        conditions.append(sa.cast(Proposal.themes, sa.Text).contains(f'"{wanted.theme}"', autoescape=True))
    return conditions


def public_proposals(
    wanted: ListFilter, *, sort: SortBy = SortBy.NEWEST, page: int = 1, size: int = 20
) -> tuple[list[ListRow], int]:
    """One page of the proposals that residents may see, and how many there are in all."""
    conditions = _narrowed(wanted)
    counted = sa.select(sa.func.count(Proposal.id)).join(Group, Group.id == Proposal.group_id).where(*conditions)
    columns = (
        Proposal.id,
        Proposal.reference,
        Proposal.title,
        Proposal.summary,
        Proposal.lang,
        Proposal.themes,
        Proposal.amount_pence,
        Proposal.state,
        Group.name,
        Group.slug,
        Call.title,
        shown_picture(),
        Proposal.picture_alt,
        Proposal.submitted_at,
    )
    found = (
        sa.select(*columns)
        .join(Group, Group.id == Proposal.group_id)
        .join(Call, Call.id == Proposal.call_id)
        .where(*conditions)
        .order_by(*ORDERS[sort], Proposal.id)
        .limit(size)
        .offset((page - 1) * size)
    )
    return [_row(*row) for row in db.session.execute(found)], db.session.scalar(counted) or 0


def _row(*columns: Any) -> ListRow:
    """A line from its columns; of the themes only the first is kept."""
    given = list(columns)
    given[5] = given[5][0] if given[5] else ""
    return ListRow(*given)


def public_stamp() -> tuple[int, ...]:
    """Changes whenever a proposal, or anything that its public pages name, changes: rows and versions, counted."""
    return tuple(int(each) for each in db.session.execute(_stamp_query()).one())


@functools.cache
def _stamp_query() -> sa.Select[Any]:
    """Made once: putting it together takes longer than asking it."""
    tables = (Proposal, Group, Call, Pot, Area, Action)
    columns = [
        sa.select(count).select_from(table).scalar_subquery()
        for table in tables
        for count in (sa.func.count(), sa.func.coalesce(sa.func.sum(table.version), 0))
    ]
    return sa.select(*columns)


def areas_of_all(proposal_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """For each proposal the names of its places."""
    names: dict[uuid.UUID, list[str]] = {each: [] for each in proposal_ids}
    found = (
        sa.select(ProposalArea.proposal_id, Area.name)
        .join(Area, Area.id == ProposalArea.area_id)
        .where(ProposalArea.proposal_id.in_(names))
        .order_by(Area.name)
    )
    for proposal_id, name in db.session.execute(found) if names else ():
        names[proposal_id].append(name)
    return names


def proposals_of_call(call_id: uuid.UUID, states: Iterable[ProposalState]) -> list[Proposal]:
    """The proposals of a call in these states, in the order they were sent."""
    found = sa.select(Proposal).where(Proposal.call_id == call_id, Proposal.state.in_(list(states)))
    return list(db.session.scalars(found.order_by(Proposal.submitted_at, Proposal.reference)))


def public_count_of_call(call_id: uuid.UUID) -> int:
    found = sa.select(sa.func.count()).where(Proposal.call_id == call_id, Proposal.is_public)
    return db.session.scalar(found) or 0


def eligible_for_round(pot_ids: Iterable[uuid.UUID]) -> list[Proposal]:
    """The proposals that have passed the check and stand for one of these pots, by title."""
    found = sa.select(Proposal).where(Proposal.pot_id.in_(list(pot_ids)), Proposal.state == ProposalState.ELIGIBLE)
    return list(db.session.scalars(found.order_by(sa.func.lower(Proposal.title), Proposal.id)))


def proposals_of_action(action_id: uuid.UUID, limit: int = 50) -> list[Proposal]:
    """The public proposals that serve an action of the plan, the newest first."""
    found = (
        sa.select(Proposal)
        .join(ProposalAction, ProposalAction.proposal_id == Proposal.id)
        .where(ProposalAction.action_id == action_id, Proposal.is_public)
        .order_by(Proposal.submitted_at.desc(), Proposal.id)
    )
    return list(db.session.scalars(found.limit(limit)))


def proposals_by_id(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Proposal]:
    wanted = set(ids)
    if not wanted:
        return {}
    return {p.id: p for p in db.session.scalars(sa.select(Proposal).where(Proposal.id.in_(wanted)))}


def budget_headings(proposal_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[BudgetLine]]:
    """For each proposal its budget lines in order."""
    lines: dict[uuid.UUID, list[BudgetLine]] = {each: [] for each in proposal_ids}
    found = sa.select(BudgetLine).where(BudgetLine.proposal_id.in_(lines)).order_by(BudgetLine.position)
    for line in db.session.scalars(found) if lines else ():
        lines[line.proposal_id].append(line)
    return lines

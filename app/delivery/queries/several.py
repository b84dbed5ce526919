"""Reads about many projects: the public list, the officers' portfolio, a group's own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.areas.models import Area
from app.core.db import db
from app.core.search import matches
from app.groups.models import Group
from app.proposals import queries as proposals
from app.proposals.models import Proposal

from ..models import Project, ProjectAction, ProjectArea, ProjectState


class SortBy(StrEnum):
    NEWEST = "newest"
    TITLE = "title"
    AMOUNT = "amount"
    ENDS = "ends"


ORDERS: dict[SortBy, tuple[Any, ...]] = {
    SortBy.NEWEST: (Project.starts_on.desc(),),
    SortBy.TITLE: (sa.func.lower(Project.title),),
    SortBy.AMOUNT: (Project.amount_pence.desc(),),
    SortBy.ENDS: (Project.ends_on,),
}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a list of projects is narrowed to; None or empty: not narrowed."""

    text: str = ""
    area_id: uuid.UUID | None = None
    action_id: uuid.UUID | None = None
    group_id: uuid.UUID | None = None
    theme: str = ""
    state: ProjectState | None = None


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One line of a list of projects."""

    id: uuid.UUID
    reference: str
    title: str
    summary: str
    lang: str
    theme: str
    amount_pence: int
    state: ProjectState
    starts_on: dt.date
    ends_on: dt.date
    target_participants: int
    group_name: str
    group_slug: str
    proposal_reference: str | None
    picture_file_id: uuid.UUID | None
    picture_alt: str | None


COLUMNS = (
    Project.id,
    Project.reference,
    Project.title,
    Project.summary,
    Project.lang,
    Project.theme,
    Project.amount_pence,
    Project.state,
    Project.starts_on,
    Project.ends_on,
    Project.target_participants,
    Group.name,
    Group.slug,
    Proposal.reference,
)


def _narrowed(wanted: ListFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.text:
        conditions.append(matches(wanted.text, Project.title, Project.summary, Group.name, Project.reference))
    if wanted.theme:
        conditions.append(Project.theme == wanted.theme)
    if wanted.state is not None:
        conditions.append(Project.state == wanted.state)
    if wanted.group_id is not None:
        conditions.append(Project.group_id == wanted.group_id)
    if wanted.area_id is not None:
        ids = sa.select(ProjectArea.project_id).where(ProjectArea.area_id == wanted.area_id)
        conditions.append(Project.id.in_(ids))
    if wanted.action_id is not None:
        ids = sa.select(ProjectAction.project_id).where(ProjectAction.action_id == wanted.action_id)
        conditions.append(Project.id.in_(ids))
    return conditions


def _rows(conditions: Iterable[sa.ColumnElement[bool]]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(*COLUMNS, proposals.shown_picture(), Proposal.picture_alt)
        .join(Group, Group.id == Project.group_id)
        .outerjoin(Proposal, Proposal.id == Project.proposal_id)
        .where(*conditions)
    )


def public_projects(
    wanted: ListFilter, *, sort: SortBy = SortBy.NEWEST, page: int = 1, size: int = 20
) -> tuple[list[ProjectRow], int]:
    """One page of projects, and how many there are in all. Every project is public."""
    return _page(_narrowed(wanted), sort, page, size)


def portfolio(
    wanted: ListFilter, overseen: sa.ColumnElement[bool], *, sort: SortBy, page: int, size: int
) -> tuple[list[ProjectRow], int]:
    """One page of the projects that an officer follows. overseen: see `overseen_by`."""
    return _page([overseen, *_narrowed(wanted)], sort, page, size)


def projects_stream(wanted: ListFilter, overseen: sa.ColumnElement[bool], sort: SortBy) -> Iterator[ProjectRow]:
    """All of them, without holding them all."""
    found = _rows([overseen, *_narrowed(wanted)]).order_by(*ORDERS[sort], Project.id)
    for row in db.session.execute(found.execution_options(yield_per=500)):
        yield ProjectRow(*row)


def _page(conditions: list[sa.ColumnElement[bool]], sort: SortBy, page: int, size: int) -> tuple[list[ProjectRow], int]:
    counted = sa.select(sa.func.count(Project.id)).join(Group, Group.id == Project.group_id).where(*conditions)
    found = _rows(conditions).order_by(*ORDERS[sort], Project.id).limit(size).offset((page - 1) * size)
    return [ProjectRow(*row) for row in db.session.execute(found)], db.session.scalar(counted) or 0


def overseen_by(
    project_ids: Collection[uuid.UUID] | None, fund_ids: Collection[uuid.UUID] | None
) -> sa.ColumnElement[bool]:
    """Projects an officer follows: these, and those paid from these funds. None: all of them."""
    if project_ids is None or fund_ids is None:
        return sa.true()
    return sa.or_(Project.id.in_(list(project_ids)), Project.fund_id.in_(list(fund_ids)))


def projects_of_groups(group_ids: Iterable[uuid.UUID]) -> list[ProjectRow]:
    """The groups' projects, those that go on first, then the newest."""
    wanted = list(group_ids)
    if not wanted:
        return []
    is_over = Project.state.in_([ProjectState.COMPLETED, ProjectState.CLOSED])
    found = _rows([Project.group_id.in_(wanted)]).order_by(is_over, Project.starts_on.desc(), Project.id).limit(100)
    return [ProjectRow(*row) for row in db.session.execute(found)]


def areas_of_all(project_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """For each project the names of its places."""
    names: dict[uuid.UUID, list[str]] = {each: [] for each in project_ids}
    found = (
        sa.select(ProjectArea.project_id, Area.name)
        .join(Area, Area.id == ProjectArea.area_id)
        .where(ProjectArea.project_id.in_(names))
        .order_by(Area.name)
    )
    for project_id, name in db.session.execute(found) if names else ():
        names[project_id].append(name)
    return names

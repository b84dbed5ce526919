"""What projects have to say on the pages of other packages, and what waits for whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from flask import url_for

from app.areas.models import Area
from app.core.access import Actor, Role, Scope
from app.core.i18n import _
from app.core.ports import Panel, QueueItem
from app.core.search import Hit
from app.groups.models import Group
from app.proposals.models import Proposal
from app.strategy.models import Action, Indicator

from . import presenters, queries
from .queries import ListFilter

OFFICERS = (Role.STRATEGY_OFFICER, Role.FUND_MANAGER)


def overseen(actor: Actor) -> sa.ColumnElement[bool]:
    """The projects that this officer follows."""
    return queries.overseen_by(
        actor.scope_ids(Role.STRATEGY_OFFICER, Scope.PROJECT), actor.scope_ids(Role.FUND_MANAGER, Scope.FUND)
    )


def on_action(action: Action, _actor: Actor) -> Iterator[Panel]:
    """The one line: what the fund changed, every number a link to the list behind it."""
    line = queries.action_line(action.id)
    context = {"action": action, "line": line, "parts": presenters.action_parts(action, line)}
    yield Panel("delivery/panel_action.html", context, order=10)


def on_proposal(proposal: Proposal, actor: Actor) -> Iterator[Panel]:
    project = queries.project_of_proposal(proposal.id)
    if project is not None:
        is_mine = actor.in_group(project.group_id)
        yield Panel("delivery/panel_proposal.html", {"project": project, "is_mine": is_mine}, order=30)


def on_group(group: Group, _actor: Actor) -> Iterator[Panel]:
    yield from _list_of(ListFilter(group_id=group.id), _("Projects of this group"), order=30)


def on_my_group(group: Group, _actor: Actor) -> Iterator[Panel]:
    rows = queries.projects_of_groups([group.id])
    if rows:
        yield Panel("delivery/panel_my_group.html", {"rows": rows}, order=20)


def on_area(area: Area, _actor: Actor) -> Iterator[Panel]:
    yield from _list_of(ListFilter(area_id=area.id), _("Projects here"), order=40, area=str(area.id))


def _list_of(wanted: ListFilter, title: str, *, order: int, **address: str) -> Iterator[Panel]:
    rows, total = queries.public_projects(wanted, size=6)
    if rows:
        cards = presenters.project_cards(rows, queries.areas_of_all([row.id for row in rows]))
        all_url = url_for("delivery.index", **address) if total > len(rows) and address else ""  # type: ignore[arg-type]
        yield Panel("delivery/panel_projects.html", {"title": title, "cards_data": cards, "all_url": all_url}, order)


def on_indicator(indicator: Indicator, _actor: Actor) -> Iterator[Panel]:
    """What projects were accepted to have added to it."""
    rows, total = queries.change_rows(indicator_id=indicator.id, size=10)
    if rows:
        context = {"rows": rows, "total": total, "show": presenters, "indicator": indicator}
        yield Panel("delivery/panel_indicator.html", context, order=40)


def waiting(actor: Actor) -> Iterable[QueueItem]:
    """Claims that wait for this officer's decision."""
    if not actor.has(*OFFICERS):
        return
    for row in queries.contributions_waiting(overseen(actor), limit=50):
        if actor.in_group(row.project.group_id):
            continue
        text = _("%(group)s says what %(reference)s changed", group=row.group.name, reference=row.project.reference)
        url = url_for("delivery_office.decide", contribution_id=row.contribution.id)
        yield QueueItem(str(text), url, str(_("Contribution")))


def found(text: str, limit: int) -> Iterable[Hit]:
    """Projects for the site's search."""
    for row in queries.public_projects(ListFilter(text=text), size=limit)[0]:
        url = url_for("delivery.project", reference=row.reference)
        begins = row.title.casefold().startswith(text.casefold())
        yield Hit(row.title, url, str(_("Project")), row.summary, 0 if begins else 1, row.lang)


def held_about(person_id: uuid.UUID) -> dict[str, Any]:
    """What somebody claimed for their groups, for "export my data"."""
    return {
        "contributions": [
            {
                "project": row.project.reference,
                "narrative": row.contribution.narrative,
                "on": row.contribution.claimed_on.isoformat(),
                "state": row.contribution.state.value,
            }
            for row in queries.claims_by(person_id)
        ]
    }


def follows(actor: Actor) -> bool:
    """Holds a role that follows projects."""
    return actor.has(*OFFICERS)

"""What the plan shows on other pages, in officers' queues, in the calendar and in search."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask import url_for

from app.areas.models import Area
from app.core.access import Actor, Role
from app.core.i18n import _
from app.core.ports import CalendarItem, Panel, QueueItem
from app.core.search import Hit

from . import queries
from .policies import can_approve, can_confirm_rag


def actions_in_area(area: Area, actor: Actor) -> Iterable[Panel]:
    """On an area's page: the actions of the plan in force that name it."""
    found = queries.actions_in(area.id)
    if found:
        yield Panel("strategy/panels/area.html", {"actions": found}, order=20)


def queue(actor: Actor) -> Iterable[QueueItem]:
    """What waits for a second strategy officer."""
    if not actor.has(Role.STRATEGY_OFFICER):
        return
    for observation in queries.observations_to_approve():
        if can_approve(actor, observation):
            yield QueueItem(
                _("Approve a value of %(name)s", name=observation.indicator.name),
                url_for("strategy_office.indicator", indicator_id=observation.indicator_id),
                "observation",
            )
    for action in queries.rags_to_confirm():
        if can_confirm_rag(actor, action):
            yield QueueItem(
                _("Confirm how action %(code)s goes", code=action.code),
                url_for("strategy_office.progress", action_id=action.id),
                "rag",
            )


def calendar(from_on: dt.date, to_on: dt.date) -> Iterable[CalendarItem]:
    """Steps that fall due."""
    for step in queries.milestones_due(from_on, to_on):
        if step.due_on is not None:
            text = _("Step of action %(code)s: %(text)s", code=step.action.code, text=step.text)
            yield CalendarItem(step.due_on, text, url_for("strategy.action", slug=step.action.slug))


def search(text: str, limit: int) -> Iterable[Hit]:
    """Actions of the plan in force."""
    start = text.casefold()
    for action in queries.search(text, limit):
        rank = 0 if action.title.casefold().startswith(start) else 1 if start in action.title.casefold() else 2
        url = url_for("strategy.action", slug=action.slug)
        yield Hit(f"{action.code} {action.title}", url, str(_("Action of the plan")), action.activity[:160], rank)

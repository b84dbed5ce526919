"""Whose hours wait for whom, and what is held about somebody."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from flask import url_for

from app.core.access import Actor
from app.core.i18n import ngettext
from app.core.ports import Panel, QueueItem
from app.delivery.models import Project

from . import queries
from .policies import CHECKERS


def waiting(actor: Actor) -> Iterable[QueueItem]:
    """Hours that somebody else of the actor's groups logged."""
    checked = {m.group_id for m in actor.memberships if m.function in CHECKERS}
    for project, count in queries.waiting_for(checked, actor.id) if checked else ():
        text = ngettext(
            "%(num)s entry of volunteer hours to check: %(title)s",
            "%(num)s entries of volunteer hours to check: %(title)s",
            count,
            title=project.title,
        )
        yield QueueItem(str(text), url_for("volunteering.hours", reference=project.reference), "hours")


def on_my_project(project: Project, actor: Actor) -> Iterator[Panel]:
    """The way to the hours, and how many wait."""
    yield _way(project, url_for("volunteering.hours", reference=project.reference))


def on_project_office(project: Project, _actor: Actor) -> Iterator[Panel]:
    yield _way(project, url_for("volunteering_office.hours", reference=project.reference))


def _way(project: Project, url: str) -> Panel:
    count = queries.entries_of(project.id, waiting_only=True, size=1)[1]
    return Panel("volunteering/panel_my_project.html", {"url": url, "count": count}, order=30)


def held_about(person_id: uuid.UUID) -> dict[str, Any]:
    return {
        "hours_logged": [
            {"project": reference, "on": entry.given_on.isoformat(), "hours": str(entry.hours), "what": entry.activity}
            for entry, reference in queries.logged_by(person_id)
        ]
    }

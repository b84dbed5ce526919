"""What projects measured, on the pages of indicators and projects; and what is held about somebody."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from app.core.access import Actor
from app.core.i18n import _
from app.core.ports import Panel
from app.delivery.models import Project
from app.strategy.models import Indicator

from . import presenters, queries


def on_indicator(indicator: Indicator, _actor: Actor) -> Iterator[Panel]:
    """Readings of projects, apart from the official observations."""
    rows = queries.readings_of_indicator(indicator.id)
    if rows:
        context = {
            "title": _("What projects measured"),
            "note": _(
                "These are readings of single projects among the people they reached. They are not official figures "
                "for the district, and nobody says that the project caused them."
            ),
            "first": _("Project"),
            "rows": presenters.table(rows, by_project=True),
        }
        yield Panel("outcomes/panel.html", context, order=30)


def on_project(project: Project, _actor: Actor) -> Iterator[Panel]:
    rows = queries.readings_of_project(project.id, limit=20)
    if rows:
        context = {
            "title": _("What the group measured"),
            "note": _("Asked of the people who took part. It does not prove what caused it."),
            "first": _("Measure"),
            "rows": presenters.table(rows, by_project=False),
        }
        yield Panel("outcomes/panel.html", context, order=40)


def held_about(person_id: uuid.UUID) -> dict[str, Any]:
    return {
        "readings_logged": [
            {
                "project": row.project.reference,
                "indicator": row.indicator.code,
                "on": row.reading.read_on.isoformat(),
                "value": str(row.reading.value),
                "how": row.reading.how,
            }
            for row in queries.logged_by(person_id)
        ]
    }

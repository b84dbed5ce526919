"""What conversations have to say on a project's page, and what is held about somebody."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from app.core.access import Actor
from app.core.ports import Panel
from app.delivery.models import Project

from . import queries
from .terms import DIMENSIONS


def on_project(project: Project, _actor: Actor) -> Iterator[Panel]:
    """How often people of different backgrounds met; nothing where backgrounds were not counted."""
    found = queries.encounters(project.id)
    if found.sessions:
        mixing = [(DIMENSIONS[dimension], f"{index:.2f}") for dimension, index in found.mixing.items()]
        yield Panel("conversations/panel_project.html", {"found": found, "mixing": mixing}, order=30)


def held_about(person_id: uuid.UUID) -> dict[str, Any]:
    return {
        "sessions_logged": [
            {"project": reference, "held_on": made.held_on.isoformat(), "attended": made.attended, "notes": made.notes}
            for made, reference in queries.logged_by(person_id)
        ]
    }

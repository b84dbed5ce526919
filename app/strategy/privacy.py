"""What the plan holds about a person: that they lead an action, said how it goes, entered or approved a value."""

from __future__ import annotations

import uuid
from typing import Any

from . import queries


def held_about(person_id: uuid.UUID) -> dict[str, Any]:
    """For a person's export of their data. The rows are records of the council's decisions and are kept with it."""
    return {
        "actions led": [f"{a.code} {a.title}" for a in queries.actions_led_by(person_id)],
        "values entered": [f"{o.indicator.code} {o.to_on.isoformat()}" for o in queries.entered_by(person_id)],
    }

"""Groups as CSV for officers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from flask import Response

from app.core.web.listing import csv_file

from .models import Group

HEAD = ("name", "kind", "state", "wards", "charity number", "company number", "registered on", "email")


def groups_csv(groups: Sequence[Group], places: Mapping[uuid.UUID, list[str]]) -> Response:
    rows = [
        (
            group.name,
            group.legal_form.value,
            group.state.value,
            "; ".join(places.get(group.id, [])),
            group.charity_number,
            group.company_number,
            group.registered_on.isoformat(),
            group.contact_email,
        )
        for group in groups
    ]
    return csv_file("groups.csv", HEAD, rows)

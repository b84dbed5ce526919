"""How groups and pages of lists are put on a page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from app.core.i18n import _

from .models import Group
from .terms import KINDS


def group_cards(groups: Sequence[Group], places: Mapping[uuid.UUID, list[str]]) -> list[dict[str, Any]]:
    """Cards of the directory."""
    return [
        {
            "title": group.name,
            "url": url_for("groups.page", slug=group.slug),
            "text": group.summary,
            "lang": group.lang,
            "labels": [(KINDS[group.legal_form], "grey")],
            "facts": [("", places_in_short(places.get(group.id, [])))] if places.get(group.id) else [],
        }
        for group in groups
    ]


def places_in_short(names: Sequence[str], most: int = 3) -> str:
    """`Manningham, City and 4 more`."""
    if len(names) <= most:
        return ", ".join(names)
    return str(_("%(places)s and %(count)s more", places=", ".join(names[:most]), count=len(names) - most))

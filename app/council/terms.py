"""Names of the sections of the council's page."""

from __future__ import annotations

from app.core.i18n import lazy

SECTIONS = {
    "name": lazy("Name"),
    "look": lazy("Colours"),
    "contact": lazy("Contact"),
    "safeguarding": lazy("Worried about someone"),
    "languages": lazy("Languages"),
    "thresholds": lazy("Small numbers"),
    "privacy": lazy("Privacy text"),
}

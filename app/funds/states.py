"""Where a call stands by the clock."""

from __future__ import annotations

from enum import StrEnum


class CallPhase(StrEnum):
    """A call is open from `opens_at` up to, and not at, the second `closes_at`."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"

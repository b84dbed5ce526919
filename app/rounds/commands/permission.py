"""Turning a policy's no into a refusal."""

from __future__ import annotations

from app.core.access import Decision
from app.core.errors import NotAllowed


def must(verdict: Decision) -> None:
    """The policy said yes.

    Raises:
        NotAllowed: it said no, with its reason.
    """
    if not verdict:
        raise NotAllowed(verdict.reason)

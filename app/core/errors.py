"""Refusals the domain makes; the web layer turns each into a page."""

from __future__ import annotations


class DomainError(Exception):
    """A rule said no. `message` is fit for the page; `field` names the form field, if one is to blame."""

    def __init__(self, message: object, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = str(message)
        self.field = field


class WrongState(DomainError):
    """The thing has moved on since the page was drawn."""


class NotAllowed(DomainError):
    """The actor may not do this, to this thing, today."""


class Refusals(DomainError):
    """Several refusals at once, each for its field or row (an import lists all its faults)."""

    def __init__(self, refusals: list[DomainError]) -> None:
        super().__init__("; ".join(r.message for r in refusals))
        self.refusals = refusals

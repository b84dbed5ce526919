"""What low pages show without knowing who supplies it: registries that each package fills when it registers.

`design.md` section 2, rule 2. A low page renders the panels given for its subject and knows no name above it.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app

from .access import Actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link of the main navigation. `is_for` decides whether this actor sees it; `order` sorts, low first."""

    text: object
    endpoint: str
    order: int
    is_for: Callable[[Actor], bool]
    area: str = "public"  # public, my, account: in the row at the top; office: beside officers' pages


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of a subject's page: a template and its context."""

    template: str
    context: dict[str, Any]
    order: int = 50


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One thing that waits for this actor. `due` is a London date, None when nothing presses."""

    text: str
    url: str
    kind: str
    due: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """Something that happened to a subject, for its public or official story."""

    at: dt.datetime
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """A date that matters to residents or officers."""

    on: dt.date
    text: str
    url: str
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class Overdue:
    """Personal data whose time is over: what it is, how many rows, and the function that removes them."""

    what: str
    rule: str
    rows: int
    erase: Callable[[], int]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """How one package answers for the personal data it keeps (`domain.md` vi.2, vi.8).

    export: person id -> what is held, as JSON-able data. erase: person id -> number of rows made anonymous or deleted.
    overdue: today -> data past its retention. still_needed: keys of things, such as rounds, whose data others must not
    call overdue yet, though its time is over. Any of them may be None.
    """

    name: str
    export: Callable[[uuid.UUID], dict[str, Any]] | None = None
    erase: Callable[[uuid.UUID], int] | None = None
    overdue: Callable[[dt.date], Iterable[Overdue]] | None = None
    still_needed: Callable[[], Iterable[uuid.UUID]] | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    """A package's part of the demo world; parts run in ascending `order` and share `world`, a plain namespace."""

    order: int
    name: str
    plant: Callable[[Any], None]


@dataclass(slots=True)
class Ports:
    """The registries of one application."""

    nav: list[NavItem] = field(default_factory=list)
    panels: dict[str, list[Callable[[Any, Actor], Iterable[Panel]]]] = field(default_factory=dict)
    queue: list[Callable[[Actor], Iterable[QueueItem]]] = field(default_factory=list)
    timeline: dict[str, list[Callable[[Any], Iterable[TimelineItem]]]] = field(default_factory=dict)
    search: list[Callable[[str, int], Iterable[Any]]] = field(default_factory=list)
    personal_data: list[PersonalData] = field(default_factory=list)
    seeds: list[Seed] = field(default_factory=list)
    calendar: list[Callable[[dt.date, dt.date], Iterable[CalendarItem]]] = field(default_factory=list)

    def add_panel(self, subject: str, source: Callable[[Any, Actor], Iterable[Panel]]) -> None:
        """`source(thing, actor)` gives panels for the page of every `subject` ("proposal", "action", "group" ...)."""
        self.panels.setdefault(subject, []).append(source)

    def panels_for(self, subject: str, thing: Any, actor: Actor) -> list[Panel]:
        """The panels of one page in order."""
        found = [panel for source in self.panels.get(subject, []) for panel in source(thing, actor)]
        return sorted(found, key=lambda panel: panel.order)

    def add_timeline(self, subject: str, source: Callable[[Any], Iterable[TimelineItem]]) -> None:
        self.timeline.setdefault(subject, []).append(source)

    def timeline_for(self, subject: str, thing: Any) -> list[TimelineItem]:
        """What happened to the thing, oldest first."""
        found = [item for source in self.timeline.get(subject, []) for item in source(thing)]
        return sorted(found, key=lambda item: item.at)


def ports() -> Ports:
    """The registries of the current application."""
    found: Ports = current_app.extensions.setdefault("ports", Ports())
    return found

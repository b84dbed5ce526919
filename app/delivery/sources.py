"""Who writes log lines: each kind of record offers its own form, and how it is voided."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from app.core.access import Actor


@dataclass(frozen=True, slots=True)
class LogSource:
    """One kind of record: a session, hours, a reading.

    type: `source_type` of its lines. endpoint: the form of a group's member; it takes `reference`. void: the command
    `(actor, id, reason)`. office_endpoint: the form of an officer, '' when there is none.
    """

    type: str
    name: object
    button: object
    endpoint: str
    order: int
    void: Callable[[Actor, uuid.UUID, str], None]
    office_endpoint: str = ""


def offer_source(app: Flask, source: LogSource) -> None:
    """Projects can log this kind of record from now on."""
    app.extensions.setdefault("log_sources", {})[source.type] = source


def sources() -> list[LogSource]:
    """All kinds, in the order of their buttons."""
    found: dict[str, LogSource] = current_app.extensions.get("log_sources", {})
    return sorted(found.values(), key=lambda source: source.order)


def source_of(source_type: str) -> LogSource | None:
    found: dict[str, LogSource] = current_app.extensions.get("log_sources", {})
    return found.get(source_type)

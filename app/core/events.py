"""News between packages: what a low package publishes, higher ones hear at once, in the same unit of work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app

EventType = TypeVar("EventType")


def subscribe(app: Flask, kind: type[EventType], handler: Callable[[EventType], None]) -> None:
    """`handler` runs whenever an event of `kind` is published in this application, after those subscribed before it."""
    app.extensions.setdefault("events", {}).setdefault(kind, []).append(handler)


def publish(event: object) -> None:
    """Every subscriber has run, in order. An error in one fails the whole command."""
    handlers: list[Callable[[Any], None]] = current_app.extensions.get("events", {}).get(type(event), [])
    for handler in handlers:
        handler(event)

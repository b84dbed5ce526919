"""What a process remembers between requests, of one application: facts that are read often and change seldom."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

Fact = TypeVar("Fact")


def remembered(name: str) -> dict[Any, Any]:
    """What this process remembers under the name; whoever writes it sees to it that it stays true."""
    found: dict[Any, Any] = current_app.extensions.setdefault(name, {})
    return found


def for_seconds(name: str, seconds: float, read: Callable[[], Fact]) -> Fact:
    """The fact as it was read at most so many seconds ago; as it is now in tests."""
    if current_app.testing:
        return read()
    kept = remembered(name)
    if "until" not in kept or time.monotonic() > kept["until"]:
        kept["fact"] = read()
        kept["until"] = time.monotonic() + seconds
    fact: Fact = kept["fact"]
    return fact

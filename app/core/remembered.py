"""What a process remembers between requests, of one application: facts that are read often and change seldom."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import current_app

Fact = TypeVar("Fact")


def remembered(name: str) -> dict[Any, Any]:
    """What this process remembers under the name; whoever writes it sees to it that it stays true."""
    found: dict[Any, Any] = current_app.extensions.setdefault(name, {})
    return found


class Recent(OrderedDict[Hashable, Fact]):
    """What was made last, so many of them at most, for all threads of a process."""

    _lock = threading.Lock()

    def recall(self, key: Hashable) -> Fact | None:
        """What was kept under the key, which counts as used now."""
        with self._lock:
            if key in self:
                self.move_to_end(key)
            return self.get(key)

    def keep(self, key: Hashable, made: Fact, most: int) -> None:
        """It is kept; what was used longest ago goes."""
        with self._lock:
            self[key] = made
            while len(self) > most:
                self.popitem(last=False)


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

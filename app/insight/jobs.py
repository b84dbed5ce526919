"""The hourly job: open rounds are looked at."""

from __future__ import annotations

from . import watching


def watch() -> None:
    watching.watch()

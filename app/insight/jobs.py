"""The hourly job: page opens are added up, open rounds are looked at."""

from __future__ import annotations

from . import opens, watching


def watch() -> None:
    opens.flush()
    watching.watch()

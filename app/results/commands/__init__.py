"""Things that make a result. Each reads the row afresh, checks, changes, flushes; none commits."""

from __future__ import annotations

from .certify import certify, publish, publish_imported
from .count import count_round
from .enough import enough_for, keep_enough

__all__ = ["certify", "count_round", "enough_for", "keep_enough", "publish", "publish_imported"]

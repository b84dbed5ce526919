"""A rehearsal: made-up voters in every channel of a round of its own, in a database of its own, from draft to result.

E40: nothing of it can be mixed with real votes, because no real vote is in that database, and nothing of it in theirs.
"""

from __future__ import annotations

from .place import is_voting_open, purge
from .report import Report
from .run import Plan, rehearse

__all__ = ["Plan", "Report", "is_voting_open", "purge", "rehearse"]

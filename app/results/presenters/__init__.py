"""Results as pages show them: sentences for what was decided, rows, charts and turnout."""

from __future__ import annotations

from .after import GROUNDS, REMEDIES, changes_in_words, objection_rows
from .frame import frame_of, turnout_tables
from .pot import VERDICTS, PotResult, refused_in_words, results_of
from .sentences import why
from .trail import SHOWN, trail_rows

__all__ = [
    "GROUNDS",
    "REMEDIES",
    "SHOWN",
    "VERDICTS",
    "PotResult",
    "changes_in_words",
    "frame_of",
    "objection_rows",
    "refused_in_words",
    "results_of",
    "trail_rows",
    "turnout_tables",
    "why",
]

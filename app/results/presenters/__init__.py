"""Results as pages show them: sentences for what was decided, rows, charts and turnout."""

from __future__ import annotations

from .frame import frame_of, turnout_tables
from .pot import VERDICTS, PotResult, refused_in_words, results_of
from .sentences import why

__all__ = ["VERDICTS", "PotResult", "frame_of", "refused_in_words", "results_of", "turnout_tables", "why"]

"""Things that change a project, its log and its claims. Each re-reads with a lock, checks, changes, flushes."""

from __future__ import annotations

from .contributions import claim_contribution, decide_contribution
from .lines import check_area, check_log, void_lines, write_line
from .projects import set_project_state, start_project, start_project_for

__all__ = [
    "check_area",
    "check_log",
    "claim_contribution",
    "decide_contribution",
    "set_project_state",
    "start_project",
    "start_project_for",
    "void_lines",
    "write_line",
]

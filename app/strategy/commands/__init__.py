"""Things that change the plan: its words, its versions, how it goes, and what is measured."""

from __future__ import annotations

from .measures import (
    Reading,
    approve_observation,
    enter_observation,
    link_indicator,
    save_indicator,
    set_target,
    unlink_indicator,
)
from .plan import (
    add_plan_rows,
    remove_part,
    save_action,
    save_clauses,
    save_milestone,
    save_objective,
    save_pillar,
    save_strategy,
)
from .progress import confirm_rag, finish_milestone, report_progress
from .rows import MilestoneRow, PlanRow
from .versions import adopt, move_strategy, start_version

__all__ = [
    "MilestoneRow",
    "PlanRow",
    "Reading",
    "add_plan_rows",
    "adopt",
    "approve_observation",
    "confirm_rag",
    "enter_observation",
    "finish_milestone",
    "link_indicator",
    "move_strategy",
    "remove_part",
    "report_progress",
    "save_action",
    "save_clauses",
    "save_indicator",
    "save_milestone",
    "save_objective",
    "save_pillar",
    "save_strategy",
    "set_target",
    "start_version",
    "unlink_indicator",
]

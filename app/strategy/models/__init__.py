"""The plan that the money serves: its versions, pillars, objectives, actions, milestones, indicators, observations."""

from __future__ import annotations

from .measures import Direction, Indicator, IndicatorLink, Level, Observation, Target, Unit
from .plan import (
    ACTIVE,
    EDITABLE,
    OPEN_ACTION,
    PUBLISHED,
    Action,
    ActionState,
    Clause,
    Milestone,
    Objective,
    Pillar,
    Rag,
    Stage,
    Strategy,
    StrategyState,
    VisionClause,
    action_area,
)

__all__ = [
    "ACTIVE",
    "EDITABLE",
    "OPEN_ACTION",
    "PUBLISHED",
    "Action",
    "ActionState",
    "Clause",
    "Direction",
    "Indicator",
    "IndicatorLink",
    "Level",
    "Milestone",
    "Objective",
    "Observation",
    "Pillar",
    "Rag",
    "Stage",
    "Strategy",
    "StrategyState",
    "Target",
    "Unit",
    "VisionClause",
    "action_area",
]

"""What a plan import hands to the command: one row an action, already read and checked."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A step with the day it is due."""

    text: str
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One action. pillar and code "": the pillar chosen for the whole file, the next free code."""

    objective: str
    title: str
    activity: str
    pillar: str = ""
    code: str = ""
    area_ids: tuple[uuid.UUID, ...] = ()
    target_groups: str = ""
    milestones: tuple[MilestoneRow, ...] = ()
    evidence: str = ""
    hypothesis: str = ""
    outcomes: tuple[str, str, str] = ("", "", "")
    owner: str = ""
    partners: tuple[str, ...] = field(default=())
    starts_on: dt.date | None = None
    due_on: dt.date | None = None

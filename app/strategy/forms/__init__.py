"""Forms of the plan."""

from __future__ import annotations

from .measures import IndicatorForm, LinkIndicatorForm, ObservationForm, TargetForm
from .plan import (
    ActionForm,
    AdoptForm,
    ImportForm,
    MilestoneForm,
    ObjectiveForm,
    PillarForm,
    PlanFilterForm,
    ReasonForm,
    StrategyForm,
)
from .progress import DoneForm, ProgressForm

__all__ = [
    "ActionForm",
    "AdoptForm",
    "DoneForm",
    "ImportForm",
    "IndicatorForm",
    "LinkIndicatorForm",
    "MilestoneForm",
    "ObjectiveForm",
    "ObservationForm",
    "PillarForm",
    "PlanFilterForm",
    "ProgressForm",
    "ReasonForm",
    "StrategyForm",
    "TargetForm",
]

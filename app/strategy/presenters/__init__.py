"""The plan and its indicators as pages and documents show them."""

from __future__ import annotations

from .indicators import IndicatorView, chart_of, indicator_view, observation_rows, show_value, target_rows, with_gaps
from .plan import PlanView, action_facts, action_labels, changes, plan_view

__all__ = [
    "IndicatorView",
    "PlanView",
    "action_facts",
    "action_labels",
    "changes",
    "chart_of",
    "indicator_view",
    "observation_rows",
    "plan_view",
    "show_value",
    "target_rows",
    "with_gaps",
]

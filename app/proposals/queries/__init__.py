"""Reads about proposals: one of them with everything, a group's own, and the public list."""

from __future__ import annotations

from .one import (
    drafting_groups,
    live_count,
    of_group,
    of_groups,
    of_person,
    proposal,
    proposal_by_reference,
    public_proposal,
    saved_by,
    whole,
)
from .pictures import shown_picture, shown_picture_of
from .several import (
    ListFilter,
    ListRow,
    SortBy,
    areas_of_all,
    budget_headings,
    eligible_for_round,
    proposals_by_id,
    proposals_of_action,
    proposals_of_call,
    public_count_of_call,
    public_proposals,
    public_stamp,
)

__all__ = [
    "ListFilter",
    "ListRow",
    "SortBy",
    "areas_of_all",
    "budget_headings",
    "drafting_groups",
    "eligible_for_round",
    "live_count",
    "of_group",
    "of_groups",
    "of_person",
    "proposal",
    "proposal_by_reference",
    "proposals_by_id",
    "proposals_of_action",
    "proposals_of_call",
    "public_count_of_call",
    "public_proposal",
    "public_proposals",
    "public_stamp",
    "saved_by",
    "shown_picture",
    "shown_picture_of",
    "whole",
]

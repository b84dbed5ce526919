"""A proposal with everything that belongs to it, as pages, documents and checks need it. Plain data."""

from __future__ import annotations

from dataclasses import dataclass

from app.areas.models import Area
from app.funds.models import Call, Pot
from app.groups.models import Group
from app.strategy.models import Action

from .models import BudgetLine, Proposal


@dataclass(frozen=True, slots=True)
class Whole:
    """One proposal and what it is tied to. pot: None until one is chosen."""

    proposal: Proposal
    call: Call
    group: Group
    pot: Pot | None
    pots: list[Pot]
    lines: list[BudgetLine]
    areas: list[Area]
    actions: list[Action]

"""Counting participatory-budgeting votes: exact, fast and explained. Pure: it imports nothing of the rest of the app."""

from __future__ import annotations

from app.counting.engine import count, recount
from app.counting.items import Item
from app.counting.outcome import Increments, Outcome, Step
from app.counting.profile import Profile, Totals
from app.counting.rule import Rule
from app.counting.ties import LotNeeded, Tie, Unresolved, lot_order

__all__ = [
    "Increments", "Item", "LotNeeded", "Outcome", "Profile", "Rule", "Step", "Tie", "Totals", "Unresolved", "count",
    "lot_order", "recount",
]

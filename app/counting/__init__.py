"""Counting participatory-budgeting votes: exact, fast and explained. Pure: it imports nothing of the rest of the
app."""

from __future__ import annotations

from app.counting.ballots import Ballot, BallotForm, Blend, Prepared, prepare, weighted
from app.counting.certificate import Body, Difference, certificate, digest, notice, verify
from app.counting.compare import compare, usual_rules
from app.counting.engine import count, recount
from app.counting.enough import Enough
from app.counting.explain import Contest, Explanation, explain
from app.counting.fairness import Fairness, LeftOut, fairness
from app.counting.items import Item
from app.counting.outcome import Exactness, Increments, Outcome, Step
from app.counting.pots import Pot, PotOutcome, count_pots
from app.counting.profile import Profile, Totals
from app.counting.rule import Rule
from app.counting.ties import LotNeeded, Tie, Unresolved, lot_order

__all__ = [
    "Ballot",
    "BallotForm",
    "Blend",
    "Body",
    "Contest",
    "Difference",
    "Enough",
    "Exactness",
    "Explanation",
    "Fairness",
    "Increments",
    "Item",
    "LeftOut",
    "LotNeeded",
    "Outcome",
    "Pot",
    "PotOutcome",
    "Prepared",
    "Profile",
    "Rule",
    "Step",
    "Tie",
    "Totals",
    "Unresolved",
    "certificate",
    "compare",
    "count",
    "count_pots",
    "digest",
    "explain",
    "fairness",
    "lot_order",
    "notice",
    "prepare",
    "recount",
    "usual_rules",
    "verify",
    "weighted",
]

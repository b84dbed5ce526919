"""pabutools beside us: the same elections read and counted by it, for the bench only."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def load(path: Path) -> tuple[Any, Any]:
    """The election as pabutools reads it, with identical ballots merged (its faster form)."""
    from pabutools.election import parse_pabulib

    instance, profile = parse_pabulib(str(path))
    return instance, profile.as_multiprofile()


def equal_shares(instance: Any, profile: Any, utility: str, step: int | None = None) -> list[str]:
    """The names of what it funds, in order; with a step, by its Add1. Ties as ours: cheaper, votes, id."""
    from pabutools.election import Cardinality_Sat, Cost_Sat
    from pabutools.rules import method_of_equal_shares
    from pabutools.tiebreaking import TieBreakingRule

    score = profile.approval_scores()
    ties = TieBreakingRule(lambda inst, prof, project: (project.cost, -score[project], project.name))
    sat = Cost_Sat if utility == "cost" else Cardinality_Sat
    more = {} if step is None else {"voter_budget_increment": step}
    found = method_of_equal_shares(instance, profile, sat_class=sat, tie_breaking=ties, **more)
    return [project.name for project in found]

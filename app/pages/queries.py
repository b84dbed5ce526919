"""What the home page shows: what can be done now, and what has come of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.delivery import queries as delivery
from app.funds import queries as funds
from app.funds.models import Call
from app.proposals.models import Proposal
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.rounds.policies import phase
from app.rounds.states import Phase
from app.strategy import queries as strategy
from app.strategy.models import Strategy

NEWEST = 3


@dataclass(frozen=True, slots=True)
class Home:
    """Rounds open and lately decided, calls open now, the newest projects, the plan, and two numbers."""

    open_rounds: list[Round]
    latest_results: list[Round]
    open_calls: list[Call]
    projects: list[delivery.ProjectRow]
    projects_total: int
    proposals_total: int
    plan: Strategy | None


def home(now: dt.datetime) -> Home:
    """What a visitor sees first, at `now`."""
    shown = rounds.public_rounds(now)
    projects, projects_total = delivery.public_projects(delivery.ListFilter(), size=NEWEST)
    proposals_total = db.session.scalar(sa.select(sa.func.count()).where(Proposal.is_public))
    return Home(
        open_rounds=shown["open"],
        latest_results=[each for each in shown["past"] if phase(each, now) is Phase.PUBLISHED][:2],
        open_calls=funds.open_calls(now),
        projects=projects,
        projects_total=projects_total,
        proposals_total=proposals_total or 0,
        plan=strategy.current_strategy(),
    )

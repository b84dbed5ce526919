"""What the home page shows: what can be done now, and what has come of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from app.core.db import db
from app.delivery.models import Project
from app.funds import queries as funds
from app.proposals.models import Proposal
from app.rounds import queries as rounds
from app.rounds.policies import phase
from app.rounds.states import Phase
from app.strategy import queries as strategy


def home(now: dt.datetime) -> dict[str, Any]:
    """Rounds open and lately decided, calls open now, the newest projects, the plan, and two numbers."""
    shown = rounds.public_rounds(now)
    return {
        "open_rounds": shown["open"],
        "latest_results": [each for each in shown["past"] if phase(each, now) is Phase.PUBLISHED][:2],
        "open_calls": funds.open_calls(now),
        "projects": newest_projects(),
        "plan": strategy.current_strategy(),
        "proposals_total": db.session.scalar(sa.select(sa.func.count()).where(Proposal.is_public)),
        "projects_total": db.session.scalar(sa.select(sa.func.count()).select_from(Project)),
    }


def newest_projects(limit: int = 3) -> list[Project]:
    """Funded work that began last."""
    return list(db.session.scalars(sa.select(Project).order_by(Project.starts_on.desc(), Project.id).limit(limit)))

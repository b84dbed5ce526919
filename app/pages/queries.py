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
from app.rounds.policies import Phase, phase
from app.strategy import queries as strategy


def home(now: dt.datetime, today: dt.date) -> dict[str, Any]:
    """Rounds open and to come, calls open now, the newest projects, the plan and three numbers with their lists."""
    shown = [(each, phase(each, now)) for each in rounds.public_rounds(now)]
    return {
        "open_rounds": [each for each, stage in shown if stage is Phase.OPEN],
        "latest_results": [each for each, stage in shown if stage is Phase.PUBLISHED][:2],
        "open_calls": funds.open_calls(now),
        "projects": newest_projects(),
        "plan": strategy.current_strategy(),
        "proposals_total": db.session.scalar(sa.select(sa.func.count()).where(Proposal.is_public)),
        "projects_total": db.session.scalar(sa.select(sa.func.count()).select_from(Project)),
        "today": today,
    }


def newest_projects(limit: int = 3) -> list[Project]:
    """Funded work that began last."""
    return list(db.session.scalars(sa.select(Project).order_by(Project.starts_on.desc(), Project.id).limit(limit)))

"""What every page about paper begins with."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint

from app.core.access import allow, current_actor
from app.core.clock import now
from app.core.forms import Form
from app.rounds import queries as rounds
from app.rounds.models import Round

from ...models.paper import PaperPlan
from ...paper.contents import Contents
from ...policies import paper as policies
from ...queries import paper as queries

paper_bp = Blueprint("ballots_paper", __name__, url_prefix="/office/paper")


def round_here(slug: str) -> Round:
    """The round at this address, which has paper and is the actor's to see."""
    round_ = rounds.round_by_slug(slug)
    allow(policies.can_see_paper(current_actor(), round_))
    return round_


def as_now(round_: Round, form: Form) -> Round:
    """The round, read anew where a refused command has ended what it was read in."""
    return rounds.round_by_slug(round_.slug) if form.is_submitted() else round_


def plan_of(round_: Round) -> PaperPlan:
    """How the round prints its papers; orders of chance that nothing is printed in until a plan is made."""
    return queries.plan(round_.id) or PaperPlan(round_id=round_.id, sets=4, seed=0)


def contents_of(round_: Round, area_id: object = None) -> Contents:
    return Contents.of(round_, plan_of(round_), area_id)  # type: ignore[arg-type]


def moment() -> dt.datetime:
    return now()

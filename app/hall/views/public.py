"""The decision days of a round, for everybody, on one page that prints."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access
from app.core.clock import now
from app.core.i18n import language
from app.rounds import queries as rounds

from .. import policies, presenters, queries

public_bp = Blueprint("hall_public", __name__, url_prefix="/rounds")


@public_bp.get("/<slug>/decision-day")
@access(Rule.PUBLIC)
def days(slug: str) -> ResponseReturnValue:
    """Where and when, who can come and how, the running order and the stalls."""
    round_ = rounds.public_round(slug)
    found = queries.days_of(round_.id, is_public=True)
    if not found:
        abort(404)
    return render_template(
        "hall/days.html",
        round=round_,
        days=[(day, presenters.when(day), presenters.pitches(day, language(), now())) for day in found],
        features=presenters.FEATURES,
        incomplete=presenters.INCOMPLETE[round_.rules.incomplete],
        states=presenters.STATES,
        by_pitch=policies.votes_by_pitch(round_),
    )

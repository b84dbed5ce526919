"""For the time without a connection: pages made for nobody that a hall's devices keep, and the script that shows them.

Each is one page of one address (docs/decisions/0004); it has no voter, no session and no choice in it.
"""

from __future__ import annotations

import uuid

from flask import Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from app.areas import queries as areas
from app.core.access import Rule, access, allow, current_actor
from app.core.clock import now, today
from app.core.i18n import language
from app.core.web.static import ROOT
from app.rounds import queries as rounds

from .. import policies, presenters, queries
from ..models import DayState
from .office.frame import day_here, office_bp
from .voting import bp


def _worker(page: str) -> ResponseReturnValue:
    """The script, which may answer for this address and what begins like it, and answers for this address."""
    answer = Response((ROOT / "js" / "hall-worker.js").read_bytes(), mimetype="text/javascript")
    answer.headers["Service-Worker-Allowed"] = page
    return answer


@bp.get("/<slug>/hall/worker.js")
@access(Rule.PUBLIC)
def worker(slug: str) -> ResponseReturnValue:
    """The script that shows the voter's page without a connection."""
    return _worker(url_for(".room", slug=slug))


@bp.get("/<slug>/hall/away/<uuid:day_id>")
@access(Rule.PUBLIC)
def away(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The pitches of the day with their scores to tap, as every voter's device keeps them; nothing of a voter."""
    round_ = rounds.public_round(slug)
    day = queries.day(round_.id, day_id)
    if day is None or day.state is not DayState.OPEN or not policies.votes_by_pitch(round_):
        abort(404)
    return render_template(
        "hall/away.html",
        round=round_,
        lines=presenters.pitches(day, language(), now()),
        scale=presenters.scale(round_.rules),
        said_as=presenters.said_as(round_.rules),
        incomplete=presenters.INCOMPLETE[round_.rules.incomplete],
    )


@office_bp.get("/<uuid:day_id>/desk/worker.js")
@access(Rule.REGISTER)
def desk_worker(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The script that shows the desk's page without a connection."""
    return _worker(url_for(".desk", slug=slug, day_id=day_id))


@office_bp.get("/<uuid:day_id>/desk/away")
@access(Rule.REGISTER)
def desk_away(slug: str, day_id: uuid.UUID) -> ResponseReturnValue:
    """The desk's notes alone, as its device keeps them: nobody of the register, and not who is signed in."""
    round_, day = day_here(slug, day_id)
    allow(policies.can_work(current_actor(), round_, day))
    return render_template(
        "hall/office/desk_away.html",
        round=round_,
        day=day,
        connections=presenters.CONNECTIONS,
        areas=areas.choices(today()),
        is_away=True,
    )

"""The calls that residents and groups see."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from app.areas import queries as areas
from app.core.access import Rule, access, current_actor
from app.core.clock import now
from app.core.i18n import language
from app.core.ports import ports

from .. import queries
from ..models import Call, Pot
from ..policies import phase
from ..presenters import call_card
from ..states import CallPhase
from ..terms import PHASE_COLOURS, PHASES, THEMES
from . import bp

ORDER = (CallPhase.OPEN, CallPhase.COMING, CallPhase.CLOSED, CallPhase.ARCHIVED)


@bp.get("/calls")
@access(Rule.PUBLIC)
def index() -> ResponseReturnValue:
    moment, found = now(), queries.public_calls()
    pots = queries.pots_of_calls([call.id for call in found])
    sections: dict[CallPhase, list[dict[str, object]]] = {each: [] for each in ORDER}
    for call in found:
        where = phase(call, moment)
        sections[where].append(call_card(call, where, sum(pot.amount_pence for pot in pots[call.id]), language()))
    shown = [(PHASES[each], cards) for each, cards in sections.items() if cards]
    return render_template("funds/calls.html", sections=shown)


@bp.get("/calls/<slug>")
@access(Rule.PUBLIC)
def call(slug: str) -> ResponseReturnValue:
    try:
        found = queries.public_call(slug)
    except NoResultFound:
        abort(404)
    return show_call(found, preview=False)


def show_call(found: Call, *, preview: bool) -> ResponseReturnValue:
    """A call's page, as residents see it or as officers see it before."""
    where, lang = phase(found, now()), language()
    pots = queries.pots_of_call(found.id)
    return render_template(
        "funds/call.html",
        call=found,
        phase=where,
        label=(PHASES[where], PHASE_COLOURS[where]),
        summary=found.summary.in_(lang),
        who=found.who_can_apply.in_(lang),
        offline=found.offline_route.in_(lang),
        pots=[(pot, _only_for(pot)) for pot in pots],
        themes=[THEMES[key] for key in found.themes if key in THEMES],
        preview=preview,
        back=url_for("funds.index"),
        panels=[] if preview else ports().panels_for("call", found, current_actor()),
    )


def _only_for(pot: Pot) -> str:
    parts = [areas.area(pot.area_id).name] if pot.area_id else []
    return ", ".join([*parts, *([str(THEMES[pot.theme])] if pot.theme else [])])

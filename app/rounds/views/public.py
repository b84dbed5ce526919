"""Where residents see the rounds: which are open, what is on the ballot, and how it is counted."""

from __future__ import annotations

import secrets

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access, current_actor
from app.core.clock import now
from app.core.i18n import _, language
from app.core.ports import ports

from .. import policies, presenters, queries
from ..states import Phase

bp = Blueprint("rounds", __name__)


@bp.get("/rounds")
@access(Rule.PUBLIC)
def index() -> ResponseReturnValue:
    """Rounds that are open, coming and past."""
    at = now()
    return render_template(
        "rounds/index.html",
        groups=queries.public_rounds(at),
        imported=queries.public_rounds(at, imported=True)["past"],
        made=lambda rounds: [presenters.round_card(each, at, language()) for each in rounds],
    )


@bp.get("/rounds/<slug>")
@access(Rule.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """One round: who may vote, how, when, and everything on the ballot in an order of chance."""
    round_ = queries.public_round(slug)
    at, actor = now(), current_actor()
    listed = presenters.BallotList.read(round_, request.args, language())
    return render_template(
        "rounds/show.html",
        round=round_,
        phase=policies.phase(round_, at),
        Phase=Phase,
        label=presenters.phase_tag(round_, at),
        about=round_.about.in_(language()),
        other_ways=round_.other_ways.in_(language()),
        who=presenters.who_may_vote(round_),
        how=presenters.how_to_choose(round_.rules, round_.pots),
        counted=presenters.rules_in_words(round_),
        money=presenters.money_in_words(round_),
        errata=queries.errata(round_.id),
        listed=listed,
        panels=ports().panels_for("round", round_, actor),
        vote_url=f"/vote/{round_.slug}/",
    )


@bp.get("/rounds/<slug>/booklet")
@access(Rule.PUBLIC)
def booklet(slug: str) -> ResponseReturnValue:
    """The ballot as a plain list to print: every item with the same room, from a starting place of chance (E37)."""
    round_ = queries.public_round(slug)
    items = queries.items(round_.id)
    start = request.args.get("from", type=int) or (secrets.randbelow(len(items)) + 1 if items else 1)
    turned = [item for item in items if item.number >= start] + [item for item in items if item.number < start]
    return render_template(
        "rounds/booklet.html",
        round=round_,
        items=turned,
        lang=language(),
        how=presenters.how_to_choose(round_.rules, round_.pots),
        who=presenters.who_may_vote(round_),
        errata=queries.errata(round_.id),
        back=url_for(".show", slug=slug),
        title=_("Ballot booklet: %(name)s", name=round_.name),
    )

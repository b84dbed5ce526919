"""The published list of receipts: who has one sees that their vote was in the box."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access
from app.core.references import as_typed
from app.rounds import queries as rounds
from app.rounds.terms import CHANNELS

from .. import queries
from ..panels import OPENED

public_bp = Blueprint("ballots_public", __name__, url_prefix="/rounds")
PAGE = 500


@public_bp.get("/<slug>/receipts")
@access(Rule.PUBLIC)
def receipts(slug: str) -> ResponseReturnValue:
    """Every receipt of the box, sorted, by channel, in pages; one that is sought on the page where it stands."""
    round_ = rounds.public_round(slug)
    if round_.state not in OPENED:
        abort(404)
    counts = queries.receipt_counts(round_.id)
    sought = as_typed(request.args.get("find", ""))[:20]
    place = queries.receipt_place(round_.id, sought) if sought else None
    pages = -(-sum(counts.values()) // PAGE)
    page = min(max(request.args.get("page", 1, type=int), 1), max(pages, 1)) if place is None else place // PAGE + 1
    shown = queries.receipts_between(round_.id, (page - 1) * PAGE, PAGE)
    return render_template(
        "ballots/receipts.html",
        round=round_,
        groups={channel: mine for channel in counts if (mine := [r for c, r in shown if c is channel])},
        names=CHANNELS,
        counts=counts,
        sought=sought,
        is_found=place is not None,
        page=page,
        pages=pages,
        counted=queries.ballot_counts(round_.id),
    )

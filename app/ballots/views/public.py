"""The published list of receipts: who has one sees that their vote was in the box."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app.core.access import Rule, access
from app.core.references import as_typed
from app.register.models import Channel
from app.rounds import queries as rounds

from .. import queries
from ..panels import OPENED

public_bp = Blueprint("ballots_public", __name__, url_prefix="/rounds")
PAGE = 500


@public_bp.get("/<slug>/receipts")
@access(Rule.PUBLIC)
def receipts(slug: str) -> ResponseReturnValue:
    """Every receipt of the box, sorted, by channel, in pages."""
    round_ = rounds.public_round(slug)
    if round_.state not in OPENED:
        abort(404)
    every = queries.receipts(round_.id)
    sought = as_typed(request.args.get("find", ""))[:20]
    page = max(request.args.get("page", 1, type=int), 1)
    flat = [(channel, receipt) for channel, listed in every.items() for receipt in listed]
    shown = flat[(page - 1) * PAGE : page * PAGE]
    return render_template(
        "ballots/receipts.html",
        round=round_,
        groups={channel: [r for c, r in shown if c is channel] for channel in Channel if channel in every},
        counts={channel: len(listed) for channel, listed in every.items()},
        sought=sought,
        is_found=any(receipt == sought for _channel, receipt in flat),
        page=page,
        pages=-(-len(flat) // PAGE),
        counted=queries.ballot_counts(round_.id),
    )

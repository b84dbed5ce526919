"""How calls are put on cards and in lists."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.core.i18n import _
from app.core.money import show
from app.core.web.context import show_moment

from .models import Call
from .states import CallPhase
from .terms import PHASE_COLOURS, PHASES


def call_card(call: Call, where: CallPhase, pence: int, lang: str) -> dict[str, Any]:
    """A card for the list of calls. pence: what its pots hold."""
    text, text_lang = call.summary.in_(lang)
    when = (_("Closed"), show_moment(call.closes_at))
    if where is CallPhase.COMING:
        when = (_("Opens"), show_moment(call.opens_at))
    elif where is CallPhase.OPEN:
        when = (_("Closes"), show_moment(call.closes_at))
    return {
        "title": call.title,
        "url": url_for("funds.call", slug=call.slug),
        "text": text,
        "lang": text_lang,
        "labels": [(PHASES[where], PHASE_COLOURS[where])],
        "facts": [
            when,
            (_("In all"), show(pence)),
            (_("For each proposal"), f"{show(call.min_pence)} – {show(call.max_pence)}"),
        ],
    }

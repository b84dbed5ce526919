"""Cards of the home page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from app.core.i18n import _, language
from app.core.money import show
from app.core.web.context import show_moment
from app.delivery.queries import ProjectRow
from app.funds.models import Call
from app.rounds.models import Round


def to_do_cards(rounds: Sequence[Round], calls: Sequence[Call]) -> list[dict[str, Any]]:
    """What a visitor can do now: vote in a round, put an idea forward on a call."""
    cards = []
    for each in rounds:
        text, lang = each.about.in_(language())
        cards.append(
            {
                "title": each.name,
                "url": url_for("rounds.show", slug=each.slug),
                "image_url": url_for("pages.drawing", theme="people", seed=each.slug),
                "labels": [(_("Vote"), "yellow")],
                "text": text,
                "lang": lang,
                "facts": [(_("Open until"), show_moment(each.closes_at))],
            }
        )
    for call in calls:
        text, lang = call.summary.in_(language())
        cards.append(
            {
                "title": call.title,
                "url": url_for("funds.call", slug=call.slug),
                "image_url": url_for("pages.drawing", theme="garden", seed=call.slug),
                "labels": [(_("Money for your idea"), "green")],
                "text": text,
                "lang": lang,
                "facts": [(_("Apply by"), show_moment(call.closes_at))],
            }
        )
    return cards


def project_cards(rows: Sequence[ProjectRow]) -> list[dict[str, Any]]:
    """Funded work with its picture, what it does, its money and its group."""
    return [
        {
            "title": row.title,
            "url": url_for("delivery.project", reference=row.reference),
            "image_url": _picture(row),
            "image_alt": row.picture_alt if row.picture_file_id else "",
            "text": row.summary,
            "lang": row.lang,
            "facts": [("", show(row.amount_pence)), (_("by"), row.group_name)],
        }
        for row in rows
    ]


def _picture(row: ProjectRow) -> str:
    if row.picture_file_id:
        return url_for("public_file", file_id=row.picture_file_id, name=f"{row.reference.lower()}.webp")
    if row.proposal_reference:
        return url_for("proposals.drawn_picture", reference=row.proposal_reference)
    return url_for("pages.drawing", theme="home", seed=row.reference)

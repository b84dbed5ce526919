"""How proposals are put on cards, in tables and in task lists."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from app.core.i18n import _
from app.core.money import show
from app.funds.terms import theme_name

from .models import Proposal
from .queries import ListRow
from .sections import Fault, Progress, asked, progress
from .terms import STATE_COLOURS, STATES
from .whole import Whole


def progress_words(state: Progress) -> str:
    words = {
        Progress.NOT_STARTED: _("Not started"),
        Progress.IN_PROGRESS: _("More to do"),
        Progress.DONE: _("Done"),
        Progress.OPTIONAL: _("You can skip this"),
    }
    return str(words[state])


COLOURS = {Progress.NOT_STARTED: "blue", Progress.IN_PROGRESS: "yellow", Progress.DONE: "", Progress.OPTIONAL: "grey"}


def label_of(proposal: Proposal | ListRow) -> tuple[str, str]:
    """The tag that says where a proposal stands."""
    return str(STATES[proposal.state]), STATE_COLOURS[proposal.state]


def picture_url(reference: str, file_id: uuid.UUID | None) -> str:
    """The photograph, or the picture that is drawn for the proposal."""
    if file_id:
        return url_for("public_file", file_id=file_id, name=f"{reference.lower()}.webp")
    return url_for("proposals.drawn_picture", reference=reference)


def cards(rows: Sequence[ListRow], places: Mapping[uuid.UUID, list[str]]) -> list[dict[str, Any]]:
    """Cards of the public list: cost, place and people, never votes."""
    return [
        {
            "title": row.title,
            "url": url_for("proposals.page", reference=row.reference),
            "image_url": picture_url(row.reference, row.picture_file_id),
            "image_alt": row.picture_alt if row.picture_file_id else "",
            "text": row.summary,
            "lang": row.lang,
            "labels": [label_of(row)] + ([(theme_name(row.theme), "grey")] if row.theme else []),
            "facts": [
                ("", show(row.amount_pence)),
                (_("by"), row.group_name),
                *([(_("in"), places_in_short(places[row.id]))] if places.get(row.id) else []),
            ],
        }
        for row in rows
    ]


def places_in_short(names: Sequence[str], most: int = 2) -> str:
    """`Manningham, City and 4 more`."""
    if len(names) <= most:
        return ", ".join(names)
    return str(_("%(places)s and %(count)s more", places=", ".join(names[:most]), count=len(names) - most))


def tasks(whole: Whole, found: list[Fault], *, may_edit: bool) -> list[dict[str, Any]]:
    """The task list of a draft."""
    rows = []
    for section in asked(whole):
        state = progress(section, whole, found)
        url = url_for("proposals.section", reference=whole.proposal.reference, key=section.key.value)
        rows.append(
            {
                "text": section.title,
                "hint": section.hint,
                "url": url if may_edit else "",
                "status": progress_words(state),
                "colour": COLOURS[state],
            }
        )
    return rows

"""The agreement as a document: drawn, and kept with its award."""

from __future__ import annotations

import uuid

from app.core import pdf
from app.core.clock import now
from app.core.db import db, unit_of_work
from app.core.web import absolute
from app.proposals import queries as proposals

from . import commands, queries
from .models import AwardRow


def agreement_pdf(row: AwardRow) -> bytes:
    """The terms that the group accepted, with the budget and who signed when. Slow: never inside a unit of work."""
    return pdf.render(
        "awards/pdf/agreement.html",
        lang="en",
        page_url=absolute("awards.award", reference=row.award.reference),
        title=f"Grant agreement {row.award.reference}",
        award=row.award,
        proposal=row.proposal,
        group=row.group,
        pot=row.pot,
        lines=proposals.whole(row.proposal).lines,
    )


def make_agreement(award_id: uuid.UUID) -> None:
    """The award has its agreement. Safe to repeat; opens its own unit of work once the document is drawn."""
    if queries.agreement_of(award_id) is not None:
        return
    content = agreement_pdf(queries.award_row(award_id))
    db.session.rollback()
    with unit_of_work():
        commands.keep_agreement(award_id, content, now=now())

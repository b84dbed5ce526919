"""The agreement as a document."""

from __future__ import annotations

from app.core import pdf
from app.core.web import absolute
from app.proposals import queries as proposals

from .queries import AwardRow


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
        lines=proposals.budget_lines(row.proposal.id),
    )

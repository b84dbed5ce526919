"""A proposal as a document, and lists of proposals as CSV."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from flask import Response

from app.core import pdf
from app.core.web import absolute
from app.core.web.listing import csv_file

from .answers import answers
from .models import Proposal, ProposalState
from .terms import HEADINGS, STATES
from .whole import Whole

HEAD = ("reference", "title", "group", "call", "state", "asks for", "costs", "people", "sent at", "theme", "language")


def proposal_pdf(whole: Whole) -> Response:
    """The whole proposal as a tagged PDF in the reader's language, for its group and for officers.

    Raises:
        PdfUnavailable: Pango is not installed.
    """
    proposal = whole.proposal
    content = pdf.render(
        "proposals/pdf/proposal.html",
        title=proposal.title or proposal.reference,
        page_url=absolute("proposals.tasks", reference=proposal.reference),
        whole=whole,
        is_draft=proposal.state is ProposalState.DRAFT,
        state=STATES[proposal.state],
        sections=answers(whole),
        headings=HEADINGS,
    )
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"{proposal.reference}.pdf")
    return answer


def proposals_csv(
    name: str, proposals: Sequence[Proposal], groups: Mapping[uuid.UUID, str], calls: Mapping[uuid.UUID, str]
) -> Response:
    """One line for each proposal. groups, calls: names by key."""
    rows = [
        (
            p.reference,
            p.title,
            groups.get(p.group_id, ""),
            calls.get(p.call_id, ""),
            p.state.value,
            _pounds(p.amount_pence),
            _pounds(p.total_pence),
            p.beneficiaries,
            p.submitted_at.isoformat(timespec="seconds") if p.submitted_at else "",
            p.theme,
            p.lang,
        )
        for p in proposals
    ]
    return csv_file(name, HEAD, rows)


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"

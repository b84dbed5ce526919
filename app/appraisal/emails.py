"""What we write to groups and officers while a proposal is checked."""

from __future__ import annotations

import datetime as dt

from app.core import outbox
from app.core.web import absolute
from app.core.web.context import show_date
from app.people.models import Person
from app.proposals.models import Proposal

from .models import Query


def asked(proposal: Proposal, query: Query, leads: list[Person]) -> None:
    url = absolute("appraisal.answer", reference=proposal.reference, query_id=query.id)
    for lead in leads:
        outbox.put(
            "appraisal/mail/asked",
            lead.email,
            lang=lead.lang,
            title=proposal.title,
            reference=proposal.reference,
            text=query.text,
            by=show_date(query.answer_by_on),
            url=url,
        )


def answered(proposal: Proposal, query: Query, officer: Person) -> None:
    outbox.put(
        "appraisal/mail/answered",
        officer.email,
        lang=officer.lang,
        title=proposal.title,
        reference=proposal.reference,
        answer=query.answer,
        url=absolute("appraisal_office.page", reference=proposal.reference),
    )


def passed(proposal: Proposal, leads: list[Person]) -> None:
    url = absolute("proposals.page", reference=proposal.reference)
    for lead in leads:
        outbox.put(
            "appraisal/mail/passed",
            lead.email,
            lang=lead.lang,
            title=proposal.title,
            reference=proposal.reference,
            url=url,
        )


def refused(proposal: Proposal, reason: str, appeal_ends_on: dt.date, contact: str, leads: list[Person]) -> None:
    url = absolute("proposals.tasks", reference=proposal.reference)
    for lead in leads:
        outbox.put(
            "appraisal/mail/refused",
            lead.email,
            lang=lead.lang,
            title=proposal.title,
            reference=proposal.reference,
            reason=reason,
            contact=contact,
            by=show_date(appeal_ends_on),
            url=url,
        )

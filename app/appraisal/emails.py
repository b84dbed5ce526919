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
    _tell("asked", proposal, leads, text=query.text, by=show_date(query.answer_by_on), url=url)


def answered(proposal: Proposal, query: Query, officer: Person) -> None:
    url = absolute("appraisal_office.page", reference=proposal.reference)
    _tell("answered", proposal, [officer], answer=query.answer, url=url)


def passed(proposal: Proposal, leads: list[Person]) -> None:
    _tell("passed", proposal, leads, url=absolute("proposals.page", reference=proposal.reference))


def refused(proposal: Proposal, reason: str, appeal_ends_on: dt.date, contact: str, leads: list[Person]) -> None:
    url = absolute("proposals.tasks", reference=proposal.reference)
    _tell("refused", proposal, leads, reason=reason, contact=contact, by=show_date(appeal_ends_on), url=url)


def _tell(template: str, proposal: Proposal, readers: list[Person], **facts: str) -> None:
    outbox.put_each(f"appraisal/mail/{template}", readers, title=proposal.title, reference=proposal.reference, **facts)

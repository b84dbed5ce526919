"""What we write to groups about their proposals."""

from __future__ import annotations

import datetime as dt

from app.core import outbox
from app.core.web import absolute
from app.core.web.context import show_moment
from app.funds.models import Call
from app.people.models import Person

from .models import Proposal


def submitted(proposal: Proposal, call: Call, leads: list[Person]) -> None:
    """The receipt, for every lead of the group."""
    url = absolute("proposals.receipt", reference=proposal.reference)
    _tell("submitted", proposal, leads, call=call.title, at=_when(proposal.submitted_at), url=url)


def withdrawn(proposal: Proposal, leads: list[Person]) -> None:
    _tell("withdrawn", proposal, leads)


def more_time(proposal: Proposal, call: Call, closes_at: dt.datetime, leads: list[Person]) -> None:
    url = absolute("proposals.tasks", reference=proposal.reference)
    _tell("more_time", proposal, leads, call=call.title, at=_when(closes_at), url=url)


def _tell(template: str, proposal: Proposal, leads: list[Person], **facts: str) -> None:
    title = proposal.title or proposal.reference
    outbox.put_each(f"proposals/mail/{template}", leads, title=title, reference=proposal.reference, **facts)


def _when(moment: dt.datetime | None) -> str:
    return show_moment(moment)

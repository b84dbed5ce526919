"""What proposals do when something below them changes."""

from __future__ import annotations

from app.funds import queries as funds
from app.funds.events import CallExtended
from app.groups import queries as groups

from . import emails, queries


def tell_drafters(news: CallExtended) -> None:
    """Every lead of a group with a draft in the call has a mail about the later close."""
    call = funds.call(news.call_id)
    for proposal in queries.drafting_groups(call.id):
        emails.more_time(proposal, call, news.after, groups.leads(proposal.group_id))

"""What the checking adds to other pages and lists: a group's own proposal, officers' queue, the story, calls."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for

from app.core.access import RULE_ROLES, Actor, Rule
from app.core.clock import today
from app.core.i18n import _
from app.core.ports import Panel, QueueItem, TimelineItem
from app.funds import queries as funds
from app.proposals.models import Proposal, ProposalState

from . import queries
from .models import Outcome, QueryState
from .policies import my_funds


def on_my_proposal(proposal: Proposal, actor: Actor) -> Iterable[Panel]:
    """For its group: a question to answer, or what was decided and how to appeal."""
    asked = queries.queries_of(proposal.id) if proposal.submitted_at else []
    decision = queries.decision(proposal.id) if proposal.state is ProposalState.INELIGIBLE else None
    if not asked and decision is None:
        return
    context = {
        "proposal": proposal,
        "open": [q for q in asked if q.state is QueryState.OPEN],
        "past": [q for q in asked if q.state is QueryState.ANSWERED],
        "refusal": decision if decision and decision.outcome is Outcome.INELIGIBLE else None,
        "contact": funds.call(proposal.call_id).contact_email,
        "today": today(),
    }
    yield Panel("appraisal/_my_proposal_panel.html", context, order=5)


def story(proposal: Proposal) -> Iterable[TimelineItem]:
    """When it was decided whether it meets the rules."""
    decision = queries.decision(proposal.id)
    if decision is not None:
        passed = decision.outcome is Outcome.ELIGIBLE
        yield TimelineItem(decision.decided_at, _("Checked: it meets the rules") if passed else _("It was refused"))


def waiting(actor: Actor) -> Iterable[QueueItem]:
    """For officers: proposals to check and questions past their day. For groups: questions to answer."""
    if actor.has(*RULE_ROLES[Rule.CHECKING]):
        yield from _for_officers(actor)
    if actor.memberships:
        for query, proposal in queries.open_queries_of_groups(actor.group_ids()):
            url = url_for("appraisal.answer", reference=proposal.reference, query_id=query.id)
            text = _("Answer our question about %(title)s", title=proposal.title)
            yield QueueItem(text, url, _("Proposal"), query.answer_by_on)


def _for_officers(actor: Actor) -> Iterable[QueueItem]:
    own = my_funds(actor)
    sent, _answered = queries.waiting_counts(own)
    if sent:
        wanted = queries.Filter(states=(ProposalState.SUBMITTED,), fund_ids=own)
        found, _total = queries.proposals_page(wanted, sort="sent", is_descending=False, page=1, size=20)
        for proposal, group, _call in found:
            text = _("Check %(title)s (%(group)s)", title=proposal.title, group=group.name)
            url = url_for("appraisal_office.page", reference=proposal.reference)
            yield QueueItem(text, url, _("Proposal to check"))
    for query, proposal in queries.overdue_queries(own, today()):
        text = _("No answer yet: %(title)s", title=proposal.title)
        url = url_for("appraisal_office.page", reference=proposal.reference)
        yield QueueItem(text, url, _("Question to a group"), query.answer_by_on)

"""What proposals add to other pages and lists: calls, groups, actions of the plan, search, queue and own data."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from flask import url_for

from app.core.access import Actor, Function
from app.core.clock import london, now
from app.core.i18n import _
from app.core.ports import Panel, QueueItem, TimelineItem
from app.core.search import Hit
from app.funds import queries as funds
from app.funds.models import Call
from app.funds.policies import is_open
from app.groups.models import Group
from app.strategy.models import Action

from . import queries
from .models import Proposal, ProposalState
from .queries import ListFilter
from .terms import STATE_COLOURS, STATES


def on_call(call: Call, actor: Actor) -> Iterable[Panel]:
    """On a call: how to start, and how many proposals residents can see."""
    context = {
        "is_open": is_open(call, now()),
        "start_url": url_for("proposals.start", slug=call.slug),
        "count": queries.public_count_of_call(call.id),
        "list_url": url_for("proposals.index", call=call.id),
    }
    yield Panel("proposals/_call_panel.html", context, order=10)


def on_group(group: Group, actor: Actor) -> Iterable[Panel]:
    """On a group's public page: its public proposals."""
    found = queries.of_group(group.id, public_only=True)
    if found:
        yield Panel("proposals/_list_panel.html", {"title": _("Proposals"), "rows": _rows(found)}, order=20)


def on_my_group(group: Group, actor: Actor) -> Iterable[Panel]:
    """On a group's own page: everything it is writing or has sent."""
    found = queries.of_group(group.id)
    context = {"rows": _rows(found, own=True), "calls": [(c.title, c.slug) for c in funds.open_calls(now())]}
    yield Panel("proposals/_my_group_panel.html", context, order=10)


def on_action(action: Action, actor: Actor) -> Iterable[Panel]:
    """On an action of the plan: the proposals that would serve it."""
    found = queries.proposals_of_action(action.id, limit=6)
    if found:
        more = url_for("proposals.index", action=action.id) if len(found) > 5 else ""
        context = {"title": _("Proposals that help"), "rows": _rows(found[:5]), "more_url": more}
        yield Panel("proposals/_list_panel.html", context, order=40)


def _rows(proposals: list[Proposal], *, own: bool = False) -> list[dict[str, Any]]:
    endpoint = "proposals.tasks" if own else "proposals.page"
    return [
        {
            "title": p.title or _("Without a title yet"),
            "lang": p.lang if p.title else "",
            "url": url_for(endpoint, reference=p.reference),
            "reference": p.reference,
            "amount_pence": p.amount_pence,
            "label": (STATES[p.state], STATE_COLOURS[p.state]),
        }
        for p in proposals
    ]


def found(text: str, limit: int) -> Iterable[Hit]:
    """Proposals for the site's search."""
    for row in queries.public_proposals(ListFilter(text=text), size=limit)[0]:
        rank = 0 if row.title.casefold().startswith(text.casefold()) else 1
        url = url_for("proposals.page", reference=row.reference)
        yield Hit(row.title, url, _("Proposal"), row.summary, rank, row.lang)


def waiting(actor: Actor) -> Iterable[QueueItem]:
    """Drafts of a lead's groups whose call is still open."""
    led = [m.group_id for m in actor.memberships if m.function is Function.LEAD]
    drafts = [p for p in queries.of_groups(led) if p.state is ProposalState.DRAFT]
    calls = funds.calls_by_id(p.call_id for p in drafts)
    for p in drafts:
        if is_open(calls[p.call_id], now()):
            text = _("Finish and send: %(title)s", title=p.title or p.reference)
            url = url_for("proposals.tasks", reference=p.reference)
            yield QueueItem(text, url, _("Proposal"), london(calls[p.call_id].closes_at).date())


def story(proposal: Proposal) -> Iterable[TimelineItem]:
    """When it was sent, for the story of a proposal."""
    if proposal.submitted_at:
        yield TimelineItem(proposal.submitted_at, _("The group sent this proposal"))


def held_about(person_id: uuid.UUID) -> dict[str, Any]:
    """Which proposals somebody started or sent, for "export my data"."""
    return {
        "proposals": [
            {
                "reference": p.reference,
                "title": p.title,
                "started": p.started_by_id == person_id,
                "sent": p.submitted_by_id == person_id,
            }
            for p in queries.of_person(person_id)
        ]
    }

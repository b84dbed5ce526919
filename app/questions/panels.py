"""What questions add to other pages and lists: the proposal's page, queues, and a person's own data."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Iterable
from typing import Any

from flask import url_for

from app.core.access import Actor
from app.core.clock import london, now
from app.core.i18n import _
from app.core.ports import Panel, QueueItem
from app.proposals.models import Proposal

from . import closings, policies, queries
from .models import Harm
from .policies import MODERATORS

SHOWN_ON_PROPOSAL = 5


def on_proposal(proposal: Proposal, actor: Actor) -> Iterable[Panel]:
    """The first questions with their answers, and the way to ask."""
    found, total = queries.published(proposal.id, size=SHOWN_ON_PROPOSAL)
    is_on_its_way = proposal.state in policies.OPEN_TO_QUESTIONS
    freezes_at = closings.freezes_at(proposal.id) if is_on_its_way else None
    may_ask = policies.can_ask(proposal, freezes_at, now())
    if not total and not may_ask:
        return
    context = {"proposal": proposal, "questions": found, "total": total, "may_ask": may_ask}
    yield Panel("questions/_panel.html", context, order=40)


def waiting(actor: Actor) -> Iterable[QueueItem]:
    """Moderators: what waits for them, the most harmful first. Groups: questions to answer."""
    if actor.has(*MODERATORS):
        for question, proposal in queries.waiting(actor.id, limit=50):
            words = "Urgent: a question about %(title)s" if question.harm is Harm.URGENT else "Question about %(title)s"
            url = url_for("questions_office.page", question_id=question.id)
            yield QueueItem(words % {"title": proposal.title}, url, "To moderate", london(question.asked_at).date())
    if actor.memberships:
        freezes_at = functools.cache(closings.freezes_at)  # asked once for each proposal, however many questions it has
        for question, proposal in queries.unanswered(actor.group_ids()):
            if policies.can_answer(actor, proposal, question, freezes_at(proposal.id), now()):
                url = url_for("questions.answer", reference=proposal.reference, question_id=question.id)
                text = _("A resident asks about %(title)s", title=proposal.title)
                yield QueueItem(text, url, _("Proposal"))


def on_my_proposal(proposal: Proposal, actor: Actor) -> Iterable[Panel]:
    """For its group: the questions that are on the page, with a link to answer."""
    found = queries.of_proposal_for_group(proposal.id)
    if found:
        closed = policies.is_frozen(closings.freezes_at(proposal.id), now())
        context = {"proposal": proposal, "questions": found, "is_frozen": closed}
        yield Panel("questions/_my_proposal_panel.html", context, order=30)


def held_about(person_id: uuid.UUID) -> dict[str, Any]:
    """The answers that somebody wrote for their group, for "export my data"."""
    return {
        "answers": [
            {"question": q.text, "answer": q.answer, "answered_at": q.answered_at}
            for q in queries.answered_by(person_id)
        ]
    }

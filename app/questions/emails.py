"""What we write to who asked, and to the groups that answer."""

from __future__ import annotations

from app.core import outbox
from app.core.web import absolute
from app.people.models import Person
from app.proposals.models import Proposal

from . import queries
from .models import Question


def _to_author(template: str, question: Question, proposal: Proposal, **more: str) -> None:
    if question.email is None:
        return
    outbox.put(
        f"questions/mail/{template}",
        question.email,
        lang=question.lang,
        title=proposal.title,
        text=question.text,
        url=absolute("questions.mine", question_id=question.id, token=queries.author_token(question.id)),
        **more,
    )


def published(question: Question, proposal: Proposal, leads: list[Person]) -> None:
    """The group's leads are asked to answer."""
    url = absolute("questions.answer", reference=proposal.reference, question_id=question.id)
    outbox.put_each("questions/mail/published", leads, title=proposal.title, text=question.text, url=url)


def answered(question: Question, proposal: Proposal) -> None:
    _to_author("answered", question, proposal, answer=question.answer)


def edit_offered(question: Question, proposal: Proposal) -> None:
    _to_author("edit_offered", question, proposal, offered=question.offered_text)


def not_shown(question: Question, proposal: Proposal, why: str) -> None:
    _to_author("not_shown", question, proposal, why=why, reason=question.second_reason or question.reason)


def shown_after_all(question: Question, proposal: Proposal) -> None:
    _to_author("shown", question, proposal)


def answer_down(question: Question, proposal: Proposal, leads: list[Person], why: str) -> None:
    outbox.put_each(
        "questions/mail/answer_down",
        leads,
        title=proposal.title,
        text=question.answer,
        why=why,
        reason=question.answer_reason,
    )

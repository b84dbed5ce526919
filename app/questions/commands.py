"""What changes questions: each command re-reads under a lock, checks, changes, logs what a moderator did."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor, Decision
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.groups import queries as groups
from app.proposals.models import Proposal

from . import closings, emails, policies
from .models import Conduct, Harm, Question, QuestionAct, QuestionState
from .states import FOR_SECOND, NEXT, SHOWN
from .terms import CONDUCT, HARM_OF, harm_of

LONGEST = 1000


def _proposal(question: Question) -> Proposal:
    return db.session.scalars(sa.select(Proposal).where(Proposal.id == question.proposal_id)).one()


def _must(verdict: Decision) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason)


def _move(question: Question, state: QuestionState) -> None:
    if state not in NEXT[question.state]:
        raise WrongState(_("This question has moved on. Look at it again"))
    question.state = state


def _log(actor: Actor, question: Question, verb: str, words: str, now: dt.datetime) -> None:
    """The act stands beside the question and in the audit log; the log never holds what a resident wrote."""
    db.session.add(QuestionAct(question_id=question.id, at=now, by_id=actor.id, verb=verb, words=words))
    after = {"state": question.state, "conduct": question.conduct}
    audit.record(actor, verb, question, name=_proposal(question).reference, after=after, reason=words)
    db.session.flush()


def _must_be_open(question: Question, now: dt.datetime) -> None:
    if policies.is_frozen(closings.freezes_at(question.proposal_id), now):
        raise WrongState(_("Voting has closed, so nothing more is published"))


def ask(proposal_id: uuid.UUID, text: str, *, lang: str, email: str | None, now: dt.datetime) -> Question:
    """The question waits for a moderator. Nothing is kept about who asked but the address they chose to give."""
    proposal = locked(Proposal, proposal_id)
    _must(policies.can_ask(proposal, closings.freezes_at(proposal_id), now))
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise DomainError(_("Write a question of at most 1,000 letters"), field="text")
    question = Question(
        proposal_id=proposal_id, text=words, lang=lang, email=email or None, asked_at=now, harm=harm_of(words)
    )
    db.session.add(question)
    db.session.flush()
    return question


def publish(actor: Actor, question_id: uuid.UUID, *, now: dt.datetime, words: str = "") -> None:
    """The question is on the page and the group's leads are asked to answer; also the second moderator's yes."""
    question = locked(Question, question_id)
    _must(policies.can_moderate(actor, question))
    _must_be_open(question, now)
    is_second = question.state in FOR_SECOND
    if is_second and not words.strip():
        raise DomainError(_("Give your reason"), field="reason")
    _move(question, QuestionState.PUBLISHED)
    if is_second:
        question.second_id, question.second_reason, question.is_final = actor.id, words.strip(), True
    else:
        question.moderator_id, question.moderated_at = actor.id, now
    question.conduct, question.reason, question.harm, question.flagged_on = None, "", Harm.NONE, None
    _log(actor, question, "publish_question", words.strip(), now)
    proposal = _proposal(question)
    emails.published(question, proposal, groups.leads(proposal.group_id))
    if is_second:
        emails.shown_after_all(question, proposal)


def offer_edit(actor: Actor, question_id: uuid.UUID, text: str, reason: str, *, now: dt.datetime) -> None:
    """Other words wait for the author's yes: nobody's words are changed without them."""
    question = locked(Question, question_id)
    _must(policies.can_moderate(actor, question))
    if not text.strip() or len(text.strip()) > LONGEST:
        raise DomainError(_("Write the words that you suggest, at most 1,000 letters"), field="text")
    if not reason.strip():
        raise DomainError(_("Give your reason"), field="reason")
    _move(question, QuestionState.EDIT_OFFERED)
    question.offered_text, question.reason = text.strip(), reason.strip()
    question.moderator_id, question.moderated_at = actor.id, now
    _log(actor, question, "offer_edit", reason.strip(), now)
    emails.edit_offered(question, _proposal(question))


def answer_offer(question_id: uuid.UUID, is_agreed: bool, *, now: dt.datetime) -> None:
    """The author agrees, and the question is on the page in the new words; or not, and it waits again as it was."""
    question = locked(Question, question_id)
    if question.state is not QuestionState.EDIT_OFFERED:
        raise WrongState(_("This question has moved on. Look at it again"))
    if not is_agreed:
        _move(question, QuestionState.PENDING)
        question.offered_text = ""
        db.session.flush()
        return
    _must_be_open(question, now)
    _move(question, QuestionState.EDITED)
    question.text, question.offered_text, question.reason, question.harm = question.offered_text, "", "", Harm.NONE
    db.session.flush()
    proposal = _proposal(question)
    emails.published(question, proposal, groups.leads(proposal.group_id))


def reject(actor: Actor, question_id: uuid.UUID, conduct: Conduct, reason: str, *, now: dt.datetime) -> None:
    """The question is not shown, for its conduct and with a reason; the author can ask for a second moderator."""
    question = locked(Question, question_id)
    _must(policies.can_moderate(actor, question))
    if not reason.strip():
        raise DomainError(_("Give your reason"), field="reason")
    is_second = question.state in FOR_SECOND
    _move(question, QuestionState.REJECTED)
    question.conduct = conduct
    if is_second:
        question.second_id, question.second_reason, question.is_final = actor.id, reason.strip(), True
        question.reason = question.reason or reason.strip()
    else:
        question.reason, question.moderator_id, question.moderated_at = reason.strip(), actor.id, now
    _log(actor, question, "reject_question", reason.strip(), now)
    emails.not_shown(question, _proposal(question), str(CONDUCT[conduct]))


def escalate(actor: Actor, question_id: uuid.UUID, reason: str, *, now: dt.datetime) -> None:
    """Another moderator decides."""
    question = locked(Question, question_id)
    _must(policies.can_moderate(actor, question))
    if question.state is not QuestionState.PENDING:
        raise WrongState(_("This question is already with a second moderator"))
    if not reason.strip():
        raise DomainError(_("Give your reason"), field="reason")
    _move(question, QuestionState.ESCALATED)
    question.moderator_id, question.moderated_at = actor.id, now
    _log(actor, question, "escalate_question", reason.strip(), now)


def appeal(question_id: uuid.UUID, words: str, *, now: dt.datetime) -> None:
    """A second moderator will decide; the first cannot."""
    question = locked(Question, question_id)
    _must(policies.can_appeal(question))
    if not words.strip():
        raise DomainError(_("Say why you think it should be shown"), field="words")
    _move(question, QuestionState.APPEALED)
    question.appeal = words.strip()[:LONGEST]
    db.session.flush()


def withdraw(question_id: uuid.UUID) -> None:
    """The author takes the question back: it is on no page any more, and their address is forgotten."""
    question = locked(Question, question_id)
    _move(question, QuestionState.WITHDRAWN)
    question.email = None
    db.session.flush()


def take_down(actor: Actor, question_id: uuid.UUID, conduct: Conduct, reason: str, *, now: dt.datetime) -> None:
    """Emergency: question and answer are off the page at once; logged, and open to an appeal."""
    question = locked(Question, question_id)
    _must(policies.can_take_down(actor, question))
    if not reason.strip():
        raise DomainError(_("Give your reason"), field="reason")
    _move(question, QuestionState.TAKEN_DOWN)
    question.conduct, question.reason, question.flagged_on, question.is_final = conduct, reason.strip(), None, False
    question.moderator_id, question.moderated_at, question.appeal, question.second_reason = actor.id, now, "", ""
    question.second_id = None
    _log(actor, question, "take_down_question", reason.strip(), now)
    emails.not_shown(question, _proposal(question), str(CONDUCT[conduct]))


def take_down_answer(actor: Actor, question_id: uuid.UUID, conduct: Conduct, reason: str, *, now: dt.datetime) -> None:
    """The answer is off the page at once; logged, and the group's leads know why."""
    question = locked(Question, question_id)
    _must(policies.can_take_down(actor, question))
    if not question.answer or question.answer_down_at is not None:
        raise WrongState(_("There is no answer on the page"))
    if not reason.strip():
        raise DomainError(_("Give your reason"), field="reason")
    question.answer_down_at, question.answer_conduct, question.answer_reason = now, conduct, reason.strip()
    question.flagged_on = None
    _log(actor, question, "take_down_answer", reason.strip(), now)
    proposal = _proposal(question)
    emails.answer_down(question, proposal, groups.leads(proposal.group_id), str(CONDUCT[conduct]))


def keep(actor: Actor, question_id: uuid.UUID, *, now: dt.datetime) -> None:
    """A moderator looked at what a reader flagged, and it stays."""
    question = locked(Question, question_id)
    _must(policies.can_take_down(actor, question))
    question.flagged_on, question.flagged_for, question.harm = None, None, Harm.NONE
    _log(actor, question, "keep_question", "", now)


def flag(question_id: uuid.UUID, conduct: Conduct, *, now: dt.datetime) -> None:
    """A moderator will look at what a reader flagged; it stays on the page. Nothing is kept of the reader."""
    question = locked(Question, question_id)
    if question.state not in SHOWN:
        raise WrongState(_("This question is not on the page"))
    question.flagged_on, question.flagged_for, question.harm = london(now).date(), conduct, HARM_OF[conduct]
    db.session.flush()


def answer(actor: Actor, question_id: uuid.UUID, text: str, lang: str, *, now: dt.datetime) -> None:
    """The answer is on the page; who asked is told once, and their address is then forgotten."""
    question = locked(Question, question_id)
    proposal = _proposal(question)
    _must(policies.can_answer(actor, proposal, question, closings.freezes_at(proposal.id), now))
    if not text.strip():
        raise DomainError(_("Write your answer"), field="answer")
    question.answer, question.answer_lang = text.strip(), lang
    question.answered_by_id, question.answered_at = actor.id, now
    audit.record(actor, "answer_question", question, name=proposal.reference)
    emails.answered(question, proposal)
    question.email = None
    db.session.flush()


def forget_emails(ids: list[uuid.UUID]) -> int:
    """The addresses of these authors are gone."""
    db.session.execute(sa.update(Question).where(Question.id.in_(ids)).values(email=None))
    return len(ids)


def delete(ids: list[uuid.UUID]) -> int:
    """These questions, with what was decided about them, are gone."""
    db.session.execute(sa.delete(QuestionAct).where(QuestionAct.question_id.in_(ids)))
    db.session.execute(sa.delete(Question).where(Question.id.in_(ids)))
    return len(ids)

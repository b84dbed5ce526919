"""Reads about questions. Each returns whole objects in the order of time, or raises NoResultFound (a 404)."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Iterable

import sqlalchemy as sa

from app.core.crypto import peppered
from app.core.db import db
from app.groups.models import Group
from app.proposals.models import Proposal

from .models import Harm, Question, QuestionAct, QuestionState
from .states import FOR_FIRST, FOR_SECOND, SHOWN

HARM_FIRST = sa.case((Question.harm == Harm.URGENT, 0), (Question.harm == Harm.RAISED, 1), else_=2)


def question(question_id: uuid.UUID) -> Question:
    """The question with this key."""
    return db.session.scalars(sa.select(Question).where(Question.id == question_id)).one()


def author_token(question_id: uuid.UUID) -> str:
    """The secret in the author's private address: made from the key, so it is kept nowhere."""
    return peppered("question-author", question_id.hex)[:32]


def question_of_author(question_id: uuid.UUID, token: str) -> Question:
    """The question, if the token is its author's.

    Raises:
        NoResultFound: it is not, or there is no such question.
    """
    found = question(question_id)
    if not hmac.compare_digest(author_token(found.id).encode(), token.encode()):
        raise sa.exc.NoResultFound
    return found


def published(proposal_id: uuid.UUID, *, page: int = 1, size: int = 20) -> tuple[list[Question], int]:
    """One page of what the public reads, the first asked first, and how many there are."""
    rows = db.session.execute(
        sa.select(Question, sa.func.count().over())
        .where(Question.proposal_id == proposal_id, Question.state.in_(SHOWN))
        .order_by(Question.asked_at, Question.id)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def published_counts(proposal_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many questions the public reads on each proposal; proposals without any are left out. One statement."""
    rows = db.session.execute(
        sa.select(Question.proposal_id, sa.func.count())
        .where(Question.proposal_id.in_(list(proposal_ids)), Question.state.in_(SHOWN))
        .group_by(Question.proposal_id)
    )
    return {row[0]: row[1] for row in rows}


Row = tuple[Question, Proposal]


def _with_proposal(*wanted: sa.ColumnElement[bool]) -> sa.Select[Question, Proposal]:
    return sa.select(Question, Proposal).join(Proposal, Proposal.id == Question.proposal_id).where(*wanted)


def waiting(second_for: uuid.UUID | None, limit: int = 100) -> list[Row]:
    """The moderators' queue, the most harmful first, then the oldest; also what readers flagged.

    second_for: the moderator who looks; what they decided first themselves waits for another.
    """
    may_second = sa.or_(Question.moderator_id.is_(None), Question.moderator_id != second_for)
    wanted = sa.or_(
        Question.state.in_(FOR_FIRST),
        sa.and_(Question.state.in_(FOR_SECOND), may_second),
        sa.and_(Question.state.in_(SHOWN), Question.flagged_on.is_not(None)),
    )
    rows = db.session.execute(_with_proposal(wanted).order_by(HARM_FIRST, Question.asked_at, Question.id).limit(limit))
    return [(question, proposal) for question, proposal in rows]


def decided(limit: int = 50) -> list[Row]:
    """What was decided last, for moderators to find again."""
    wanted = _with_proposal(Question.moderator_id.is_not(None)).order_by(Question.moderated_at.desc(), Question.id)
    return [(question, proposal) for question, proposal in db.session.execute(wanted.limit(limit))]


def unanswered(group_ids: Iterable[uuid.UUID]) -> list[Row]:
    """Published questions without an answer on the groups' proposals, the first asked first."""
    wanted = _with_proposal(
        Proposal.group_id.in_(list(group_ids)), Question.state.in_(SHOWN), Question.answered_at.is_(None)
    )
    return [(question, proposal) for question, proposal in db.session.execute(wanted.order_by(Question.asked_at))]


def of_proposal_for_group(proposal_id: uuid.UUID) -> list[Question]:
    """What the group sees: only what is on the page."""
    return published(proposal_id, size=500)[0]


def acts(question_id: uuid.UUID) -> list[QuestionAct]:
    """What moderators did, in order."""
    return list(
        db.session.scalars(
            sa.select(QuestionAct).where(QuestionAct.question_id == question_id).order_by(QuestionAct.id)
        )
    )


def group_of(proposal: Proposal) -> Group:
    """The group that answers."""
    return db.session.scalars(sa.select(Group).where(Group.id == proposal.group_id)).one()


def with_old_email(before: dt.datetime) -> list[uuid.UUID]:
    """Questions asked before then whose author's e-mail address is still here."""
    return list(
        db.session.scalars(sa.select(Question.id).where(Question.email.is_not(None), Question.asked_at < before))
    )


def unpublished_before(before: dt.datetime) -> list[uuid.UUID]:
    """Questions that never came on the page, or were taken down or back, asked before then."""
    hidden = list(set(QuestionState) - SHOWN)
    return list(
        db.session.scalars(sa.select(Question.id).where(Question.state.in_(hidden), Question.asked_at < before))
    )


def answered_by(person_id: uuid.UUID) -> list[Question]:
    """The answers that somebody wrote for their group."""
    return list(db.session.scalars(sa.select(Question).where(Question.answered_by_id == person_id)))

"""A resident's public question on a proposal, the group's answer, and what moderators decided about them."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId, Entity


class QuestionState(StrEnum):
    """How far a question is on its way; which state may follow which, `states` says."""

    PENDING = "pending"
    EDIT_OFFERED = "edit-offered"
    PUBLISHED = "published"
    EDITED = "edited"
    REJECTED = "rejected"
    ESCALATED = "escalated"
    APPEALED = "appealed"
    TAKEN_DOWN = "taken-down"
    WITHDRAWN = "withdrawn"


class Conduct(StrEnum):
    """Why words are not shown. Conduct only: there is no reason "disagree" (`domain.md` S0-20)."""

    HATE = "hate"
    THREAT = "threat"
    PERSONAL_DATA = "personal-data"
    SPAM = "spam"
    OFF_TOPIC = "off-topic"


class Harm(StrEnum):
    """How soon somebody should look."""

    URGENT = "urgent"
    RAISED = "raised"
    NONE = "none"


def _conduct(name: str) -> sa.Enum:
    """The type of a further column of this kind in one table: its CHECK needs a name of its own."""
    return sa.Enum(
        Conduct,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [m.value for m in members],
    )


class Question(Entity):
    """A question without the name of who asked it.

    text is in `lang`; offered_text: a moderator's wording that waits for the author's yes. email: only to tell the
    author what became of it, None once that is done. moderator_id decided first, second_id on an appeal or when it
    was passed on: never the same person. answer_down_at: the answer is hidden for its conduct. is_final: an appeal was
    decided, there is no other. flagged_on: a reader asked us to look again at something published.
    """

    __tablename__ = "question"
    __table_args__ = (
        sa.CheckConstraint("moderator_id <> second_id", name="two_moderators"),
        sa.CheckConstraint(
            "state NOT IN ('rejected', 'taken-down') OR (conduct IS NOT NULL AND reason <> '')",
            name="refused_with_a_reason",
        ),
        sa.CheckConstraint(
            "state NOT IN ('published', 'edited', 'rejected', 'taken-down', 'escalated', 'appealed')"
            " OR moderator_id IS NOT NULL",
            name="decided_by_somebody",
        ),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered_at_a_time"),
        sa.CheckConstraint("NOT is_final OR second_id IS NOT NULL", name="final_by_a_second"),
        sa.Index(None, "proposal_id", "state", "asked_at"),
        sa.Index(None, "state", "harm", "asked_at"),
    )

    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"))
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.PENDING)
    harm: Mapped[Harm] = mapped_column(default=Harm.NONE)
    lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    text: Mapped[str]
    offered_text: Mapped[str] = mapped_column(default="")
    email: Mapped[str | None] = mapped_column(sa.String(254))
    asked_at: Mapped[dt.datetime]
    conduct: Mapped[Conduct | None]
    reason: Mapped[str] = mapped_column(default="")
    moderator_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    moderated_at: Mapped[dt.datetime | None]
    appeal: Mapped[str] = mapped_column(default="")
    second_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    second_reason: Mapped[str] = mapped_column(default="")
    is_final: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[str] = mapped_column(default="")
    answer_lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[dt.datetime | None]
    answer_down_at: Mapped[dt.datetime | None]
    answer_conduct: Mapped[Conduct | None] = mapped_column(_conduct("answerconduct"))
    answer_reason: Mapped[str] = mapped_column(default="")
    flagged_on: Mapped[dt.date | None]
    flagged_for: Mapped[Conduct | None] = mapped_column(_conduct("flaggedfor"))


class QuestionAct(Base):
    """One thing a moderator did, kept for the second one to read. Rows are only added."""

    __tablename__ = "question_act"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    question_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("question.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime]
    by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    verb: Mapped[str] = mapped_column(sa.String(40))
    words: Mapped[str] = mapped_column(default="")

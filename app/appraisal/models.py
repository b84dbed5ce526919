"""The officers' check of a proposal: rules ticked one by one, questions to the group, interests, and the decision."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Entity


class CheckResult(StrEnum):
    PASS = "pass"  # noqa: S105 - a result, no secret
    FAIL = "fail"
    QUERY = "query"
    WAIVED = "waived"


class EligibilityCheck(Entity):
    """What a checker found about one rule. `rule` is a key of `app.appraisal.rules.RULES`."""

    __tablename__ = "eligibility_check"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "rule"),)

    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"))
    rule: Mapped[str] = mapped_column(sa.String(40))
    result: Mapped[CheckResult]
    note: Mapped[str] = mapped_column(default="")
    checker_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    checked_at: Mapped[dt.datetime]


class QueryState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Query(Entity):
    """An officer's question to the group, to be answered by the end of `answer_by_on` (five working days)."""

    __tablename__ = "query"
    __table_args__ = (sa.Index(None, "state", "answer_by_on"),)

    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    text: Mapped[str]
    state: Mapped[QueryState] = mapped_column(default=QueryState.OPEN)
    asked_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    asked_at: Mapped[dt.datetime]
    answer_by_on: Mapped[dt.date]
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    answered_at: Mapped[dt.datetime | None]


class Outcome(StrEnum):
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class EligibilityDecision(Entity):
    """What was decided on a proposal, why, by whom; the latest one counts. Refused: appeal until `appeal_ends_on`."""

    __tablename__ = "eligibility_decision"
    __table_args__ = (
        sa.CheckConstraint("outcome <> 'ineligible' OR reason <> ''", name="a_refusal_has_a_reason"),
        sa.Index(None, "proposal_id", "decided_at"),
    )

    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"))
    outcome: Mapped[Outcome]
    reason: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime]
    appeal_ends_on: Mapped[dt.date | None]


class InterestEffect(StrEnum):
    """What a declared interest means: `none` is noted only; the others bar from deciding."""

    NONE = "none"
    NO_DECISION = "no-decision"
    LEAVE_ROOM = "leave-room"


class DeclaredInterest(Entity):
    """An officer's own tie to a proposal or its group, as declared."""

    __tablename__ = "declared_interest"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "person_id"),)

    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    nature: Mapped[str]
    effect: Mapped[InterestEffect]
    declared_at: Mapped[dt.datetime]

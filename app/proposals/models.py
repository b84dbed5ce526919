"""A proposal: what a group puts forward, its budget, its places, and the actions of the plan that it serves."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Entity


class ProposalState(StrEnum):
    """How far a proposal has come; which state may follow which, `states` says."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    QUERY = "query"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    ON_BALLOT = "on-ballot"
    FUNDED = "funded"
    PART_FUNDED = "part-funded"
    RESERVE = "reserve"
    NOT_FUNDED = "not-funded"
    WITHDRAWN = "withdrawn"


class Mixing(StrEnum):
    """Forms of social integration (`domain.md` iii.17): which people a proposal brings together."""

    INTERGENERATIONAL = "intergenerational"
    ECONOMIC = "economic"
    ORIENTATION = "orientation"
    DISABILITY = "disability"
    CULTURAL = "cultural"
    FAITH = "faith"
    GENDER = "gender"
    NEIGHBOURHOOD = "neighbourhood"
    NEW_AND_SETTLED = "new-and-settled"
    URBAN_AND_RURAL = "urban-and-rural"


class BudgetHeading(StrEnum):
    STAFF = "staff"
    SESSIONAL = "sessional"
    VOLUNTEERS = "volunteers"
    VENUE = "venue"
    MATERIALS = "materials"
    ACCESS = "access"
    CHILDCARE = "childcare"
    TRAVEL = "travel"
    PUBLICITY = "publicity"
    EVALUATION = "evaluation"
    OVERHEAD = "overhead"


class Proposal(Entity):
    """What a group puts forward on a call.

    title, summary, description and the answers are in `lang`. amount_pence: what is asked for, the sum of the budget
    lines' asked-for parts; total_pence: what it costs. min_viable_pence: the least it could be done with; None: all
    or nothing. sections: for each saved section who saved it (a person's id), when, and a number that rises with each
    save. is_public: on the public list; from the day it is found eligible. state_reason: why it was refused,
    withdrawn or not funded. picture_shows_councillor: the photograph is held in a pre-election period (E39).
    forgotten_on: the day on which a refused proposal lost its people's names, its words about people and its
    photograph.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        sa.CheckConstraint("amount_pence >= 0 AND total_pence >= amount_pence", name="asks_for_no_more_than_it_costs"),
        sa.CheckConstraint(
            "min_viable_pence IS NULL OR min_viable_pence <= amount_pence", name="minimum_within_amount"
        ),
        sa.Index(None, "is_public", "submitted_at"),
        sa.Index(None, "call_id", "state"),
        sa.Index(None, "group_id", "state"),
    )

    reference: Mapped[str] = mapped_column(sa.String(20), unique=True)
    call_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("call.id"))
    pot_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("pot.id"), index=True)
    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("community_group.id"))
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.DRAFT)
    state_reason: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    title: Mapped[str] = mapped_column(sa.String(140), default="")
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    description: Mapped[str] = mapped_column(default="")
    themes: Mapped[list[str]] = mapped_column(default=list)
    strengths: Mapped[str] = mapped_column(default="")
    need: Mapped[str] = mapped_column(default="")
    together: Mapped[str] = mapped_column(default="")
    who_benefits: Mapped[str] = mapped_column(default="")
    diversity: Mapped[str] = mapped_column(default="")
    forms_of_integration: Mapped[list[str]] = mapped_column(default=list)
    beneficiaries: Mapped[int | None]
    starts_on: Mapped[dt.date | None]
    ends_on: Mapped[dt.date | None]
    amount_pence: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    total_pence: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    min_viable_pence: Mapped[int | None] = mapped_column(sa.BigInteger)
    match_source: Mapped[str] = mapped_column(sa.String(300), default="")
    safeguarding: Mapped[str] = mapped_column(default="")
    access_plan: Mapped[str] = mapped_column(default="")
    risks: Mapped[str] = mapped_column(default="")
    principles: Mapped[dict[str, Any]] = mapped_column(default=dict)
    picture_file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    picture_alt: Mapped[str] = mapped_column(sa.String(200), default="")
    picture_shows_councillor: Mapped[bool] = mapped_column(default=False)
    forgotten_on: Mapped[dt.date | None]
    sections: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_at: Mapped[dt.datetime]
    started_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    submitted_at: Mapped[dt.datetime | None]
    submitted_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))

    @property
    def theme(self) -> str:
        """What it is mostly about: the first of its themes."""
        return self.themes[0] if self.themes else ""

    def section_number(self, section: str) -> int:
        """How often the section has been saved: a page that showed another number is stale."""
        return int(self.sections.get(section, {}).get("number", 0))


class ProposalArea(Base):
    """A place where the proposal would happen."""

    __tablename__ = "proposal_area"

    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    area_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("area.id"), primary_key=True, index=True)


class ProposalAction(Base):
    """An action of the plan that the proposal would serve."""

    __tablename__ = "proposal_action"

    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    action_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("action.id"), primary_key=True, index=True)


class BudgetLine(Entity):
    """One cost, and how much of it is asked for; the rest is paid from elsewhere."""

    __tablename__ = "budget_line"
    __table_args__ = (
        sa.CheckConstraint("cost_pence > 0", name="cost_is_positive"),
        sa.CheckConstraint("asked_pence >= 0 AND asked_pence <= cost_pence", name="asks_for_no_more_than_it_costs"),
        sa.Index(None, "proposal_id", "position"),
    )

    proposal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("proposal.id", ondelete="CASCADE"))
    position: Mapped[int]
    heading: Mapped[BudgetHeading]
    note: Mapped[str] = mapped_column(sa.String(200), default="")
    cost_pence: Mapped[int] = mapped_column(sa.BigInteger)
    asked_pence: Mapped[int] = mapped_column(sa.BigInteger)

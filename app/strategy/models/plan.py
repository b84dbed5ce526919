"""A strategy in its versions, down to actions and milestones.

A version that was adopted is read-only. A change starts a draft whose rows are copies, each with `copy_of_id`; when the
draft is adopted, the rows that others point at take the new words and the copies keep the old ones (`versions.py`). So
a link to an action always leads to the action as it stands today.
"""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.areas.models import Area
from app.core.db import Base, Entity


class StrategyState(StrEnum):
    """How far a version has come. Superseded: a later version was adopted."""

    DRAFT = "draft"
    CONSULTED = "consulted"
    ADOPTED = "adopted"
    IN_DELIVERY = "in-delivery"
    CLOSED = "closed"
    SUPERSEDED = "superseded"


EDITABLE = frozenset({StrategyState.DRAFT, StrategyState.CONSULTED})
ACTIVE = frozenset({StrategyState.ADOPTED, StrategyState.IN_DELIVERY})
PUBLISHED = frozenset({*ACTIVE, StrategyState.CLOSED, StrategyState.SUPERSEDED})


class Clause(StrEnum):
    """What the vision says of the place, in four parts that can each be measured."""

    BELONG = "belong"
    UNDERSTOOD = "understood"
    SAFE = "safe"
    PARTICIPATE = "participate"


class ActionState(StrEnum):
    """What is being done about an action. How it goes is `Rag`, apart."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    COMPLETE = "complete"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


OPEN_ACTION = frozenset({ActionState.NOT_STARTED, ActionState.IN_PROGRESS})


class Rag(StrEnum):
    """Green on track; amber at risk; red off track; grey not started or no data; blue complete (`domain.md` iii.17)."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"
    BLUE = "blue"


class Stage(StrEnum):
    """What kind of step a milestone is."""

    SET_UP = "set-up"
    EARLY_WIN = "early-win"
    OUTPUT = "output"
    OUTCOME = "outcome"


class Strategy(Entity):
    """One version, written in the language `lang`, for the years `from_year` to `to_year`, both in it.

    adopted_by, adopted_on, minute_reference: the body that decided, when, and where that is written.
    """

    __tablename__ = "strategy"
    __table_args__ = (
        sa.CheckConstraint("to_year >= from_year", name="years_in_order"),
        sa.CheckConstraint(
            "state NOT IN ('adopted', 'in-delivery') OR adopted_on IS NOT NULL", name="adopted_has_a_record"
        ),
    )

    title: Mapped[str] = mapped_column(sa.String(140))
    version_number: Mapped[int] = mapped_column(unique=True)
    from_year: Mapped[int]
    to_year: Mapped[int]
    vision: Mapped[str]
    acknowledgement: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(sa.String(10), default="en")
    state: Mapped[StrategyState] = mapped_column(default=StrategyState.DRAFT)
    change_reason: Mapped[str] = mapped_column(default="")
    adopted_by: Mapped[str] = mapped_column(sa.String(140), default="")
    adopted_on: Mapped[dt.date | None]
    minute_reference: Mapped[str] = mapped_column(sa.String(80), default="")
    previous_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("strategy.id"))

    clauses: Mapped[list[VisionClause]] = relationship(
        back_populates="strategy", order_by="VisionClause.position", cascade="all, delete-orphan"
    )
    pillars: Mapped[list[Pillar]] = relationship(
        back_populates="strategy", order_by="Pillar.position", cascade="all, delete-orphan"
    )


class VisionClause(Entity):
    """One testable part of the vision. Without an indicator it is "not measured"."""

    __tablename__ = "vision_clause"
    __table_args__ = (sa.UniqueConstraint("strategy_id", "clause"),)

    strategy_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("strategy.id"))
    clause: Mapped[Clause]
    text: Mapped[str]
    position: Mapped[int]
    indicator_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("indicator.id"))

    strategy: Mapped[Strategy] = relationship(back_populates="clauses")


class Pillar(Entity):
    """A main theme of one version."""

    __tablename__ = "pillar"
    __table_args__ = (sa.UniqueConstraint("strategy_id", "code"),)

    strategy_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("strategy.id"))
    code: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(80))
    about: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    copy_of_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("pillar.id"))

    strategy: Mapped[Strategy] = relationship(back_populates="pillars")
    objectives: Mapped[list[Objective]] = relationship(
        back_populates="pillar", order_by="Objective.position", cascade="all, delete-orphan"
    )


class Objective(Entity):
    """What a pillar wants to reach."""

    __tablename__ = "objective"
    __table_args__ = (sa.Index(None, "pillar_id", "position"),)

    pillar_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pillar.id"))
    text: Mapped[str]
    position: Mapped[int]
    copy_of_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("objective.id"))

    pillar: Mapped[Pillar] = relationship(back_populates="objectives")
    actions: Mapped[list[Action]] = relationship(
        back_populates="objective", order_by="Action.position", cascade="all, delete-orphan"
    )


action_area = sa.Table(
    "action_area",
    Base.metadata,
    sa.Column("action_id", sa.ForeignKey("action.id"), primary_key=True),
    sa.Column("area_id", sa.ForeignKey("area.id"), primary_key=True, index=True),
    info={"package": "strategy"},
)


class Action(Entity):
    """Something that will be done, with its owner, dates and how it goes.

    title, activity, target_groups, areas, evidence, hypothesis, outcome_1 to _3, budget, dates and owner are the words
    of the plan and change only with a version; state, RAG and milestones change as the work goes on. RAG is set by one
    person and confirmed by another; an overdue action cannot be green (E92). budget_pence None: not set.
    """

    __tablename__ = "action"
    __table_args__ = (
        sa.UniqueConstraint("strategy_id", "code"),
        sa.UniqueConstraint("strategy_id", "slug"),
        sa.CheckConstraint("due_on >= starts_on", name="due_after_start"),
        sa.CheckConstraint("rag NOT IN ('amber', 'red') OR rag_reason <> ''", name="trouble_has_a_reason"),
        sa.CheckConstraint("rag_confirmed_by_id <> rag_set_by_id", name="rag_needs_two_people"),
        sa.CheckConstraint("budget_pence >= 0", name="budget_is_not_negative"),
        sa.Index(None, "objective_id", "position"),
    )

    strategy_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("strategy.id"))
    objective_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("objective.id"))
    code: Mapped[str] = mapped_column(sa.String(10))
    slug: Mapped[str] = mapped_column(sa.String(140))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(140))
    activity: Mapped[str] = mapped_column(default="")
    target_groups: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    hypothesis: Mapped[str] = mapped_column(default="")
    outcome_1: Mapped[str] = mapped_column(default="")
    outcome_2: Mapped[str] = mapped_column(default="")
    outcome_3: Mapped[str] = mapped_column(default="")
    owner: Mapped[str] = mapped_column(sa.String(140), default="")
    owner_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    partners: Mapped[list[str]] = mapped_column(default=list)
    starts_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date | None]
    budget_pence: Mapped[int | None] = mapped_column(sa.BigInteger)
    copy_of_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("action.id"))
    state: Mapped[ActionState] = mapped_column(default=ActionState.NOT_STARTED)
    rag: Mapped[Rag] = mapped_column(default=Rag.GREY)
    rag_reason: Mapped[str] = mapped_column(default="")
    rag_on: Mapped[dt.date | None]
    rag_set_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    rag_confirmed_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))

    objective: Mapped[Objective] = relationship(back_populates="actions")
    areas: Mapped[list[Area]] = relationship(secondary=action_area, order_by=Area.name)
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="action", order_by="Milestone.position", cascade="all, delete-orphan"
    )


class Milestone(Entity):
    """A step of an action that can be seen to be done. done_on None: not yet."""

    __tablename__ = "milestone"
    __table_args__ = (sa.Index(None, "action_id", "position"),)

    action_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("action.id"))
    position: Mapped[int]
    text: Mapped[str]
    due_on: Mapped[dt.date | None]
    done_on: Mapped[dt.date | None]
    evidence: Mapped[str] = mapped_column(default="")
    stage: Mapped[Stage | None]

    action: Mapped[Action] = relationship(back_populates="milestones")

"""A facilitated conversation: where, when, how many came, and from how many backgrounds."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Entity


class Depth(StrEnum):
    """How far people met each other (`domain.md` S1-03)."""

    FLEETING = "fleeting"
    MEANINGFUL = "meaningful"
    NEGATIVE = "negative"


class Channel(StrEnum):
    """What brought people together (`domain.md` iii.17)."""

    FAITH = "faith"
    SPORT = "sport"
    SINGING = "singing"
    ART = "art"
    GARDENING = "gardening"
    FOOD = "food"
    TALK = "talk"
    WALKING = "walking"
    DIGITAL = "digital"
    OTHER = "other"


class Dimension(StrEnum):
    """What people may say of themselves, so that mixing can be seen; nobody has to."""

    AGE = "age"
    CULTURE = "culture"
    FAITH = "faith"


class ConversationSession(Entity):
    """One session of a project. Nobody is named: heads are counted.

    new_participants: those who came to this project for the first time; 0 when nobody asked (`domain.md` E69).
    background_counts: for each dimension the people in each group, {"age": {"18-29": 4}}; empty when nobody was asked.
    override_reason: why an officer logged it outside the project's areas.
    """

    __tablename__ = "conversation_session"
    __table_args__ = (
        sa.CheckConstraint("attended > 0", name="somebody_came"),
        sa.CheckConstraint("new_participants >= 0 AND new_participants <= attended", name="new_within_attended"),
        sa.CheckConstraint("has_ground_rules", name="ground_rules_were_shared"),
        sa.Index(None, "project_id", "held_on"),
    )

    project_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("project.id"))
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"), index=True)
    held_on: Mapped[dt.date]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    channel: Mapped[Channel] = mapped_column(default=Channel.TALK)
    attended: Mapped[int]
    new_participants: Mapped[int]
    background_counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    depth: Mapped[Depth] = mapped_column(default=Depth.MEANINGFUL)
    has_ground_rules: Mapped[bool]
    notes: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    override_reason: Mapped[str] = mapped_column(default="")
    logged_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    logged_on: Mapped[dt.date]
    is_void: Mapped[bool] = mapped_column(default=False)

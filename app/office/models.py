"""What people with the translator role said about the texts of the site."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Entity


class MessageReview(Entity):
    """A text of a language was found right, or other words are wanted for it.

    message, stamp: of `core.catalogues.Line`; it counts only as long as the text has this stamp. wanted: the better
    words, one text a plural form; empty when the text is right as it stands.
    """

    __tablename__ = "message_review"
    __table_args__ = (sa.UniqueConstraint("lang", "message"),)

    lang: Mapped[str] = mapped_column(sa.String(8))
    message: Mapped[str] = mapped_column(sa.String(32))
    stamp: Mapped[str] = mapped_column(sa.String(32))
    wanted: Mapped[list[str]] = mapped_column(default=list)
    reviewed_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    reviewed_at: Mapped[dt.datetime]

"""The council's own row: its name, look, contact, languages, thresholds, and its offices and pre-election periods."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Entity
from app.core.files import StoredFile
from app.core.translated import Translated, TranslatedType

LEAST_DISCLOSURE = 5
LEAST_BALLOTS_PUBLISHED = 30
BRAND, BRAND_END, LINK, ACTION, ACCENT = "#7a1f4f", "#b5472f", "#8a1c56", "#146152", "#ffc857"


class Council(Entity):
    """The one row of this installation.

    Colours are `#rrggbb`, each with a contrast of 4.5:1 or more (`colours.py`). disclosure_threshold: smallest count
    shown to the public; sensitive_threshold: the same for outcomes and equality data (`domain.md` iii.14).
    min_ballots_published: a pot with fewer ballots publishes none of them. stale_after_months: when a directory entry
    must be looked at again. objection_days: working days in which anyone may object to a result. privacy_text:
    language -> text set before the standing privacy notice.
    """

    __tablename__ = "council"
    __table_args__ = (
        sa.CheckConstraint("is_the_one", name="there_is_one"),
        sa.CheckConstraint(f"disclosure_threshold >= {LEAST_DISCLOSURE}", name="disclosure_is_safe"),
        sa.CheckConstraint("sensitive_threshold >= disclosure_threshold", name="sensitive_is_safer"),
        sa.CheckConstraint(f"min_ballots_published >= {LEAST_BALLOTS_PUBLISHED}", name="ballots_are_many"),
        sa.CheckConstraint("objection_days BETWEEN 1 AND 60", name="objections_have_time"),
    )

    is_the_one: Mapped[bool] = mapped_column(default=True, unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    site_name: Mapped[str] = mapped_column(sa.String(60))
    is_sample: Mapped[bool] = mapped_column(default=False)
    logo_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    brand_colour: Mapped[str] = mapped_column(sa.String(7), default=BRAND)
    brand_end_colour: Mapped[str] = mapped_column(sa.String(7), default=BRAND_END)
    link_colour: Mapped[str] = mapped_column(sa.String(7), default=LINK)
    action_colour: Mapped[str] = mapped_column(sa.String(7), default=ACTION)
    accent_colour: Mapped[str] = mapped_column(sa.String(7), default=ACCENT)
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    contact_address: Mapped[str] = mapped_column(default="")
    contact_hours: Mapped[str] = mapped_column(sa.String(200), default="")
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    languages: Mapped[list[str]] = mapped_column(default=lambda: ["en", "ur"])
    disclosure_threshold: Mapped[int] = mapped_column(default=5)
    sensitive_threshold: Mapped[int] = mapped_column(default=10)
    min_ballots_published: Mapped[int] = mapped_column(default=50)
    stale_after_months: Mapped[int] = mapped_column(default=12)
    objection_days: Mapped[int] = mapped_column(default=5)
    privacy_text: Mapped[Translated] = mapped_column(TranslatedType, default=Translated)
    data_protection_email: Mapped[str] = mapped_column(sa.String(254), default="")
    safeguarding_name: Mapped[str] = mapped_column(sa.String(120), default="")
    safeguarding_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    safeguarding_email: Mapped[str] = mapped_column(sa.String(254), default="")
    safeguarding_hours: Mapped[str] = mapped_column(sa.String(200), default="")

    logo: Mapped[StoredFile | None] = relationship(lazy="joined")
    offices: Mapped[list[Office]] = relationship(
        back_populates="council", order_by="Office.position", cascade="all, delete-orphan"
    )
    pre_elections: Mapped[list[PreElection]] = relationship(
        back_populates="council", order_by="PreElection.from_on", cascade="all, delete-orphan"
    )


class Office(Entity):
    """A place where residents can speak to someone, or hand in a paper."""

    __tablename__ = "office"

    council_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("council.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    address: Mapped[str]
    postcode: Mapped[str] = mapped_column(sa.String(8), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    opening_hours: Mapped[str] = mapped_column(sa.String(200), default="")
    access_notes: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    council: Mapped[Council] = relationship(back_populates="offices")


class ExtraHoliday(Entity):
    """A bank holiday of one year only, such as a coronation, or another day that is no working day here."""

    __tablename__ = "extra_holiday"
    __table_args__ = (sa.UniqueConstraint("on"), sa.CheckConstraint("name <> ''", name="has_a_name"))

    council_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("council.id"), index=True)
    on: Mapped[dt.date]
    name: Mapped[str] = mapped_column(sa.String(120))


class PreElection(Entity):
    """Days before an election on which publicity with councillors is held (E39). Both days are in it."""

    __tablename__ = "pre_election"
    __table_args__ = (sa.CheckConstraint("to_on >= from_on", name="ends_after_start"),)

    council_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("council.id"), index=True)
    election: Mapped[str] = mapped_column(sa.String(120))
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date]

    council: Mapped[Council] = relationship(back_populates="pre_elections")

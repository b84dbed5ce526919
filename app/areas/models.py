"""Places in dated sets of boundaries, how they lie to each other, and which postcode lies in which ward."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, BigId, Entity


class AreaType(StrEnum):
    """What kind of place. A council area (of an area committee) is not a parliamentary constituency."""

    DISTRICT = "district"
    COUNCIL_AREA = "council-area"
    CONSTITUENCY = "constituency"
    WARD = "ward"
    PARISH = "parish"
    NEIGHBOURHOOD = "neighbourhood"


class LinkKind(StrEnum):
    """How a child lies to its parent: wholly in it, partly in it, or in its place since new boundaries."""

    WITHIN = "within"
    OVERLAPS = "overlaps"
    SUCCESSOR_OF = "successor-of"


class Basis(StrEnum):
    """What the share of a link was worked out from."""

    LEGAL = "legal"
    POSTCODES = "postcodes"
    POPULATION = "population"
    ESTIMATE = "estimate"


class BoundarySet(Entity):
    """Areas of one type as they stand in law from one day to another. in_force_to: the last day, None if not known."""

    __tablename__ = "boundary_set"
    __table_args__ = (sa.CheckConstraint("in_force_to >= in_force_from", name="ends_after_start"),)

    name: Mapped[str] = mapped_column(sa.String(120), unique=True)
    area_type: Mapped[AreaType]
    in_force_from: Mapped[dt.date]
    in_force_to: Mapped[dt.date | None]
    source: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(sa.String(200), default="")

    areas: Mapped[list[Area]] = relationship(back_populates="boundary_set", order_by="Area.name")

    def is_in_force(self, on: dt.date) -> bool:
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


class Area(Entity):
    """One place in one set: the same name in another set is another area (E60).

    gss_code: nine characters, None where it is not known (never invented). is_code_confirmed: somebody saw the code in
    a named source. tile_row, tile_col: its place on the tile map, from the top left, from 0.
    """

    __tablename__ = "area"
    __table_args__ = (
        sa.UniqueConstraint("boundary_set_id", "gss_code"),
        sa.UniqueConstraint("boundary_set_id", "name"),
        sa.Index(None, "area_type", "name"),
    )

    boundary_set_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("boundary_set.id"))
    area_type: Mapped[AreaType]
    name: Mapped[str] = mapped_column(sa.String(120))
    slug: Mapped[str] = mapped_column(sa.String(140), unique=True)
    gss_code: Mapped[str | None] = mapped_column(sa.String(9))
    is_code_confirmed: Mapped[bool] = mapped_column(default=False)
    population: Mapped[int | None]
    population_source: Mapped[str] = mapped_column(sa.String(200), default="")
    note: Mapped[str] = mapped_column(default="")
    tile_row: Mapped[int | None]
    tile_col: Mapped[int | None]

    boundary_set: Mapped[BoundarySet] = relationship(back_populates="areas")


class AreaLink(Entity):
    """The child lies within, overlaps, or succeeds the parent. share: how much of the child lies
    in the parent, 0 to 1; None where nobody has worked it out."""

    __tablename__ = "area_link"
    __table_args__ = (
        sa.UniqueConstraint("child_id", "parent_id", "kind"),
        sa.CheckConstraint("child_id <> parent_id", name="links_two_areas"),
        sa.CheckConstraint("share > 0 AND share <= 1", name="share_is_a_share"),
        sa.CheckConstraint("kind <> 'within' OR (share IS NOT NULL AND share = 1)", name="within_is_whole"),
        sa.Index(None, "parent_id"),
    )

    child_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("area.id"))
    parent_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("area.id"))
    kind: Mapped[LinkKind]
    share: Mapped[Decimal | None] = mapped_column(sa.Numeric(5, 4))
    basis: Mapped[Basis]

    child: Mapped[Area] = relationship(foreign_keys=child_id)
    parent: Mapped[Area] = relationship(foreign_keys=parent_id)


class Postcode(Base):
    """One postcode of the look-up that was imported last. introduced, terminated: `YYYYMM`; terminated None = live.

    is_synthetic: made up for the demo; it says nothing about the real place.
    """

    __tablename__ = "postcode"
    __table_args__ = (sa.Index(None, "ward_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    postcode: Mapped[str] = mapped_column(sa.String(8), unique=True)
    ward_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    introduced: Mapped[str | None] = mapped_column(sa.String(6))
    terminated: Mapped[str | None] = mapped_column(sa.String(6))
    lookup_version: Mapped[str] = mapped_column(sa.String(80))
    is_synthetic: Mapped[bool] = mapped_column(default=False)

    ward: Mapped[Area | None] = relationship()


class PostcodeProfile(Entity):
    """Which column of a supplier's file means what, kept for the next file. columns: our name -> the file's header."""

    __tablename__ = "postcode_profile"

    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    postcode_column: Mapped[str] = mapped_column(sa.String(80))
    ward_column: Mapped[str] = mapped_column(sa.String(80))
    introduced_column: Mapped[str] = mapped_column(sa.String(80), default="")
    terminated_column: Mapped[str] = mapped_column(sa.String(80), default="")
    ward_matched_by: Mapped[str] = mapped_column(sa.String(10), default="code")


class PostcodeImport(Entity):
    """One file that was taken in whole. skipped: rows of other districts."""

    __tablename__ = "postcode_import"

    lookup_version: Mapped[str] = mapped_column(sa.String(80), unique=True)
    boundary_set_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("boundary_set.id"))
    file_name: Mapped[str] = mapped_column(sa.String(200))
    rows: Mapped[int]
    skipped: Mapped[int]
    is_synthetic: Mapped[bool] = mapped_column(default=False)
    imported_by: Mapped[str] = mapped_column(sa.String(200))
    imported_at: Mapped[dt.datetime]

    boundary_set: Mapped[BoundarySet] = relationship()

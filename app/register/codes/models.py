"""Batches of codes: who gives them out, how far they are, and one row a code that says only whether it is used."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Entity
from app.rounds.models import Electorate, Proof

MOST_PRINTED, MOST_CODES = 5_000, 1_000_000


class Desk(StrEnum):
    """Where the codes of a batch are given out."""

    LIBRARY = "library"
    LETTER = "letter"
    ORGANISATION = "organisation"
    HALL = "hall"


PROOF_OF = {
    Desk.LIBRARY: Proof.LIBRARY_CODE,
    Desk.LETTER: Proof.LETTER_CODE,
    Desk.ORGANISATION: Proof.ORGANISATION,
    Desk.HALL: Proof.DESK,
}


class Shape(StrEnum):
    """What comes out: slips to cut from a sheet, one letter a page, or a sealed file for a print house."""

    SHEETS = "sheets"
    LETTERS = "letters"
    FILE = "file"


class BatchState(StrEnum):
    """How far a batch is. From `downloaded` on its codes are nowhere in clear but on paper."""

    MAKING = "making"
    READY = "ready"
    DOWNLOADED = "downloaded"


BODY = sa.Enum(Electorate, native_enum=False, length=40, values_callable=lambda words: [word.value for word in words])


class CodeBatch(Entity):
    """A number of codes for one desk.

    number: how many are wanted; made, printed: how many are there and stand on a page so far. ends_on: last London date
    on which they work, None for the close of voting. area_id: the ward whose addresses the letters go to.
    proves_address: a code of this batch stands for an address that the council knows. electorate: as which body whoever
    uses one votes, None for the body of the way they register; never delegates, each of whom is on the register with an
    organisation and gets a code there (E42). replaced: single codes that others took the place of,
    over and above those made. sha256: of the file as it was
    downloaded, so that the print house can tell that it got the same. used_at_opening: how many had been used when the
    hashes were deleted, None before.
    """

    __tablename__ = "code_batch"
    __table_args__ = (
        sa.CheckConstraint(f"number BETWEEN 1 AND {MOST_CODES}", name="number_is_possible"),
        sa.CheckConstraint(f"shape = 'file' OR number <= {MOST_PRINTED}", name="many_only_as_a_file"),
        sa.CheckConstraint("made BETWEEN 0 AND number", name="made_is_a_part"),
        sa.CheckConstraint("printed BETWEEN 0 AND number", name="printed_is_a_part"),
        sa.CheckConstraint("replaced >= 0", name="replaced_is_not_negative"),
        sa.CheckConstraint("electorate IN ('open', 'registered', 'attendees', 'panel')", name="electorate"),
        sa.CheckConstraint("(revoked_on IS NULL) = (revoke_reason = '')", name="revoked_with_a_reason"),
        sa.CheckConstraint("replaced_by_id IS NULL OR revoked_on IS NOT NULL", name="replaced_is_revoked"),
        sa.CheckConstraint("(state = 'downloaded') = (downloaded_on IS NOT NULL)", name="downloaded_on_a_day"),
        sa.Index(None, "round_id", "made_on"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id"))
    desk: Mapped[Desk]
    shape: Mapped[Shape]
    place: Mapped[str] = mapped_column(sa.String(120))
    purpose: Mapped[str] = mapped_column(sa.String(200), default="")
    number: Mapped[int]
    ends_on: Mapped[dt.date | None]
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    proves_address: Mapped[bool] = mapped_column(default=False)
    electorate: Mapped[Electorate | None] = mapped_column(BODY)
    languages: Mapped[list[str]]
    state: Mapped[BatchState] = mapped_column(default=BatchState.MAKING)
    made: Mapped[int] = mapped_column(default=0)
    printed: Mapped[int] = mapped_column(default=0)
    replaced: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    made_on: Mapped[dt.date]
    downloaded_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    downloaded_on: Mapped[dt.date | None]
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    revoked_on: Mapped[dt.date | None]
    revoke_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    replaced_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("code_batch.id"))
    used_at_opening: Mapped[int | None]

    @property
    def name(self) -> str:
        return f"{self.place}: {self.purpose}" if self.purpose else self.place


class BatchCode(Base):
    """One code of a batch that leads to nobody: only a keyed hash, and whether somebody has come in with it.

    digest: `codes.queries.batch_digest`. slip_key: keyed hash of the number printed beside the code, so that a lost
    letter can be replaced and a copy of the table tells no order; None for the slips of a sheet. is_void: another code
    took its place before it was used. No date, no order and no voter: who used which code is written nowhere.
    """

    __tablename__ = "batch_code"
    __table_args__ = (
        sa.Index("uq_batch_code_slip_key", "slip_key", unique=True),
        sa.Index(
            "ix_batch_code_used", "batch_id", sqlite_where=sa.text("is_used"), postgresql_where=sa.text("is_used")
        ),
    )

    digest: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("code_batch.id"))
    slip_key: Mapped[str | None] = mapped_column(sa.String(20))
    is_used: Mapped[bool] = mapped_column(default=False)
    is_void: Mapped[bool] = mapped_column(default=False)

"""Paper: packs, desks and their counts, boxes, batches, what was keyed, and the sheets that two people sign.

Nothing here names a voter, and what was keyed goes when the ballots are written: a ballot leads to no batch.
"""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, BigId, Entity
from app.rounds.models import Channel, Electorate

MOST_IN_BATCH = 50
FEWEST_SETS, MOST_SETS = 2, 6


class Half(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


class Tally(StrEnum):
    """What a desk counts. A spoilt paper is kept apart and never was in the box (E20); late came after the last day."""

    ISSUED = "issued"
    SPOILT = "spoilt"
    REPLACED = "replaced"
    LATE = "late"


class BatchState(StrEnum):
    """How far a batch is: sealed by one person, by two, keyed, compared, sample-checked."""

    MADE = "made"
    SEALED = "sealed"
    COMPARED = "compared"
    SAMPLED = "sampled"
    CHECKED = "checked"


class SheetKind(StrEnum):
    BATCH = "batch"
    BOX = "box"
    DESK = "desk"


class Ground(StrEnum):
    """Why an adjudicator decided so. A word from this list and nothing else, so that no choice gets into a record."""

    FIRST_RIGHT = "first-right"
    SECOND_RIGHT = "second-right"
    BOTH_WRONG = "both-wrong"
    INTENT_CLEAR = "intent-clear"
    INTENT_UNCLEAR = "intent-unclear"
    NOT_THERE = "not-there"


class PaperPlan(Entity):
    """How a round prints its papers. sets: orders of the projects; seed: what they follow from, so that a complaint
    can be replayed (E37). return_on: last London date on which papers by post or drop box count."""

    __tablename__ = "paper_plan"
    __table_args__ = (sa.CheckConstraint(f"sets BETWEEN {FEWEST_SETS} AND {MOST_SETS}", name="sets_are_two_to_six"),)

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"), unique=True)
    sets: Mapped[int] = mapped_column(default=4)
    seed: Mapped[int] = mapped_column(sa.BigInteger)
    return_on: Mapped[dt.date | None]


class PaperDesk(Entity):
    """A place that hands papers out, or the office that posts them."""

    __tablename__ = "paper_desk"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "name"),
        sa.CheckConstraint("channel IN ('paper', 'post')", name="channel_is_of_paper"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(100))
    channel: Mapped[Channel] = mapped_column(default=Channel.PAPER)


class PaperPack(Entity):
    """A shuffled pack of papers. Its number is on the pack alone, never on a paper; the order inside is kept nowhere.

    electorate, area_id: whose papers these are (`PaperBatch`). printed: how often it came out of the printer.
    """

    __tablename__ = "paper_pack"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.CheckConstraint("size BETWEEN 1 AND 200", name="size_can_be_carried"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    desk_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("paper_desk.id"), index=True)
    number: Mapped[int]
    size: Mapped[int]
    electorate: Mapped[Electorate] = mapped_column(default=Electorate.OPEN)
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    lang: Mapped[str] = mapped_column(sa.String(3), default="en")
    is_large: Mapped[bool] = mapped_column(default=False)
    has_pictures: Mapped[bool] = mapped_column(default=False)
    made_on: Mapped[dt.date]
    printed: Mapped[int] = mapped_column(default=0)


class PaperCount(Base):
    """The issue log: how many, at one desk in one half-day. area_id: of issued papers, for the turnout by area."""

    __tablename__ = "paper_count"
    __table_args__ = (sa.Index(None, "desk_id", "on", "half"), sa.CheckConstraint("number > 0", name="number_counts"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    desk_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("paper_desk.id", ondelete="CASCADE"))
    on: Mapped[dt.date]
    half: Mapped[Half]
    kind: Mapped[Tally]
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    number: Mapped[int]


class PaperBox(Entity):
    """A ballot box, closed and later emptied before two people each.

    seal: number of the seal put on when it was closed. papers: counted out of it; is_seal_whole: as it was found then.
    """

    __tablename__ = "paper_box"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.CheckConstraint("closed_first_id <> closed_second_id", name="two_people_close"),
        sa.CheckConstraint("emptied_first_id <> emptied_second_id", name="two_people_empty"),
        sa.CheckConstraint("closed_first_id IS NULL OR seal <> ''", name="closed_with_a_seal"),
        sa.CheckConstraint("emptied_first_id IS NULL OR (closed_second_id IS NOT NULL)", name="emptied_when_closed"),
        sa.CheckConstraint("(emptied_first_id IS NULL) = (papers IS NULL)", name="emptied_and_counted"),
        sa.CheckConstraint("papers >= 0", name="papers_not_negative"),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    desk_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("paper_desk.id"), index=True)
    number: Mapped[int]
    seal: Mapped[str] = mapped_column(sa.String(40), default="")
    closed_first_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    closed_second_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    closed_on: Mapped[dt.date | None]
    papers: Mapped[int | None]
    is_seal_whole: Mapped[bool | None]
    emptied_first_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    emptied_second_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    emptied_on: Mapped[dt.date | None]


class PaperBatch(Entity):
    """A shuffled pile of at most 50 papers of one box, sealed by two people, keyed by two different people (E18).

    declared: papers when it was sealed. electorate, area_id: whose papers; an area where pots are for its own voters.
    run: 1, and one more each time a sample check found the keying wrong.
    """

    __tablename__ = "paper_batch"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "number"),
        sa.CheckConstraint(f"declared BETWEEN 1 AND {MOST_IN_BATCH}", name="at_most_fifty"),
        sa.CheckConstraint("sealed_first_id <> sealed_second_id", name="two_people_seal"),
        sa.CheckConstraint("first_keyer_id <> second_keyer_id", name="two_people_key"),
        sa.CheckConstraint("state = 'made' OR sealed_second_id IS NOT NULL", name="sealed_by_two"),
        sa.CheckConstraint(
            "state IN ('made', 'sealed') OR (is_first_done AND is_second_done AND second_keyer_id IS NOT NULL)",
            name="keyed_twice",
        ),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"))
    box_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("paper_box.id"), index=True)
    number: Mapped[int]
    declared: Mapped[int]
    electorate: Mapped[Electorate] = mapped_column(default=Electorate.OPEN)
    area_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("area.id"))
    seal: Mapped[str] = mapped_column(sa.String(40))
    sealed_first_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    sealed_second_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    sealed_on: Mapped[dt.date]
    state: Mapped[BatchState] = mapped_column(default=BatchState.MADE)
    run: Mapped[int] = mapped_column(default=1)
    first_keyer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    second_keyer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    is_first_done: Mapped[bool] = mapped_column(default=False)
    is_second_done: Mapped[bool] = mapped_column(default=False)


class PaperEntry(Base):
    """What was keyed for the paper at `place` of a batch: by pass 1 and 2, and as decided (pass 3).

    sealed: under the round's paper key in KEYS_DIR, all of one length; deleted when the ballots are written.
    """

    __tablename__ = "paper_entry"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "place", "keying"),
        sa.CheckConstraint("keying BETWEEN 1 AND 3", name="keying_is_a_pass"),
        sa.CheckConstraint("place > 0", name="place_is_positive"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("paper_batch.id", ondelete="CASCADE"))
    place: Mapped[int]
    keying: Mapped[int]
    sealed: Mapped[bytes]


class PaperDecision(Entity):
    """Who settled the paper at `place`, and on what ground; neither of the two who keyed it."""

    __tablename__ = "paper_decision"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "run", "place"),
        sa.CheckConstraint("decided_by_id <> first_keyer_id AND decided_by_id <> second_keyer_id", name="a_third"),
    )

    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("paper_batch.id", ondelete="CASCADE"))
    run: Mapped[int]
    place: Mapped[int]
    ground: Mapped[Ground]
    decided_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    first_keyer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    second_keyer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    decided_on: Mapped[dt.date]


class PaperSample(Entity):
    """A paper drawn by chance to be read once more beside what was keyed (E18). agrees: None until somebody did."""

    __tablename__ = "paper_sample"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "run", "place"),
        sa.CheckConstraint("(agrees IS NULL) = (checked_by_id IS NULL)", name="checked_by_somebody"),
    )

    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("paper_batch.id", ondelete="CASCADE"))
    run: Mapped[int]
    place: Mapped[int]
    agrees: Mapped[bool | None]
    checked_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))


class PaperSheet(Entity):
    """A reconciliation sheet: declared = accepted + rejected + unaccounted; what is unaccounted is explained, and two
    people sign (E17).

    batch_id, box_id, desk_id: the one that it is about. reasons: rejection -> number. unused: papers left at a desk;
    missing: papers of its packs that are neither handed out nor left.
    """

    __tablename__ = "paper_sheet"
    __table_args__ = (
        sa.CheckConstraint("declared = accepted + rejected + unaccounted", name="adds_up"),
        sa.CheckConstraint("(unaccounted = 0 AND missing = 0) OR explanation <> ''", name="explained"),
        sa.CheckConstraint("first_id <> second_id", name="two_people_sign"),
        sa.CheckConstraint("accepted >= 0 AND rejected >= 0 AND declared >= 0", name="not_negative"),
        sa.CheckConstraint(
            "(kind = 'batch' AND batch_id IS NOT NULL AND box_id IS NULL AND desk_id IS NULL) OR "
            "(kind = 'box' AND batch_id IS NULL AND box_id IS NOT NULL AND desk_id IS NULL) OR "
            "(kind = 'desk' AND batch_id IS NULL AND box_id IS NULL AND desk_id IS NOT NULL)",
            name="about_one_thing",
        ),
    )

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"), index=True)
    kind: Mapped[SheetKind]
    batch_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("paper_batch.id"), unique=True)
    box_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("paper_box.id"), unique=True)
    desk_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("paper_desk.id"), unique=True)
    declared: Mapped[int]
    accepted: Mapped[int]
    rejected: Mapped[int]
    unaccounted: Mapped[int]
    reasons: Mapped[dict[str, Any]] = mapped_column(default=dict)
    unused: Mapped[int | None]
    missing: Mapped[int] = mapped_column(default=0)
    explanation: Mapped[str] = mapped_column(default="")
    first_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    second_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    signed_on: Mapped[dt.date | None]


class PaperRecord(Entity):
    """The papers of a round are ballots: how many, and that what was keyed is destroyed (is_swept)."""

    __tablename__ = "paper_record"

    round_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("round.id", ondelete="CASCADE"), unique=True)
    accepted: Mapped[int]
    rejected: Mapped[int]
    written_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    written_on: Mapped[dt.date]
    is_swept: Mapped[bool] = mapped_column(default=False)

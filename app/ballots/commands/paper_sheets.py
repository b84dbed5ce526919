"""Reconciliation sheets, signed by two people, and the papers that become ballots when every sheet is (E17)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

from app.core import audit, jobs, key_files
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.events import publish
from app.core.i18n import _
from app.core.rewriting import rewrite
from app.rounds.models import Round

from ..events import DeskReconciled
from ..models import Rejection
from ..models.paper import (
    BatchState,
    PaperBatch,
    PaperBox,
    PaperDesk,
    PaperEntry,
    PaperRecord,
    PaperSheet,
    SheetKind,
    Tally,
)
from ..paper import sealing
from ..policies import paper as policies
from ..queries import paper as queries
from .paper_ballots import write_papers
from .paper_entry import SETTLED, readings

PAPER_SWEEP_JOB = "ballots-paper-sweep"


@dataclass(slots=True)
class Numbers:
    """What a sheet says. unaccounted is negative when more papers were found than declared."""

    declared: int
    accepted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    unused: int | None = None
    missing: int = 0

    @property
    def rejected(self) -> int:
        return sum(self.reasons.values())

    @property
    def unaccounted(self) -> int:
        return self.declared - self.accepted - self.rejected


def sheet_numbers(round_id: uuid.UUID, kind: SheetKind, subject_id: uuid.UUID, unused: int | None = None) -> Numbers:
    """The numbers of a sheet as they are now: of a batch from what was keyed, above that from the sheets below.

    Raises:
        WrongState: a batch is not checked, or a sheet below is not signed by two.
        NoResultFound: no such batch, box or desk in this round.
    """
    if kind is SheetKind.BATCH:
        return _of_batch(_fresh(PaperBatch, subject_id, round_id))
    if kind is SheetKind.BOX:
        return _of_box(_fresh(PaperBox, subject_id, round_id))
    return _of_desk(_fresh(PaperDesk, subject_id, round_id), unused)


Subject = TypeVar("Subject", PaperBatch, PaperBox, PaperDesk)


def _fresh(model: type[Subject], subject_id: uuid.UUID, round_id: uuid.UUID) -> Subject:
    found = db.session.get_one(model, subject_id, populate_existing=True)
    if found.round_id != round_id:
        raise NotAllowed(_("This is not of this round"))
    return found


def _of_batch(batch: PaperBatch) -> Numbers:
    if batch.state is not BatchState.CHECKED:
        raise WrongState(_("This batch is not typed by two, settled and sample-checked yet"))
    found = Numbers(batch.declared)
    for (_place, pass_), reading in readings(batch).items():
        if pass_ != SETTLED or not reading.is_there:
            continue
        if reading.rejection is None:
            found.accepted += 1
        else:
            found.reasons[reading.rejection.value] += 1
    return found


def _of_box(box: PaperBox) -> Numbers:
    if box.emptied_second_id is None or box.papers is None:
        raise WrongState(_("Two people must empty and count this box first"))
    found = Numbers(box.papers)
    mine = [batch.id for batch in queries.batches(box.round_id) if batch.box_id == box.id]
    _add_below(found, box.round_id, dict.fromkeys(mine, SheetKind.BATCH))
    return found


def _of_desk(desk: PaperDesk, unused: int | None) -> Numbers:
    if unused is None:
        raise DomainError(_("Count the papers that were not handed out"), field="unused")
    counted = queries.tallies(desk.round_id).get(desk.id, dict.fromkeys(Tally, 0))
    found = Numbers(counted[Tally.ISSUED] + counted[Tally.REPLACED] - counted[Tally.SPOILT], unused=unused)
    mine = [box.id for box in queries.boxes(desk.round_id) if box.desk_id == desk.id]
    _add_below(found, desk.round_id, dict.fromkeys(mine, SheetKind.BOX))
    if counted[Tally.LATE]:
        found.reasons[Rejection.LATE.value] += counted[Tally.LATE]
    had = sum(pack.size for pack in queries.packs(desk.round_id) if pack.desk_id == desk.id)
    found.missing = had - counted[Tally.ISSUED] - counted[Tally.REPLACED] - unused
    return found


def _add_below(found: Numbers, round_id: uuid.UUID, wanted: dict[uuid.UUID, SheetKind]) -> None:
    signed = {
        sheet.batch_id or sheet.box_id: sheet for sheet in queries.sheets(round_id) if sheet.second_id is not None
    }
    for subject_id in wanted:
        if subject_id not in signed:
            raise WrongState(_("Two people must sign the sheets of its batches and boxes first"))
        found.accepted += signed[subject_id].accepted
        found.reasons.update({word: int(number) for word, number in signed[subject_id].reasons.items()})


def draw_sheet(
    round_id: uuid.UUID,
    kind: SheetKind,
    subject_id: uuid.UUID,
    *,
    explanation: str,
    actor: Actor,
    unused: int | None = None,
) -> PaperSheet:
    """The sheet is there with the actor's signature; a second person signs it with `sign_sheet`.

    Raises:
        NotAllowed: not this actor's.
        WrongState: something below is not finished, or the sheet is there.
        DomainError: papers are unaccounted for and nothing explains it.
    """
    round_ = locked(Round, round_id)
    _allow(policies.can_sign(actor, round_, None))
    if queries.sheet_of(round_id, kind, subject_id) is not None:
        raise WrongState(_("This sheet is already drawn up"))
    found = sheet_numbers(round_id, kind, subject_id, unused)
    if kind is SheetKind.DESK:
        publish(DeskReconciled(subject_id))
    if (found.unaccounted or found.missing) and not explanation.strip():
        raise DomainError(_("The papers do not add up. Say why"), field="explanation")
    sheet = PaperSheet(
        round_id=round_id,
        kind=kind,
        declared=found.declared,
        accepted=found.accepted,
        rejected=found.rejected,
        unaccounted=found.unaccounted,
        reasons=dict(found.reasons),
        unused=found.unused,
        missing=found.missing,
        explanation=explanation.strip(),
        first_id=actor.id,
    )
    setattr(sheet, f"{kind.value}_id", subject_id)
    db.session.add(sheet)
    db.session.flush()
    audit.record(actor, "draw_sheet", sheet, name=round_.name, after=_fields(sheet), reason=sheet.explanation)
    return sheet


def sign_sheet(sheet_id: uuid.UUID, *, actor: Actor, today: dt.date) -> PaperSheet:
    """The second person signs; the batch, box or desk is reconciled.

    Raises:
        NotAllowed: the first person cannot be the second.
    """
    sheet = locked(PaperSheet, sheet_id)
    round_ = db.session.get_one(Round, sheet.round_id)
    _allow(policies.can_sign(actor, round_, sheet))
    sheet.second_id, sheet.signed_on = actor.id, today
    audit.record(actor, "sign_sheet", sheet, name=round_.name, after=_fields(sheet))
    db.session.flush()
    return sheet


def tear_up_sheet(sheet_id: uuid.UUID, *, actor: Actor) -> None:
    """A sheet that the second person does not sign is drawn up anew."""
    sheet = locked(PaperSheet, sheet_id)
    if sheet.second_id is not None:
        raise WrongState(_("Two people have signed this sheet"))
    round_ = db.session.get_one(Round, sheet.round_id)
    _allow(policies.can_sign(actor, round_, None))
    audit.record(actor, "tear_up_sheet", sheet, name=round_.name, before=_fields(sheet))
    db.session.delete(sheet)
    db.session.flush()


def count_papers(round_id: uuid.UUID, *, actor: Actor, today: dt.date) -> PaperRecord:
    """Every paper is a ballot, in an order of chance; what was keyed is deleted, and only sums of batches stay.

    The key of what was keyed is destroyed by `sweep_papers`, which the caller runs afterwards and a job row makes sure
    of.
    Raises:
        NotAllowed: not this actor's, the envelopes are not open, or something is not reconciled.
    """
    round_ = locked(Round, round_id)
    _allow(policies.can_write(actor, round_, queries.record(round_id), queries.unfinished(round_id)))
    sheets = queries.sheets(round_id)
    late = Counter(
        {
            sheet.desk_id: int(sheet.reasons.get(Rejection.LATE.value, 0))
            for sheet in sheets
            if sheet.kind is SheetKind.DESK
        }
    )
    accepted, rejected = write_papers(round_, queries.batches(round_id), late.total())
    signed = [sheet for sheet in sheets if sheet.kind is SheetKind.BATCH]
    if (accepted, rejected) != (
        sum(sheet.accepted for sheet in signed),
        sum(sheet.rejected for sheet in signed) + late.total(),
    ):
        raise AssertionError("the ballots are not what the sheets say")
    for batch in queries.batches(round_id):
        for entry in queries.entries(batch.id):
            db.session.delete(entry)
    record = PaperRecord(
        round_id=round_id, accepted=accepted, rejected=rejected, written_by_id=actor.id, written_on=today
    )
    db.session.add(record)
    db.session.flush()
    audit.record(actor, "count_papers", round_, name=round_.name, after={"accepted": accepted, "rejected": rejected})
    jobs.put(PAPER_SWEEP_JOB, round_id=str(round_id))
    return record


def destroy_papers(round_id: uuid.UUID) -> None:
    """What was keyed of a cancelled round goes, uncounted."""
    for batch in queries.batches(round_id):
        for entry in queries.entries(batch.id):
            db.session.delete(entry)
    if queries.batches(round_id):
        jobs.put(PAPER_SWEEP_JOB, round_id=str(round_id))
    db.session.flush()


def sweep_papers(round_id: uuid.UUID) -> None:
    """The key of what was keyed is destroyed and the table rewritten. Safe to repeat; not inside a unit of work."""
    key_files.destroy(sealing.key_name(round_id))
    rewrite(PaperEntry.__tablename__)


def mark_papers_swept(round_id: uuid.UUID) -> None:
    """The record says that what was keyed is destroyed."""
    record = queries.record(round_id)
    if record is not None:
        record.is_swept = True
        db.session.flush()


def _fields(sheet: PaperSheet) -> dict[str, object]:
    names = ("kind", "declared", "accepted", "rejected", "unaccounted", "missing", "reasons")
    return {name: getattr(sheet, name) for name in names}


def _allow(may: object) -> None:
    if not may:
        raise NotAllowed(getattr(may, "reason", ""))

"""Boxes and batches: closed, emptied and sealed before two people each, both at their own sign-in."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.rounds.models import Electorate, Round

from ..models.paper import MOST_IN_BATCH, BatchState, PaperBatch, PaperBox, PaperSheet
from ..paper import contents
from ..policies import paper as policies
from ..queries import paper as queries


def add_box(round_id: uuid.UUID, desk_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> PaperBox:
    """A desk has one more ballot box, open and empty."""
    round_ = locked(Round, round_id)
    _allow(policies.can_hand_out(actor, round_, now) or policies.can_prepare(actor, round_, now))
    row = PaperBox(
        round_id=round_id,
        desk_id=queries.desk(round_id, desk_id).id,
        number=max((box.number for box in queries.boxes(round_id)), default=0) + 1,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "add_box", row, name=str(row.number))
    return row


def close_box(box_id: uuid.UUID, *, seal: str, actor: Actor, today: dt.date) -> PaperBox:
    """The actor closed the box with this seal; it is closed when a second person has confirmed it.

    The first person may type the seal anew until then; the second types it too, so that both have read it.
    Raises:
        NotAllowed: not this actor's, or they signed already.
        DomainError: no seal number, or another than the first person read.
    """
    box = locked(PaperBox, box_id)
    _allow(policies.can_close_box(actor, _round(box.round_id), box))
    number = seal.strip().upper()
    if not number:
        raise DomainError(_("Enter the number of the seal"), field="seal")
    if box.closed_first_id is None:
        box.seal, box.closed_first_id = number, actor.id
    elif number != box.seal:
        raise DomainError(_("The first person read another number on the seal. Look again together"), field="seal")
    else:
        box.closed_second_id, box.closed_on = actor.id, today
    audit.record(actor, "close_box", box, name=str(box.number), after={"seal": number})
    db.session.flush()
    return box


def empty_box(box_id: uuid.UUID, *, papers: int, is_seal_whole: bool, actor: Actor, now: dt.datetime) -> PaperBox:
    """The actor broke the seal and counted so many papers; a second person counts as many and confirms.

    Raises:
        NotAllowed: not this actor's, not the time, or they signed already.
        DomainError: the second count differs from the first; `recount_box` takes the first back.
    """
    box = locked(PaperBox, box_id)
    _allow(policies.can_empty_box(actor, _round(box.round_id), box, now))
    if box.emptied_first_id is None:
        box.papers, box.is_seal_whole, box.emptied_first_id = papers, is_seal_whole, actor.id
    elif (papers, is_seal_whole) != (box.papers, box.is_seal_whole):
        raise DomainError(
            _("The first person counted or saw something else. Count again together"),
            field="papers" if papers != box.papers else "is_seal_whole",
        )
    else:
        box.emptied_second_id, box.emptied_on = actor.id, london(now).date()
    audit.record(
        actor, "empty_box", box, name=str(box.number), after={"papers": papers, "is_seal_whole": is_seal_whole}
    )
    db.session.flush()
    return box


def recount_box(box_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> PaperBox:
    """The first person's count of a box is taken back, because the second found another."""
    box = locked(PaperBox, box_id)
    _allow(policies.can_empty_box(actor, _round(box.round_id), box, now) if box.emptied_first_id != actor.id else True)
    if box.emptied_first_id is None or box.emptied_second_id is not None:
        raise WrongState(_("There is no count to take back"))
    before = {"papers": box.papers, "is_seal_whole": box.is_seal_whole}
    box.papers = box.is_seal_whole = box.emptied_first_id = None
    audit.record(actor, "recount_box", box, name=str(box.number), before=before)
    db.session.flush()
    return box


def make_batch(
    box_id: uuid.UUID,
    *,
    declared: int,
    seal: str,
    electorate: Electorate,
    area_id: uuid.UUID | None,
    actor: Actor,
    today: dt.date,
) -> PaperBatch:
    """A shuffled pile of the box's papers, of one kind, is counted and sealed by the actor.

    Raises:
        NotAllowed: the box is not emptied, or not this actor's.
        DomainError: more than 50, or more than are left of the box.
    """
    box = locked(PaperBox, box_id)
    round_ = locked(Round, box.round_id)
    _allow(policies.can_seal_batch(actor, round_, box, queries.record(round_.id)))
    if db.session.scalar(sa.select(sa.exists().where(PaperSheet.box_id == box.id))):
        raise WrongState(_("The sheet of this box is already drawn up"))
    every = queries.batches(round_.id)
    left = (box.papers or 0) - sum(batch.declared for batch in every if batch.box_id == box.id)
    if not 1 <= declared <= MOST_IN_BATCH:
        raise DomainError(_("A batch has from 1 to %(most)s papers", most=MOST_IN_BATCH), field="declared")
    if declared > left:
        raise DomainError(_("Only %(left)s papers of this box are not in a batch", left=left), field="declared")
    if not seal.strip():
        raise DomainError(_("Enter the number of the seal"), field="seal")
    if area_id not in contents.kinds(round_):
        raise DomainError(_("There is no such kind of paper"), field="area")
    row = PaperBatch(
        round_id=round_.id,
        box_id=box.id,
        number=max((batch.number for batch in every), default=0) + 1,
        declared=declared,
        electorate=electorate,
        area_id=area_id,
        seal=seal.strip().upper(),
        sealed_first_id=actor.id,
        sealed_on=today,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "make_batch", row, name=str(row.number), after={"declared": declared, "seal": row.seal})
    return row


def confirm_batch(batch_id: uuid.UUID, *, actor: Actor) -> PaperBatch:
    """A second person saw the batch counted and sealed; it can be typed.

    Raises:
        NotAllowed: the actor sealed it, or it is sealed by two.
    """
    batch = locked(PaperBatch, batch_id)
    _allow(policies.can_confirm_seal(actor, _round(batch.round_id), batch))
    batch.sealed_second_id, batch.state = actor.id, BatchState.SEALED
    audit.record(actor, "confirm_batch", batch, name=str(batch.number), after={"declared": batch.declared})
    db.session.flush()
    return batch


def drop_batch(batch_id: uuid.UUID, *, actor: Actor) -> None:
    """A batch that the second person did not find as it was declared is undone: its papers are counted anew."""
    batch = locked(PaperBatch, batch_id)
    if batch.state is not BatchState.MADE:
        raise WrongState(_("This batch is already sealed by two people"))
    may = policies.can_confirm_seal(actor, _round(batch.round_id), batch)
    _allow(True if batch.sealed_first_id == actor.id else may)
    audit.record(actor, "drop_batch", batch, name=str(batch.number), before={"declared": batch.declared})
    db.session.delete(batch)
    db.session.flush()


def _round(round_id: uuid.UUID) -> Round:
    return db.session.get_one(Round, round_id)


def _allow(may: object) -> None:
    if not may:
        raise NotAllowed(getattr(may, "reason", ""))

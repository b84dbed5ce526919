"""Things that change batches of codes, and the use of one code. Each reads the row afresh; none commits."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.core import audit, jobs
from app.core.access import Actor
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, Refusals, WrongState
from app.core.i18n import _
from app.core.references import new_codes
from app.rounds.models import Proof, Round
from app.rounds.queries import round_by_id

from . import policies, queries, store
from .models import MOST_CODES, MOST_PRINTED, PROOF_OF, BatchCode, BatchState, CodeBatch, Desk, Shape

MAKE, PRINT = "make-codes", "print-codes"
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What an officer asks for. ends_on: None for the close of voting. languages: of the prints, the first first."""

    desk: Desk
    shape: Shape
    place: str
    number: int
    purpose: str = ""
    ends_on: dt.date | None = None
    area_id: uuid.UUID | None = None
    proves_address: bool = False
    languages: tuple[str, ...] = ("en",)


def order_batch(round_id: uuid.UUID, wish: Wish, *, actor: Actor, now: dt.datetime) -> CodeBatch:
    """The batch is in the list and its codes will be made in the background.

    Raises:
        NotAllowed: not this actor's, or not between the lock and the close.
        Refusals: each for its field.
    """
    round_ = round_by_id(round_id)
    if not (may := policies.can_make(actor, round_, now)):
        raise NotAllowed(may.reason)
    _check(round_, wish, now)
    return _add(round_, wish, actor, london(now).date())


def _check(round_: Round, wish: Wish, now: dt.datetime) -> None:
    faults = []
    most = MOST_CODES if wish.shape is Shape.FILE else MOST_PRINTED
    if not 1 <= wish.number <= most:
        limit = _("Enter a number from 1 to %(most)s", most=f"{most:,}")
        more = _("For more than %(most)s codes choose the file for a print house", most=f"{MOST_PRINTED:,}")
        faults.append(DomainError(limit if wish.shape is Shape.FILE or wish.number < 1 else more, field="number"))
    if not wish.place.strip():
        faults.append(DomainError(_("Say where the codes are given out"), field="place"))
    if not wish.languages or set(wish.languages) - {*round_.languages, "en"}:
        faults.append(DomainError(_("Choose from the languages of this round"), field="languages"))
    if wish.ends_on is not None and not london(now).date() <= wish.ends_on <= london(round_.closes_at).date():
        faults.append(DomainError(_("Enter a day from today to the close of voting"), field="ends_on"))
    if wish.proves_address and wish.desk is not Desk.LETTER:
        faults.append(DomainError(_("Only a letter stands for an address"), field="proves_address"))
    if faults:
        raise Refusals(faults)


def _add(round_: Round, wish: Wish, actor: Actor, today: dt.date) -> CodeBatch:
    batch = CodeBatch(
        round_id=round_.id,
        desk=wish.desk,
        shape=wish.shape,
        place=wish.place.strip(),
        purpose=wish.purpose.strip(),
        number=wish.number,
        ends_on=wish.ends_on,
        area_id=wish.area_id,
        proves_address=wish.proves_address,
        languages=list(wish.languages),
        made_by_id=actor.id,
        made_on=today,
    )
    db.session.add(batch)
    db.session.flush()
    facts = {"desk": wish.desk, "shape": wish.shape, "number": wish.number, "ends_on": wish.ends_on}
    audit.record(actor, "order_batch", batch, name=batch.name, after=facts)
    jobs.put(MAKE, batch_id=str(batch.id))
    return batch


def make_some(batch_id: uuid.UUID, pepper: str, number: int = CHUNK) -> CodeBatch:
    """Up to `number` more codes of the batch exist: their hashes here, the codes themselves sealed beside them.

    Hashes are written in their own order, so that no order of rows tells the order of the slips.
    """
    batch = locked(CodeBatch, batch_id)
    wanted = min(number, batch.number - batch.made)
    if batch.state is not BatchState.MAKING or batch.revoked_on is not None or wanted <= 0:
        return batch
    maker = queries.DigestMaker(batch.round_id, pepper)
    codes = _insert(batch.id, maker, wanted)
    store.put(batch.id, f"codes-{batch.made:07d}", "\n".join(codes).encode())
    batch.made += wanted
    if batch.made == batch.number and batch.shape is Shape.FILE:
        batch.state = BatchState.READY
    db.session.flush()
    return batch


def _insert(batch_id: uuid.UUID, maker: queries.DigestMaker, wanted: int) -> list[str]:
    """Fresh codes, their rows written; in the rare case that one is taken already, all are drawn again."""
    for last_try in (False, False, True):
        codes = new_codes(wanted)
        digests = sorted(maker.digest(code) for code in codes)
        rows = [{"digest": digest, "batch_id": batch_id, "is_used": False} for digest in digests]
        try:
            with db.session.begin_nested():
                db.session.execute(sa.insert(BatchCode), rows)
        except IntegrityError:
            if last_try:
                raise
            continue
        return codes
    raise AssertionError("the last try returns or raises")


def note_printed(batch_id: uuid.UUID, printed: int) -> CodeBatch:
    """So many codes stand on finished pages; with all of them the batch is ready to download."""
    batch = locked(CodeBatch, batch_id)
    if batch.state is BatchState.MAKING and batch.revoked_on is None:
        batch.printed = max(batch.printed, min(printed, batch.number))
        if batch.printed == batch.number:
            batch.state = BatchState.READY
    db.session.flush()
    return batch


def claim_download(batch_id: uuid.UUID, *, actor: Actor, today: dt.date) -> CodeBatch:
    """The batch counts as downloaded, by this actor, and nobody can fetch it again, even if the download breaks off.

    Raises:
        NotAllowed: not this actor's, not ready, revoked, or fetched before.
    """
    batch = locked(CodeBatch, batch_id)
    if not (may := policies.can_download(actor, round_by_id(batch.round_id), batch)):
        raise NotAllowed(may.reason)
    batch.state, batch.downloaded_on, batch.downloaded_by_id = BatchState.DOWNLOADED, today, actor.id
    audit.record(actor, "download_batch", batch, name=batch.name, after={"number": batch.number})
    db.session.flush()
    return batch


def note_sent(batch_id: uuid.UUID, sha256: str) -> None:
    """The whole file went out and had this hash."""
    locked(CodeBatch, batch_id).sha256 = sha256
    db.session.flush()


def revoke_batch(batch_id: uuid.UUID, *, reason: str, actor: Actor, today: dt.date) -> CodeBatch:
    """No unused code of the batch works any more; who has registered with one stays registered.

    Raises:
        NotAllowed: not this actor's, or revoked before.
        DomainError: no reason was given.
    """
    batch = locked(CodeBatch, batch_id)
    if not (may := policies.can_revoke(actor, round_by_id(batch.round_id), batch)):
        raise NotAllowed(may.reason)
    if not reason.strip():
        raise DomainError(_("Say why the codes are stopped"), field="reason")
    batch.revoked_on, batch.revoke_reason = today, reason.strip()
    audit.record(actor, "revoke_batch", batch, name=batch.name, after={"state": batch.state}, reason=reason.strip())
    db.session.flush()
    return batch


def replace_batch(batch_id: uuid.UUID, *, reason: str, actor: Actor, now: dt.datetime) -> CodeBatch:
    """The batch is revoked and a new one like it will be made, as after a download that broke off."""
    old = revoke_batch(batch_id, reason=reason, actor=actor, today=london(now).date())
    round_ = round_by_id(old.round_id)
    if not (may := policies.can_make(actor, round_, now)):
        raise NotAllowed(may.reason)
    left = old.number - queries.used([old.id]).get(old.id, 0)
    if left <= 0:
        raise DomainError(_("Every code of this batch has been used"))
    wish = Wish(
        desk=old.desk,
        shape=old.shape,
        place=old.place,
        number=left,
        purpose=old.purpose,
        ends_on=old.ends_on,
        area_id=old.area_id,
        proves_address=old.proves_address,
        languages=tuple(old.languages),
    )
    new = _add(round_, wish, actor, london(now).date())
    old.replaced_by_id = new.id
    db.session.flush()
    return new


@dataclass(frozen=True, slots=True)
class Shown:
    """What a used code stands for. area_id: the ward of its letter, for an address that the council knows."""

    proof: Proof
    area_id: uuid.UUID | None
    proves_address: bool


def use_code(round_id: uuid.UUID, digest: str, *, today: dt.date) -> Shown:
    """The code is used, by the one person who is being put on the register in this unit of work.

    Raises:
        WrongState: it leads nowhere, or not any more; the words say why.
    """
    known = queries.found(digest)
    if known is None:
        raise WrongState(_("This code is not right for this vote. Check it and try again"))
    code, batch = known
    if not (may := policies.can_use(code, batch, round_by_id(round_id), today)):
        raise WrongState(may.reason)
    taken = db.session.execute(
        sa.update(BatchCode).where(BatchCode.digest == digest, sa.not_(BatchCode.is_used)).values(is_used=True)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        db.session.refresh(code)
        raise WrongState(policies.can_use(code, batch, round_by_id(round_id), today).reason)
    return Shown(PROOF_OF[batch.desk], batch.area_id, batch.proves_address)


def forget_codes(round_id: uuid.UUID) -> None:
    """The hashes of this round's batches are gone; how many had been used stays with each batch."""
    batches = list(db.session.scalars(sa.select(CodeBatch).where(CodeBatch.round_id == round_id).with_for_update()))
    counted = queries.used([batch.id for batch in batches])
    for batch in batches:
        batch.used_at_opening = counted.get(batch.id, 0)
    db.session.execute(sa.delete(BatchCode).where(BatchCode.batch_id.in_([batch.id for batch in batches])))
    db.session.flush()

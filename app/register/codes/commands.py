"""Things that change batches of codes, and the use of one code. Each reads the row afresh; none commits."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
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
from app.rounds.models import Electorate, Proof, Round
from app.rounds.queries import round_by_id

from . import policies, queries, store
from .models import MOST_CODES, MOST_PRINTED, PROOF_OF, BatchCode, BatchState, CodeBatch, Desk, Shape

MAKE, PRINT = "make-codes", "print-codes"
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What an officer asks for. ends_on: None for the close of voting. languages: of the prints, the first first.
    electorate: as which body whoever uses a code votes, None for the body of the way they register."""

    desk: Desk
    shape: Shape
    place: str
    number: int
    purpose: str = ""
    ends_on: dt.date | None = None
    area_id: uuid.UUID | None = None
    proves_address: bool = False
    electorate: Electorate | None = None
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
    faults += _faults_of_body(round_, wish)
    if faults:
        raise Refusals(faults)


def _faults_of_body(round_: Round, wish: Wish) -> list[DomainError]:
    bodies = {each.electorate for each in round_.electorates} or {Electorate.OPEN}
    if wish.electorate is Electorate.DELEGATES:
        words = _(
            "A delegate's code belongs to one organisation. Add the delegate under Lists, and give the code there"
        )
        return [DomainError(words, field="electorate")]
    if wish.electorate is not None and wish.electorate not in bodies:
        return [DomainError(_("The rules of this round have no such body of voters"), field="electorate")]
    if wish.electorate is None and len(bodies) > 1 and Electorate.OPEN not in bodies:
        return [DomainError(_("Choose for which body of voters the codes are"), field="electorate")]
    return []


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
        electorate=wish.electorate,
        languages=list(wish.languages),
        made_by_id=actor.id,
        made_on=today,
    )
    db.session.add(batch)
    db.session.flush()
    facts = {"desk": wish.desk, "shape": wish.shape, "number": wish.number, "ends_on": wish.ends_on}
    facts |= {"electorate": wish.electorate} if wish.electorate else {}
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
    maker = queries.DigestMaker(batch.round_id, pepper, batch.id)
    codes = _insert(batch, maker, range(batch.made + 1, batch.made + wanted + 1))
    store.put(batch.id, f"codes-{batch.made:07d}", "\n".join(codes).encode())
    batch.made += wanted
    if batch.made == batch.number and batch.shape is Shape.FILE:
        batch.state = BatchState.READY
    db.session.flush()
    return batch


def _insert(batch: CodeBatch, maker: queries.DigestMaker, numbers: Sequence[int]) -> list[str]:
    """Fresh codes for these numbers, their rows written; in the rare case that one is taken already, all are drawn
    again.

    The number on a letter or in a print house's file is kept as a keyed hash, so that a lost one can be replaced. The
    number on a slip of a sheet is there to be checked off, and nothing leads from it to the code.
    """
    same = {"batch_id": batch.id, "is_used": False, "is_void": False}
    is_known = batch.shape is not Shape.SHEETS
    for last_try in (False, False, True):
        codes = new_codes(len(numbers))
        pairs = zip(codes, numbers, strict=True)
        keys = sorted((maker.digest(code), maker.slip_key(n) if is_known else None) for code, n in pairs)
        rows = [{"digest": digest, "slip_key": slip_key, **same} for digest, slip_key in keys]
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
        electorate=old.electorate,
        languages=tuple(old.languages),
    )
    new = _add(round_, wish, actor, london(now).date())
    old.replaced_by_id = new.id
    db.session.flush()
    return new


@dataclass(frozen=True, slots=True)
class Spoilt:
    """One code that must not work any more. number: printed beside it, None where the code itself is given as typed.
    seen: how many of the batch had been replaced when the officer looked, so that a page sent twice replaces once."""

    reason: str
    number: int | None = None
    code: str = ""
    seen: int = 0


def replace_code(batch_id: uuid.UUID, spoilt: Spoilt, pepper: str, *, actor: Actor, now: dt.datetime) -> str:
    """One code of the batch, of a lost letter or a spoilt slip, is void, and the fresh one that is returned, and is
    nowhere else in clear, works in its place under the same number.

    Raises:
        NotAllowed: not this actor's, before the download or after the close.
        WrongState: somebody has used the code, or one of the batch was replaced meanwhile.
        DomainError: no such code in this batch, or no reason.
    """
    batch = locked(CodeBatch, batch_id)
    round_ = round_by_id(batch.round_id)
    if not (may := policies.can_replace(actor, round_, batch, now)):
        raise NotAllowed(may.reason)
    if batch.replaced != spoilt.seen:
        raise WrongState(_("A code of this batch was replaced while you had this open. Look if it was this one"))
    if not spoilt.reason.strip():
        raise DomainError(_("Say why the code is replaced"), field="reason")
    old = _void(_spoilt_code(batch, spoilt))
    maker = queries.DigestMaker(round_.id, pepper, batch.id)
    fresh = _insert_one(batch.id, maker, old)
    batch.replaced += 1
    after = {"number": spoilt.number} if spoilt.number is not None else {"by": "code"}
    audit.record(actor, "replace_code", batch, name=batch.name, after=after, reason=spoilt.reason.strip())
    db.session.flush()
    return fresh


def _spoilt_code(batch: CodeBatch, spoilt: Spoilt) -> BatchCode:
    if spoilt.number is not None and batch.shape is Shape.SHEETS:
        words = _("Nothing here knows which number a slip has. Give the code on it, or revoke the batch")
        raise DomainError(words, field="number")
    if spoilt.number is not None:
        by_number = queries.by_slip(batch.id, spoilt.number)
        if by_number is None:
            raise DomainError(_("No code of this batch has this number"), field="number")
        return by_number
    known = queries.found(queries.digest_of(batch.round_id, spoilt.code))
    if known is None or known[1].id != batch.id:
        raise DomainError(_("This code is not one of this batch"), field="code")
    return known[0]


def _void(old: BatchCode) -> str | None:
    """The code, if nobody has used it, works no more; what the fresh one takes over is its number's keyed hash."""
    slip_key = old.slip_key
    done = db.session.execute(
        sa.update(BatchCode)
        .where(BatchCode.digest == old.digest, sa.not_(BatchCode.is_used), sa.not_(BatchCode.is_void))
        .values(is_void=True, slip_key=None)
    )
    db.session.expire(old)
    if done.rowcount == 1:  # type: ignore[attr-defined]
        return slip_key
    if old.is_void:
        raise WrongState(_("This code has been replaced already"))
    raise WrongState(_("Somebody has used this code: it cannot be replaced. Look for the person on the register"))


def _insert_one(batch_id: uuid.UUID, maker: queries.DigestMaker, slip_key: str | None) -> str:
    [code] = new_codes(1)
    db.session.add(BatchCode(digest=maker.digest(code), batch_id=batch_id, slip_key=slip_key))
    db.session.flush()
    return code


@dataclass(frozen=True, slots=True)
class Shown:
    """What a used code stands for. area_id: the ward of its letter, for an address that the council knows. electorate:
    the body of voters that the batch is for, None for any."""

    proof: Proof
    area_id: uuid.UUID | None
    proves_address: bool
    electorate: Electorate | None = None


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
        sa.update(BatchCode)
        .where(BatchCode.digest == digest, sa.not_(BatchCode.is_used), sa.not_(BatchCode.is_void))
        .values(is_used=True)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        db.session.refresh(code)
        raise WrongState(policies.can_use(code, batch, round_by_id(round_id), today).reason)
    return Shown(PROOF_OF[batch.desk], batch.area_id, batch.proves_address, batch.electorate)


def forget_codes(round_id: uuid.UUID) -> None:
    """The hashes of this round's batches are gone; how many had been used stays with each batch."""
    batches = list(db.session.scalars(sa.select(CodeBatch).where(CodeBatch.round_id == round_id).with_for_update()))
    counted = queries.used([batch.id for batch in batches])
    for batch in batches:
        batch.used_at_opening = counted.get(batch.id, 0)
    db.session.execute(sa.delete(BatchCode).where(BatchCode.batch_id.in_([batch.id for batch in batches])))
    db.session.flush()

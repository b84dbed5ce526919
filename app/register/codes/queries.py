"""Reads of batches, and the two keyed steps from a code to the row that knows it."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.crypto import peppered
from app.core.db import db
from app.core.references import as_code
from app.people.models import Person

from .models import BatchCode, BatchState, CodeBatch, Desk

TOKEN_BYTES = 15


def link_token(round_id: uuid.UUID, code: str) -> str:
    """What stands in the address of a code's QR picture: made of the code with the pepper, 20 letters.

    Nobody can go back from it to the code, so that the code itself is never in an address.
    """
    step = bytes.fromhex(peppered(f"batch-code:{round_id}", as_code(code)))
    return base64.urlsafe_b64encode(step[:TOKEN_BYTES]).decode()


def batch_digest(token: str) -> str:
    """The keyed hash under which the code with this token is kept."""
    return peppered("batch-link", token)[:32]


def digest_of(round_id: uuid.UUID, code: str) -> str:
    """The keyed hash under which a typed code is kept, if it is one of a batch of this round."""
    return batch_digest(link_token(round_id, code))


def slip_key(batch_id: uuid.UUID, number: int) -> str:
    """The keyed hash under which the number that is printed beside a code is kept."""
    return peppered(f"batch-slip:{batch_id}", str(number))[:20]


def by_slip(batch_id: uuid.UUID, number: int) -> BatchCode | None:
    """The code that is printed beside this number, now; None where there is none, or its batch kept no numbers."""
    return db.session.scalars(
        sa.select(BatchCode).where(BatchCode.slip_key == slip_key(batch_id, number))
    ).one_or_none()


def found(digest: str) -> tuple[BatchCode, CodeBatch] | None:
    """The code behind a keyed hash and its batch; whether it may be used, `policies.can_use` says."""
    wanted = sa.select(BatchCode, CodeBatch).join(CodeBatch, CodeBatch.id == BatchCode.batch_id)
    row = db.session.execute(wanted.where(BatchCode.digest == digest)).one_or_none()
    return (row[0], row[1]) if row else None


def batch(batch_id: uuid.UUID) -> CodeBatch:
    """The batch with this key.

    Raises:
        NoResultFound: there is none.
    """
    return db.session.scalars(sa.select(CodeBatch).where(CodeBatch.id == batch_id)).one()


def used(batch_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many codes of each batch somebody has come in with, as long as the hashes are there."""
    wanted = sa.select(BatchCode.batch_id, sa.func.count()).where(BatchCode.is_used, BatchCode.batch_id.in_(batch_ids))
    return {row[0]: row[1] for row in db.session.execute(wanted.group_by(BatchCode.batch_id))}


@dataclass(frozen=True, slots=True)
class Line:
    """One batch in numbers. Every code is used, unused, or dead (replaced, its batch revoked, or its time over)."""

    batch: CodeBatch
    made_by: str
    made: int
    used: int
    unused: int
    dead: int


def lines(round_id: uuid.UUID, today: dt.date) -> list[Line]:
    """The batches of a round, by desk and the day they were made."""
    order = (CodeBatch.desk, CodeBatch.made_on, CodeBatch.place, CodeBatch.id)
    wanted = sa.select(CodeBatch, Person.name).outerjoin(Person, Person.id == CodeBatch.made_by_id)
    rows = db.session.execute(wanted.where(CodeBatch.round_id == round_id).order_by(*order)).all()
    counted = used([row[0].id for row in rows])
    return [_line(each, name or "", counted.get(each.id, 0), today) for each, name in rows]


def line(batch_id: uuid.UUID, today: dt.date) -> Line:
    """One batch in numbers."""
    each = batch(batch_id)
    name = db.session.scalar(sa.select(Person.name).where(Person.id == each.made_by_id)) or ""
    return _line(each, name, used([each.id]).get(each.id, 0), today)


def _line(each: CodeBatch, made_by: str, now_used: int, today: dt.date) -> Line:
    number = now_used if each.used_at_opening is None else each.used_at_opening
    left = each.made - number
    is_dead = each.revoked_on is not None or each.used_at_opening is not None or is_over(each, today)
    dead = each.replaced + (left if is_dead else 0)
    return Line(each, made_by, each.made + each.replaced, number, 0 if is_dead else left, dead)


def is_over(each: CodeBatch, today: dt.date) -> bool:
    """The last day of this batch has passed."""
    return each.ends_on is not None and today > each.ends_on


@dataclass(frozen=True, slots=True)
class DeskTotal:
    """The batches of one kind of desk, added up."""

    desk: Desk
    batches: int
    made: int
    downloaded: int
    used: int
    unused: int
    dead: int


def totals(listed: Sequence[Line]) -> list[DeskTotal]:
    """What each kind of desk was given and what came of it."""
    return [
        DeskTotal(
            desk,
            len(mine),
            sum(each.made for each in mine),
            sum(each.made for each in mine if each.batch.state is BatchState.DOWNLOADED),
            sum(each.used for each in mine),
            sum(each.unused for each in mine),
            sum(each.dead for each in mine),
        )
        for desk in Desk
        if (mine := [each for each in listed if each.batch.desk is desk])
    ]


def downloaded_and_ended(known: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the batches whose clear codes must not be there any more."""
    over = sa.or_(CodeBatch.state == BatchState.DOWNLOADED, CodeBatch.revoked_on.is_not(None))
    alive = set(db.session.scalars(sa.select(CodeBatch.id).where(CodeBatch.id.in_(known), sa.not_(over))))
    return [each for each in known if each not in alive]


class DigestMaker:
    """As `link_token`, `digest_of` and `slip_key`, for very many codes at once: the first half of each hash is kept."""

    def __init__(self, round_id: uuid.UUID, pepper: str, batch_id: uuid.UUID | None = None) -> None:
        self._slip = hmac.new(pepper.encode(), f"batch-slip:{batch_id}:".encode(), hashlib.sha256)
        self._code = hmac.new(pepper.encode(), f"batch-code:{round_id}:".encode(), hashlib.sha256)
        self._link = hmac.new(pepper.encode(), b"batch-link:", hashlib.sha256)

    def token(self, code: str) -> str:
        step = self._code.copy()
        step.update(code.encode())
        return base64.urlsafe_b64encode(step.digest()[:TOKEN_BYTES]).decode()

    def digest(self, code: str) -> str:
        step = self._link.copy()
        step.update(self.token(code).encode())
        return step.hexdigest()[:32]

    def slip_key(self, number: int) -> str:
        step = self._slip.copy()
        step.update(str(number).encode())
        return step.hexdigest()[:20]

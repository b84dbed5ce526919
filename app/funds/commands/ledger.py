"""Money promised, given back, paid and returned: never more than the pot holds (E45)."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core import audit
from app.core.access import Actor
from app.core.audit import Identified
from app.core.db import db, locked
from app.core.errors import DomainError, WrongState
from app.core.i18n import _
from app.core.money import show

from .. import queries
from ..models import LedgerEntry, LedgerKind, Pot


def _entry(
    kind: LedgerKind, pot: Pot, pence: int, subject: Identified, actor: Actor, on: dt.date, note: str
) -> LedgerEntry:
    entry = LedgerEntry(
        pot_id=pot.id,
        kind=kind,
        amount_pence=pence,
        subject_type=_type(subject),
        subject_id=subject.id,
        on=on,
        actor_id=actor.id,
        note=note,
    )
    db.session.add(entry)
    db.session.flush()
    audit.record(
        actor, f"{kind.value}_money", pot, name=pot.name, after={"pence": pence, "for": str(subject.id), "on": on}
    )
    return entry


def _type(subject: Identified) -> str:
    return str(getattr(subject, "__tablename__", type(subject).__name__))


def _check(pence: int) -> None:
    if pence <= 0:
        raise DomainError(_("Enter an amount above £0"))


def commit_money(
    pot_id: uuid.UUID, pence: int, subject: Identified, actor: Actor, on: dt.date, note: str = ""
) -> LedgerEntry:
    """`pence` of the pot are promised to the subject. The pot's row is held until the unit of work ends.

    Raises:
        WrongState: the pot has less left.
    """
    _check(pence)
    pot = locked(Pot, pot_id)
    left = queries.pot_balance(pot.id)
    if pence > left:
        raise WrongState(_("Only %(left)s of the pot is left", left=show(left)))
    return _entry(LedgerKind.COMMITTED, pot, pence, subject, actor, on, note)


def release_money(
    pot_id: uuid.UUID, pence: int, subject: Identified, actor: Actor, on: dt.date, note: str = ""
) -> LedgerEntry:
    """`pence` that were promised to the subject, and not paid, are the pot's again.

    Raises:
        WrongState: less than that is promised and unpaid.
    """
    _check(pence)
    pot = locked(Pot, pot_id)
    held = queries.subject_money(pot.id, _type(subject), subject.id)
    if pence > held.committed - held.paid:
        raise WrongState(_("Only %(sum)s of this promise has not been paid", sum=show(held.committed - held.paid)))
    return _entry(LedgerKind.RELEASED, pot, pence, subject, actor, on, note)


def pay_money(
    pot_id: uuid.UUID, pence: int, subject: Identified, actor: Actor, on: dt.date, note: str = ""
) -> LedgerEntry:
    """`pence` of what was promised to the subject have been paid.

    Raises:
        WrongState: less than that is promised and unpaid.
    """
    _check(pence)
    pot = locked(Pot, pot_id)
    held = queries.subject_money(pot.id, _type(subject), subject.id)
    if pence > held.committed - held.paid:
        raise WrongState(_("Only %(sum)s of this promise has not been paid", sum=show(held.committed - held.paid)))
    return _entry(LedgerKind.PAID, pot, pence, subject, actor, on, note)


def return_money(
    pot_id: uuid.UUID, pence: int, subject: Identified, actor: Actor, on: dt.date, note: str = ""
) -> LedgerEntry:
    """`pence` that were paid for the subject have come back and are the pot's again.

    Raises:
        WrongState: less than that was paid.
    """
    _check(pence)
    pot = locked(Pot, pot_id)
    held = queries.subject_money(pot.id, _type(subject), subject.id)
    if pence > held.paid:
        raise WrongState(_("Only %(sum)s was paid", sum=show(held.paid)))
    return _entry(LedgerKind.RETURNED, pot, pence, subject, actor, on, note)

"""Reads about funds, pots, calls and money. Each returns whole objects in a fixed order, or raises NoResultFound."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db

from .models import Call, CallPot, CallState, Fund, FundState, LedgerEntry, LedgerKind, Pot

TAKES = frozenset({LedgerKind.COMMITTED})
GIVES = frozenset({LedgerKind.RELEASED, LedgerKind.RETURNED})


def fund(fund_id: uuid.UUID) -> Fund:
    return db.session.scalars(sa.select(Fund).where(Fund.id == fund_id)).one()


def funds(fund_ids: frozenset[uuid.UUID] | None = None) -> list[Fund]:
    """The funds, those that have ended last; `fund_ids` None: all of them."""
    found = sa.select(Fund).order_by(Fund.state != FundState.ACTIVE, Fund.starts_on.desc(), Fund.name)
    return list(db.session.scalars(found if fund_ids is None else found.where(Fund.id.in_(fund_ids))))


def pot(pot_id: uuid.UUID) -> Pot:
    return db.session.scalars(sa.select(Pot).where(Pot.id == pot_id)).one()


def pots_of(fund_id: uuid.UUID) -> list[Pot]:
    return list(db.session.scalars(sa.select(Pot).where(Pot.fund_id == fund_id).order_by(Pot.name)))


def pots_by_id(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Pot]:
    wanted = set(ids)
    return {p.id: p for p in db.session.scalars(sa.select(Pot).where(Pot.id.in_(wanted)))} if wanted else {}


def pots_of_call(call_id: uuid.UUID) -> list[Pot]:
    """The pots that a call offers, by name."""
    found = sa.select(Pot).join(CallPot, CallPot.pot_id == Pot.id).where(CallPot.call_id == call_id)
    return list(db.session.scalars(found.order_by(Pot.name)))


def pots_of_calls(call_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Pot]]:
    """The pots of each call."""
    pots: dict[uuid.UUID, list[Pot]] = {each: [] for each in call_ids}
    found = sa.select(CallPot.call_id, Pot).join(Pot, Pot.id == CallPot.pot_id).where(CallPot.call_id.in_(pots))
    for call_id, each in db.session.execute(found.order_by(Pot.name)) if pots else ():
        pots[call_id].append(each)
    return pots


def call(call_id: uuid.UUID) -> Call:
    return db.session.scalars(sa.select(Call).where(Call.id == call_id)).one()


def call_by_slug(slug: str) -> Call:
    """The call at this address, drafts included."""
    return db.session.scalars(sa.select(Call).where(Call.slug == slug)).one()


def public_call(slug: str) -> Call:
    """The call at this address, if residents may see it."""
    return db.session.scalars(sa.select(Call).where(Call.slug == slug, Call.state != CallState.DRAFT)).one()


def slug_is_taken(slug: str) -> bool:
    return db.session.scalar(sa.select(sa.exists().where(Call.slug == slug))) or False


def calls_of(fund_id: uuid.UUID) -> list[Call]:
    """Every call of a fund, the latest close first."""
    return list(db.session.scalars(sa.select(Call).where(Call.fund_id == fund_id).order_by(Call.closes_at.desc())))


def open_calls(now: dt.datetime) -> list[Call]:
    """The calls that a group can answer at `now`, the next to close first."""
    found = sa.select(Call).where(Call.state == CallState.PUBLISHED, Call.opens_at <= now, Call.closes_at > now)
    return list(db.session.scalars(found.order_by(Call.closes_at, Call.title)))


def public_calls(limit: int = 100) -> list[Call]:
    """Every call that residents may see, the latest close first."""
    found = sa.select(Call).where(Call.state != CallState.DRAFT).order_by(Call.closes_at.desc(), Call.title)
    return list(db.session.scalars(found.limit(limit)))


def calls_by_id(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Call]:
    wanted = set(ids)
    return {c.id: c for c in db.session.scalars(sa.select(Call).where(Call.id.in_(wanted)))} if wanted else {}


@dataclass(frozen=True, slots=True)
class Money:
    """A pot's money, in pence. committed: promised and not given back; paid: of that, handed over."""

    amount: int
    committed: int
    paid: int

    @property
    def balance(self) -> int:
        """What may still be committed."""
        return self.amount - self.committed


def money_of(pot_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Money]:
    """What has become of the money of each pot."""
    wanted = set(pot_ids)
    if not wanted:
        return {}
    sums: dict[tuple[uuid.UUID, LedgerKind], int] = {}
    found = sa.select(LedgerEntry.pot_id, LedgerEntry.kind, sa.func.sum(LedgerEntry.amount_pence))
    for pot_id, kind, pence in db.session.execute(
        found.where(LedgerEntry.pot_id.in_(wanted)).group_by(LedgerEntry.pot_id, LedgerEntry.kind)
    ):
        sums[pot_id, kind] = int(pence)
    amounts = sa.select(Pot.id, Pot.amount_pence).where(Pot.id.in_(wanted))
    return {pot_id: _money(pot_id, amount, sums) for pot_id, amount in db.session.execute(amounts)}


def _money(pot_id: uuid.UUID, amount: int, sums: dict[tuple[uuid.UUID, LedgerKind], int]) -> Money:
    def total(kinds: Iterable[LedgerKind]) -> int:
        return sum(sums.get((pot_id, kind), 0) for kind in kinds)

    paid = total([LedgerKind.PAID]) - total([LedgerKind.RETURNED])
    return Money(amount, total(TAKES) - total(GIVES), paid)


def pot_balance(pot_id: uuid.UUID) -> int:
    """Pence of the pot that may still be committed."""
    return money_of([pot_id])[pot_id].balance


def ledger(pot_ids: Iterable[uuid.UUID], limit: int = 500) -> list[LedgerEntry]:
    """The movements of the pots' money, the latest first."""
    found = sa.select(LedgerEntry).where(LedgerEntry.pot_id.in_(list(pot_ids))).order_by(LedgerEntry.id.desc())
    return list(db.session.scalars(found.limit(limit)))


@dataclass(frozen=True, slots=True)
class SubjectMoney:
    """What has been committed to, and paid out for, one subject (an award) from one pot, net, in pence."""

    committed: int
    paid: int


def subject_money(pot_id: uuid.UUID, subject_type: str, subject_id: uuid.UUID) -> SubjectMoney:
    found = sa.select(LedgerEntry.kind, sa.func.sum(LedgerEntry.amount_pence)).where(
        LedgerEntry.pot_id == pot_id, LedgerEntry.subject_type == subject_type, LedgerEntry.subject_id == subject_id
    )
    sums = {kind: int(pence) for kind, pence in db.session.execute(found.group_by(LedgerEntry.kind))}
    committed, released = sums.get(LedgerKind.COMMITTED, 0), sums.get(LedgerKind.RELEASED, 0)
    paid, returned = sums.get(LedgerKind.PAID, 0), sums.get(LedgerKind.RETURNED, 0)
    return SubjectMoney(committed - released - returned, paid - returned)

"""Funds and their pots: the sum of the pots never exceeds the fund."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor, Decision
from app.core.db import check_version, db, locked
from app.core.errors import DomainError, NotAllowed
from app.core.i18n import _
from app.core.money import show

from .. import policies, queries
from ..models import Fund, Pot, Theme

FUND_FACTS = (
    "name",
    "funder",
    "total_pence",
    "starts_on",
    "ends_on",
    "rules",
    "acknowledgement",
    "publishing_prefix",
)
POT_FACTS = ("name", "amount_pence", "area_id", "theme")


def must(verdict: Decision, field: str | None = None) -> None:
    """Nothing happens on a yes; a no is raised as the refusal that the page shows."""
    if not verdict:
        raise NotAllowed(verdict.reason, field=field)


def _facts(thing: Fund | Pot, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(thing, name) for name in names if name != "rules"}


def _pots_sum(fund_id: uuid.UUID, leaving_out: uuid.UUID | None = None) -> int:
    found = sa.select(sa.func.coalesce(sa.func.sum(Pot.amount_pence), 0)).where(Pot.fund_id == fund_id)
    return int(db.session.scalar(found if leaving_out is None else found.where(Pot.id != leaving_out)) or 0)


def create_fund(actor: Actor, facts: dict[str, Any], *, fund_id: uuid.UUID | None = None) -> Fund:
    """The fund is here, without pots. facts: of `FUND_FACTS`."""
    must(policies.can_start_funds(actor))
    _check_dates(facts)
    fund = Fund(id=fund_id or uuid.uuid4(), **{name: facts[name] for name in FUND_FACTS if name in facts})
    db.session.add(fund)
    db.session.flush()
    audit.record(actor, "create_fund", fund, name=fund.name, after=_facts(fund, FUND_FACTS))
    return fund


def _check_dates(facts: dict[str, Any]) -> None:
    if facts["ends_on"] < facts["starts_on"]:
        raise DomainError(_("The end must be after the start"), field="ends_on")


def edit_fund(actor: Actor, fund_id: uuid.UUID, facts: dict[str, Any], *, seen: int) -> Fund:
    """The fund's facts are as typed.

    Raises:
        DomainError: its pots add up to more than the new total.
    """
    fund = locked(Fund, fund_id)
    must(policies.can_manage(actor, fund.id))
    check_version(fund, seen)
    _check_dates(facts)
    if facts["total_pence"] < (used := _pots_sum(fund.id)):
        text = _("The pots of this fund already add up to %(sum)s", sum=show(used))
        raise DomainError(text, field="total_pence")
    before = _facts(fund, FUND_FACTS)
    for name in FUND_FACTS:
        if name in facts:
            setattr(fund, name, facts[name])
    db.session.flush()
    audit.record(actor, "edit_fund", fund, name=fund.name, before=before, after=_facts(fund, FUND_FACTS))
    return fund


def _check_room(fund: Fund, amount: int, leaving_out: uuid.UUID | None = None) -> None:
    left = fund.total_pence - _pots_sum(fund.id, leaving_out)
    if amount > left:
        raise DomainError(_("Only %(left)s of the fund is left", left=show(left)), field="amount_pence")


def _pot_fields(facts: dict[str, Any]) -> dict[str, Any]:
    theme = Theme(facts["theme"]) if facts.get("theme") else None
    return {name: facts.get(name) for name in POT_FACTS} | {"theme": theme}


def add_pot(actor: Actor, fund_id: uuid.UUID, facts: dict[str, Any], *, pot_id: uuid.UUID | None = None) -> Pot:
    """The fund has one more pot. facts: of `POT_FACTS`.

    Raises:
        DomainError: the fund has less left than that, or a pot of the same name.
    """
    fund = locked(Fund, fund_id)
    must(policies.can_manage(actor, fund.id))
    _check_room(fund, facts["amount_pence"])
    pot = Pot(id=pot_id or uuid.uuid4(), fund_id=fund.id, **_pot_fields(facts))
    db.session.add(pot)
    db.session.flush()
    audit.record(actor, "add_pot", pot, name=pot.name, after=_facts(pot, POT_FACTS))
    return pot


def edit_pot(actor: Actor, pot_id: uuid.UUID, facts: dict[str, Any], *, seen: int) -> Pot:
    """The pot's facts are as typed.

    Raises:
        DomainError: more is committed than the new amount, or the fund has less left.
    """
    fund = locked(Fund, queries.pot(pot_id).fund_id)
    pot = locked(Pot, pot_id)
    must(policies.can_manage(actor, fund.id))
    check_version(pot, seen)
    _check_room(fund, facts["amount_pence"], leaving_out=pot.id)
    committed = queries.money_of([pot.id])[pot.id].committed
    if facts["amount_pence"] < committed:
        text = _("%(sum)s of this pot is already promised", sum=show(committed))
        raise DomainError(text, field="amount_pence")
    before = _facts(pot, POT_FACTS)
    for name, value in _pot_fields(facts).items():
        setattr(pot, name, value)
    db.session.flush()
    audit.record(actor, "edit_pot", pot, name=pot.name, before=before, after=_facts(pot, POT_FACTS))
    return pot

"""Drafting a round: dates and voters, pots, rules, ballot items, trustees. All of it ends with the lock (E01)."""

from __future__ import annotations

import datetime as dt
import random
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import _
from app.core.references import slugify
from app.core.translated import Translated
from app.funds import queries as funds
from app.proposals import queries as proposals
from app.proposals.models import Proposal

from .. import policies, queries
from ..models import BallotItem, Connection, Round, RoundPot, RoundTrustee, RuleSet
from . import texts
from .changes import changed, draft
from .permission import must


@dataclass(frozen=True, slots=True)
class Basics:
    """What a round is called, when people vote, and who may."""

    name: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    about: Mapping[str, str] = field(default_factory=dict)
    other_ways: Mapping[str, str] = field(default_factory=dict)
    min_age: int = 16
    connections: tuple[Connection, ...] = tuple(Connection)
    languages: tuple[str, ...] = ("en",)
    fund_id: uuid.UUID | None = None


def create_round(basics: Basics, *, actor: Actor, slug: str = "") -> Round:
    """There is a draft round with the default rules."""
    must(policies.can_create(actor))
    _check_basics(basics)
    address = slugify(slug or basics.name, "round")
    if queries.slug_is_taken(address):
        raise DomainError(_("There is already a round with this name. Choose another name"), field="name")
    round_ = Round(slug=address, created_by_id=actor.id, **_columns(basics))
    round_.rules = RuleSet()
    db.session.add(round_)
    db.session.flush()
    audit.record(actor, "create_round", round_, name=round_.name)
    return round_


def set_basics(round_id: uuid.UUID, basics: Basics, *, actor: Actor) -> Round:
    """The draft has these dates, voters and words. A request to lock it is taken back."""
    round_ = draft(round_id, actor)
    _check_basics(basics)
    before = {"opens_at": round_.opens_at, "closes_at": round_.closes_at, "min_age": round_.min_age}
    for name, value in _columns(basics).items():
        setattr(round_, name, value)
    after = {"opens_at": round_.opens_at, "closes_at": round_.closes_at, "min_age": round_.min_age}
    return changed(round_, actor, "set_basics", before, after)


def set_pots(round_id: uuid.UUID, amounts: Mapping[uuid.UUID, int], *, actor: Actor) -> Round:
    """The round gives out these amounts. amounts: pot id -> pence, at most what the pot has left."""
    round_ = draft(round_id, actor)
    if not amounts:
        raise DomainError(_("Choose at least one pot"), field="pots")
    kept = {pot.pot_id: pot for pot in round_.pots}
    for position, (pot_id, pence) in enumerate(amounts.items()):
        source = funds.pot(pot_id)
        if pence <= 0 or pence > funds.pot_balance(pot_id):
            raise DomainError(_("%(pot)s does not have that much left", pot=source.name), field="pots")
        pot = kept.pop(pot_id, None) or RoundPot(pot_id=pot_id)
        pot.name, pot.amount_pence, pot.position = source.name, pence, position
        pot.area_id = source.area_id
        if pot not in round_.pots:
            round_.pots.append(pot)
    gone = [pot.id for pot in kept.values()]
    db.session.execute(sa.delete(BallotItem).where(BallotItem.round_pot_id.in_(gone)))
    for pot in kept.values():
        round_.pots.remove(pot)
    return changed(round_, actor, "set_pots", None, {p.name: p.amount_pence for p in round_.pots})


def set_items(
    round_id: uuid.UUID, proposal_ids: Sequence[uuid.UUID], *, actor: Actor, chance: random.Random | None = None
) -> Round:
    """These eligible proposals are the ballot, numbered from 1 in an order drawn by lot.

    chance: where the order comes from; the demo world gives its own so that it is the same each time.
    """
    round_ = draft(round_id, actor)
    by_pot = {pot.pot_id: pot for pot in round_.pots if pot.pot_id}
    wanted = set(proposal_ids)
    chosen = [p for p in proposals.eligible_for_round(list(by_pot)) if p.id in wanted]
    if len(chosen) != len(wanted):
        raise DomainError(_("A proposal you chose cannot be on this ballot any more. Choose again"), field="proposals")
    if queries.rounds_with_proposals(wanted) - {item.proposal_id for item in queries.items(round_id)}:
        raise DomainError(_("A proposal you chose is on the ballot of another round"), field="proposals")
    chosen.sort(key=lambda proposal: proposal.reference)
    (chance or secrets.SystemRandom()).shuffle(chosen)
    kept = texts.kept_of(round_id)
    db.session.execute(sa.delete(BallotItem).where(BallotItem.round_id == round_id))
    areas = queries.places_of(wanted)
    made = [_item(by_pot[p.pot_id], p, number, areas[p.id]) for number, p in enumerate(chosen, start=1) if p.pot_id]
    db.session.add_all(made)
    db.session.flush()
    texts.put_back(made, kept)
    return changed(round_, actor, "set_items", None, {p.reference: n for n, p in enumerate(chosen, start=1)})


def set_trustees(round_id: uuid.UUID, person_ids: Sequence[uuid.UUID], *, actor: Actor) -> Round:
    """These people will hold the shares of the round's key."""
    round_ = draft(round_id, actor)
    wanted = dict.fromkeys(person_ids)
    if len(wanted) < policies.LEAST_TRUSTEES:
        raise DomainError(_("Choose at least %(least)s trustees", least=policies.LEAST_TRUSTEES), field="trustees")
    db.session.execute(sa.delete(RoundTrustee).where(RoundTrustee.round_id == round_id))
    db.session.add_all(RoundTrustee(round_id=round_id, person_id=person_id) for person_id in wanted)
    return changed(round_, actor, "set_trustees", None, {"trustees": list(wanted)})


def _item(pot: RoundPot, proposal: Proposal, number: int, areas: Sequence[uuid.UUID]) -> BallotItem:
    """areas: where it would happen; only one place can be shown and filtered by."""
    return BallotItem(
        round_id=pot.round_id,
        round_pot_id=pot.id,
        proposal_id=proposal.id,
        number=number,
        title=proposal.title,
        summary=proposal.summary,
        lang=proposal.lang,
        cost_pence=proposal.amount_pence,
        min_viable_pence=proposal.min_viable_pence,
        area_id=areas[0] if len(areas) == 1 else None,
        theme=proposal.theme,
    )


def _columns(basics: Basics) -> dict[str, Any]:
    return {
        "name": basics.name,
        "about": Translated.of(basics.about),
        "other_ways": Translated.of(basics.other_ways),
        "opens_at": basics.opens_at,
        "closes_at": basics.closes_at,
        "min_age": basics.min_age,
        "connections": [connection.value for connection in basics.connections],
        "languages": list(basics.languages),
        "fund_id": basics.fund_id,
    }


def _check_basics(basics: Basics) -> None:
    if basics.closes_at <= basics.opens_at:
        raise DomainError(_("Voting must close after it opens"), field="closes_at")
    if not basics.connections:
        raise DomainError(_("Choose at least one way to belong to the district"), field="connections")
    if "en" not in basics.languages:
        raise DomainError(_("English must be one of the languages"), field="languages")

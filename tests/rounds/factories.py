"""Rounds for tests, made through the commands: eligible proposals on a pot, a draft, a lock by two officers."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import uuid
from collections.abc import Sequence
from typing import Any

from app.core import clock
from app.core.access import Actor, Grant, Role
from app.core.db import db, unit_of_work
from app.funds.models import Call, CallPot, CallState, Fund, Pot
from app.groups.models import Group, LegalForm
from app.people.models import Person
from app.proposals.models import Proposal, ProposalState
from app.rounds import commands, queries
from app.rounds.commands import Basics, RuleChoices
from app.rounds.models import Round
from tests.people.factories import make_person

_numbers = itertools.count(1)
TODAY = dt.date(2026, 11, 21)
NOW = clock.london_instant(TODAY, dt.time(12))
OPENS = clock.london_instant(dt.date(2026, 12, 1), dt.time(9))
CLOSES = clock.london_instant(dt.date(2026, 12, 15), dt.time(17))


def officer(person: Person, role: Role = Role.RETURNING_OFFICER) -> Actor:
    """The person as returning officer or deputy of the whole council."""
    return Actor(person.id, person.name, grants=(Grant(role),))


def make_officers() -> tuple[Actor, Actor]:
    """A returning officer and a deputy."""
    first = make_person(name="Rosa Ro")
    second = make_person(name="Dev Deputy")
    return officer(first), officer(second, Role.DEPUTY_RETURNING_OFFICER)


def make_pot(amount: int = 1_000_000, name: str = "") -> Pot:
    """A pot of a fund of its own, with a published call."""
    number = next(_numbers)
    with unit_of_work():
        fund = Fund(
            name=f"Fund {number}", total_pence=amount, starts_on=dt.date(2024, 1, 1), ends_on=dt.date(2030, 1, 1)
        )
        db.session.add(fund)
        db.session.flush()
        pot = Pot(fund_id=fund.id, name=name or f"Pot {number}", amount_pence=amount)
        call = Call(
            fund_id=fund.id,
            slug=f"call-{number}",
            title=f"Call {number}",
            opens_at=NOW - dt.timedelta(days=60),
            closes_at=NOW - dt.timedelta(days=30),
            min_pence=1,
            max_pence=amount,
            state=CallState.PUBLISHED,
        )
        db.session.add_all([pot, call])
        db.session.flush()
        db.session.add(CallPot(call_id=call.id, pot_id=pot.id))
    return pot


def make_proposals(pot: Pot, costs: Sequence[int], **given: Any) -> list[Proposal]:
    """One eligible proposal a cost, of one group."""
    with unit_of_work():
        number = next(_numbers)
        group = Group(
            slug=f"group-{number}", name=f"Group {number}", legal_form=next(iter(LegalForm)), registered_on=TODAY
        )
        call = db.session.query(Call).join(CallPot, CallPot.call_id == Call.id).filter(CallPot.pot_id == pot.id).one()
        db.session.add(group)
        db.session.flush()
        made = [
            Proposal(
                reference=f"PR-T{next(_numbers):05d}",
                call_id=call.id,
                pot_id=pot.id,
                group_id=group.id,
                state=ProposalState.ELIGIBLE,
                is_public=True,
                title=f"Project {place}",
                summary=f"What project {place} does",
                themes=["food" if place % 2 else "sport"],
                amount_pence=cost,
                total_pence=cost,
                started_at=NOW,
                submitted_at=NOW,
                **given,
            )
            for place, cost in enumerate(costs, start=1)
        ]
        db.session.add_all(made)
    return made


def basics(**changed: Any) -> Basics:
    """A round in December 2026."""
    fields: dict[str, Any] = {
        "name": f"You Decide {next(_numbers)}",
        "opens_at": OPENS,
        "closes_at": CLOSES,
        "about": {"en": "Choose what helps neighbours meet"},
    }
    return Basics(**(fields | changed))


def make_draft(
    actor: Actor,
    costs: Sequence[int] = (100_000, 250_000, 300_000, 50_000, 120_000),
    *,
    amount: int = 500_000,
    rules: RuleChoices | None = None,
    trustees: int = 3,
    in_pot: int | None = None,
    **changed: Any,
) -> Round:
    """A draft round that only the lock is missing from; items are numbered in the order of `costs`.

    in_pot: what the pot holds, if more than the round gives out.
    """
    pot = make_pot(in_pot or amount)
    proposals = make_proposals(pot, costs)
    people = [make_person(name=f"Trustee {n}") for n in range(1, trustees + 1)]
    with clock.at(NOW), unit_of_work():
        round_ = commands.create_round(basics(**changed), actor=actor)
        commands.set_pots(round_.id, {pot.id: amount}, actor=actor)
        commands.set_rules(round_.id, rules or RuleChoices(), actor=actor)
        if proposals:
            commands.set_items(round_.id, [p.id for p in proposals], actor=actor, chance=InOrder())
        if people:
            commands.set_trustees(round_.id, [p.id for p in people], actor=actor)
    return round_


class InOrder(random.Random):
    """No chance at all: what is shuffled keeps its order."""

    def shuffle(self, x: Any) -> None:  # type: ignore[override]
        return None


def lock(round_: Round, first: Actor, second: Actor) -> Round:
    """Two officers have locked the round."""
    with clock.at(NOW), unit_of_work():
        commands.propose_lock(round_.id, actor=first)
    with clock.at(NOW), unit_of_work():
        return commands.confirm_lock(round_.id, actor=second)


def make_locked(**given: Any) -> tuple[Round, Actor, Actor]:
    """A locked round and its two officers; its ballot box is said to be ready."""
    first, second = make_officers()
    round_ = lock(make_draft(first, **given), first, second)
    with unit_of_work():
        commands.set_box_ready(round_.id, NOW)
    return round_, first, second


def number_of(round_id: uuid.UUID, title: str) -> int:
    return next(item.number for item in queries.items(round_id) if item.title == title)

"""A real election from a file, kept as a closed round that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core import audit
from app.core.access import Actor
from app.core.db import db
from app.core.i18n import _
from app.core.references import slugify
from app.core.translated import Translated
from app.counting import Rule

from .. import queries
from ..models import BallotItem, BallotType, Round, RoundPot, RoundState, RuleSet


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One item of a file. external_id: its id there; cost: in the round's minor units."""

    external_id: str
    title: str
    cost: int
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Election:
    """What a file says about an election, but for its ballots. Money is in 1/minor_unit of the currency."""

    name: str
    about: str
    currency: str
    minor_unit: int
    budget: int
    opened_on: dt.datetime
    closed_on: dt.datetime
    ballot_type: BallotType
    min_choices: int
    max_choices: int | None
    items: Sequence[ImportedItem]
    lang: str
    source: Mapping[str, str]


def import_election(election: Election, rule: Rule, *, actor: Actor) -> tuple[Round, list[BallotItem]]:
    """There is a round in the state `opened`, marked imported, with its items in the order of the file."""
    round_ = Round(
        slug=_free_slug(election.name),
        name=election.name[:140],
        about=Translated.of({"en": election.about}),
        currency=election.currency,
        minor_unit=election.minor_unit,
        opens_at=election.opened_on,
        closes_at=election.closed_on,
        min_age=0,
        connections=[],
        state=RoundState.OPENED,
        is_imported=True,
        source=dict(election.source),
        created_by_id=actor.id,
    )
    round_.rules = _rule_set(election, rule)
    pot = RoundPot(round=round_, name=str(_("Budget")), amount_pence=election.budget)
    db.session.add(round_)
    db.session.flush()
    items = [
        BallotItem(
            round_id=round_.id,
            round_pot_id=pot.id,
            number=number,
            title=item.title,
            lang=election.lang,
            cost_pence=item.cost,
            theme=item.theme[:80],
            external_id=item.external_id[:80],
        )
        for number, item in enumerate(election.items, start=1)
    ]
    db.session.add_all(items)
    audit.record(actor, "import_election", round_, name=round_.name, after=dict(election.source))
    db.session.flush()
    return round_, items


def _rule_set(election: Election, rule: Rule) -> RuleSet:
    return RuleSet(
        ballot_type=election.ballot_type,
        min_choices=election.min_choices,
        max_choices=election.max_choices,
        rule=rule.name,
        utility=rule.utility,
        completion=rule.completion,
        step=rule.step,
        fill=rule.fill,
        ties=list(rule.ties),
        complete_at=str(rule.complete_at) if rule.complete_at is not None else None,
        threshold=rule.threshold,
        reserve_len=rule.reserve_len,
        blanks=True,
        publish_comparison=True,
    )


def _free_slug(name: str) -> str:
    wanted = slugify(name, "election")[:70]
    slug, number = wanted, 1
    while queries.slug_is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug

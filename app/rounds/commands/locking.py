"""The lock: two officers, one after the other, fix everything that decides the vote."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence

from app.core import audit
from app.core.access import Actor, Role, Scope
from app.core.clock import now, today
from app.core.db import db, locked
from app.core.errors import DomainError, Refusals
from app.core.events import publish
from app.core.i18n import NATIVE_NAMES, _
from app.people import commands as people
from app.people import queries as people_queries
from app.proposals import commands as proposals
from app.proposals.models import ProposalState

from .. import policies, queries
from ..events import RoundLocked
from ..models import BallotItem, BallotType, Proof, Round, RoundState
from . import texts
from .permission import must
from .rules import faults_at_lock


def propose_lock(round_id: uuid.UUID, *, actor: Actor) -> Round:
    """One officer says that the round is ready; another must confirm it.

    Raises:
        Refusals: with everything that is still missing.
    """
    round_ = locked(Round, round_id)
    must(policies.can_propose_lock(actor, round_, round_.rules))
    _must_be_ready(round_)
    round_.rules.proposed_by_id = actor.id
    round_.rules.proposed_at = now()
    audit.record(actor, "propose_lock", round_, name=round_.name)
    db.session.flush()
    return round_


def withdraw_lock(round_id: uuid.UUID, *, actor: Actor) -> Round:
    """Nobody asks for the lock any more; the draft can be changed and asked for again."""
    round_ = locked(Round, round_id)
    must(policies.can_edit(actor, round_))
    round_.rules.proposed_by_id = None
    round_.rules.proposed_at = None
    audit.record(actor, "withdraw_lock", round_, name=round_.name)
    db.session.flush()
    return round_


def confirm_lock(round_id: uuid.UUID, *, actor: Actor) -> Round:
    """The rules are locked by a second officer, their hash and the hash of the lot's secret are public, the proposals
    are on the ballot and the trustees hold their role.

    Raises:
        NotAllowed: the same officer asked for the lock (the database would refuse too).
        Refusals: with everything that is missing.
    """
    round_ = locked(Round, round_id)
    rules = round_.rules
    must(policies.can_confirm_lock(actor, round_, rules))
    _must_be_ready(round_)
    items = queries.items(round_id)
    rules.confirmed_by_id = actor.id
    rules.locked_at = now()
    rules.lot_secret = secrets.token_hex(32)
    rules.lot_hash = hashlib.sha256(rules.lot_secret.encode()).hexdigest()
    rules.rules_hash = rules_hash(round_, items)
    round_.state = RoundState.LOCKED
    db.session.flush()
    for item in items:
        proposals.set_state(_proposal(item), ProposalState.ON_BALLOT, actor=actor)
    _grant_trustees(round_, actor)
    audit.record(actor, "confirm_lock", round_, name=round_.name, after={"rules_hash": rules.rules_hash})
    publish(RoundLocked(round_.id))
    db.session.flush()
    return round_


def unmet(round_: Round, items: Sequence[BallotItem], trustees: int) -> list[str]:
    """What still keeps the draft from being locked, in words."""
    faults = []
    rules = round_.rules
    if not round_.pots:
        faults.append(_("Choose the money that this round gives out"))
    if not items:
        faults.append(_("Choose the proposals for the ballot"))
    if trustees < policies.LEAST_TRUSTEES:
        faults.append(_("Name at least %(least)s trustees", least=policies.LEAST_TRUSTEES))
    if round_.opens_at <= now():
        faults.append(_("Voting must open in the future. Change the dates"))
    missing = round_.about.missing(round_.languages)
    if missing:
        faults.append(
            _(
                "Say what the round is about in every language of the ballot. Missing: %(codes)s",
                codes=", ".join(missing),
            )
        )
    for pot in round_.pots:
        mine = [item for item in items if item.round_pot_id == pot.id]
        if items and not mine:
            faults.append(_("No proposal stands for %(pot)s", pot=pot.name))
        is_chosen = rules.ballot_type is not BallotType.SCORE
        if mine and is_chosen and rules.min_choices > len(mine):
            faults.append(_("%(pot)s has fewer proposals than the least number of choices", pot=pot.name))
    faults += faults_at_lock(round_)
    faults += [_unapproved(lang) for lang in texts.unapproved(round_)]
    return [str(fault) for fault in faults]


def _unapproved(lang: str) -> str:
    """E38."""
    name = NATIVE_NAMES.get(lang, lang)
    return str(_("Approve the ballot's texts in %(language)s, or take out those that are not good yet", language=name))


def rules_hash(round_: Round, items: Sequence[BallotItem]) -> str:
    """SHA-256 over everything that is locked: rule set, voters, dates, pots and ballot items, as canonical JSON."""
    rules = round_.rules
    what = {
        "round": {
            "slug": round_.slug,
            "name": round_.name,
            "currency": round_.currency,
            "opens_at": round_.opens_at.isoformat(),
            "closes_at": round_.closes_at.isoformat(),
            "min_age": round_.min_age,
            "connections": round_.connections,
            "languages": round_.languages,
        },
        "ballot": {
            "type": rules.ballot_type.value,
            "min_choices": rules.min_choices,
            "max_choices": rules.max_choices,
            "publish_comparison": rules.publish_comparison,
            "min_ballots_published": rules.min_ballots_published,
            "lot_hash": rules.lot_hash,
        },
        "rule": queries.counting_rule(rules, items).to_dict(),
        "pots": [{"name": pot.name, "amount": pot.amount_pence} for pot in round_.pots],
        "items": [
            {
                "number": item.number,
                "title": item.title,
                "summary": item.summary,
                "cost": item.cost_pence,
                "pot": next(n for n, pot in enumerate(round_.pots) if pot.id == item.round_pot_id),
            }
            for item in items
        ],
    }
    what |= _later(round_, items)
    text = json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


USUAL: dict[str, object] = {
    "points_total": None,
    "per_item_max": None,
    "scale_min": 1,
    "scale_max": 5,
    "score_scope": "all",
    "incomplete": "reject",
    "least_scorers": 0,
    "rank_method": "borda",
    "boost_votes": 0,
    "own_project": "allowed",
    "channels": ["online"],
    "channel_policy": "one-total",
    "pot_scope": "own",
    "leftover": "back",
}


def _later(round_: Round, items: Sequence[BallotItem]) -> dict[str, object]:
    """What rule sets had not from the beginning, only where it is not the usual: a round that was locked before keeps
    its hash."""
    rules = round_.rules
    told: dict[str, object] = {
        "options": {name: getattr(rules, name) for name, usual in USUAL.items() if getattr(rules, name) != usual},
        "electorates": {each.electorate.value: each.weight for each in round_.electorates},
        "proofs": [] if round_.proofs == [Proof.DECLARATION.value] else round_.proofs,
        "boosted": [item.number for item in items if item.is_boosted],
        "texts": {str(item.number): item.translations for item in items if item.translations},
    }
    return {name: value for name, value in told.items() if value}


def _proposal(item: BallotItem) -> uuid.UUID:
    if item.proposal_id is None:
        raise ValueError(f"item {item.number} of a live round has no proposal")
    return item.proposal_id


def _must_be_ready(round_: Round) -> None:
    faults = unmet(round_, queries.items(round_.id), len(queries.trustees(round_.id)))
    if faults:
        raise Refusals([DomainError(fault) for fault in faults])


def _grant_trustees(round_: Round, actor: Actor) -> None:
    for person in queries.trustees(round_.id):
        part = people.Part(Role.TRUSTEE, Scope.ROUND, round_.id, reason=round_.name)
        if part.grant() not in people_queries.live_grants(person.id, today()):
            people.give(person.id, part, actor=actor, from_on=today())

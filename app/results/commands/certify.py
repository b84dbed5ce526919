"""Certifying by two officers, one after the other, and making the result public."""

from __future__ import annotations

import uuid

from app.core import audit
from app.core.access import Actor
from app.core.clock import now, today
from app.core.db import db, locked
from app.core.errors import NotAllowed
from app.core.events import publish as tell
from app.core.i18n import _
from app.council import queries as council
from app.proposals import commands as proposals
from app.proposals import queries as proposal_queries
from app.proposals.models import ProposalState
from app.proposals.states import may_follow
from app.rounds import commands as rounds
from app.rounds import queries as round_queries
from app.rounds.commands.permission import must
from app.rounds.models import BallotItem, Round, RoundState

from .. import policies, queries
from ..events import ResultPublished, Winner
from ..models import WINS, Count, ItemResult, Remedy, Verdict
from .changing import carry_over

STATES = {
    Verdict.FUNDED: ProposalState.FUNDED,
    Verdict.PART_FUNDED: ProposalState.PART_FUNDED,
    Verdict.RESERVE: ProposalState.RESERVE,
    Verdict.NOT_FUNDED: ProposalState.NOT_FUNDED,
}


def certify(count_id: uuid.UUID, *, actor: Actor) -> Count:
    """The actor has put their name to the count; with a second name it is certified.

    Raises:
        NotAllowed: the same officer certified it already (the database would refuse too).
    """
    made = locked(Count, count_id)
    round_ = locked(Round, made.round_id)
    must(policies.can_certify(actor, round_, made))
    if made.first_certifier_id is None:
        made.first_certifier_id, made.first_certified_at = actor.id, now()
        db.session.flush()
    else:
        made.second_certifier_id, made.certified_at = actor.id, now()
        db.session.flush()
        rounds.set_state(round_.id, RoundState.CERTIFIED, actor=actor)
    audit.record(actor, "certify", made, name=round_.name, after={"number": made.number})
    db.session.flush()
    return made


def publish(count_id: uuid.UUID, *, actor: Actor) -> Count:
    """The certified count is the public result: proposals are funded, in reserve or not, and offers can be made."""
    made = locked(Count, count_id)
    round_ = locked(Round, made.round_id)
    must(policies.can_publish(actor, round_, made))
    made.published_at = now()
    made.objections_until = council.working_days_after(today(), council.council().objection_days)
    for objection in queries.due_remedies(round_.id, Remedy.RECOUNT):
        objection.used_at = now()
    round_.published_at = round_.published_at or now()
    items = {item.id: item for item in round_queries.items(round_.id)}
    carry_over(made)
    out = queries.standing(made, queries.changes(made.id)).out
    for result in made.items:
        if result.item_id not in out:
            _settle(items[result.item_id], result, actor)
    audit.record(actor, "publish_result", made, name=round_.name, after={"number": made.number})
    db.session.flush()
    rounds.set_state(round_.id, RoundState.PUBLISHED, actor=actor)
    tell(ResultPublished(round_.id, _winners(round_, made, items, out)))
    db.session.flush()
    return made


def publish_imported(count_id: uuid.UUID, *, actor: Actor) -> Count:
    """The count of an imported election is public. No officer certifies it: it decides nothing here."""
    made = locked(Count, count_id)
    round_ = locked(Round, made.round_id)
    if not round_.is_imported:
        raise NotAllowed(_("Two officers must certify the count first"))
    made.published_at = round_.published_at = now()
    rounds.set_state(round_.id, RoundState.CERTIFIED, actor=actor)
    rounds.set_state(round_.id, RoundState.PUBLISHED, actor=actor)
    return made


def _settle(item: BallotItem, result: ItemResult, actor: Actor) -> None:
    """The proposal's state says what the result says; a withdrawn one stays withdrawn."""
    if item.proposal_id is None or result.verdict not in STATES:
        return
    wanted = STATES[result.verdict]
    before = proposal_queries.proposal(item.proposal_id).state
    if before is wanted:
        return
    if not may_follow(before, wanted):  # after a recount: a winner that lost stands on the reserve list
        proposals.set_state(item.proposal_id, ProposalState.NOT_FUNDED, actor=actor)
    proposals.set_state(item.proposal_id, wanted, actor=actor)


def _winners(
    round_: Round, made: Count, items: dict[uuid.UUID, BallotItem], out: frozenset[uuid.UUID]
) -> tuple[Winner, ...]:
    order = {pot.id: place for place, pot in enumerate(round_.pots)}
    won = [result for result in made.items if result.verdict in WINS and result.item_id not in out]
    won.sort(key=lambda result: (order[result.round_pot_id], result.place or 0))
    return tuple(
        Winner(proposal_id, result.amount_pence, result.round_pot_id)
        for result in won
        if (proposal_id := items[result.item_id].proposal_id) is not None
    )

"""After the result: a winner leaves and its money returns to the pot; the next on the certified reserve list is
promoted (E30, E31, E50). Nothing is counted again, and votes are not moved to anything else."""

from __future__ import annotations

import uuid

from app.core import audit
from app.core.access import SYSTEM, Actor
from app.core.clock import now
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed
from app.core.events import publish
from app.core.i18n import _
from app.proposals import commands as proposals
from app.proposals import queries as proposal_queries
from app.proposals.models import ProposalState
from app.proposals.states import may_follow
from app.rounds.commands.permission import must
from app.rounds.models import BallotItem, Round, RoundPot

from .. import policies, queries
from ..events import ReservePromoted, Winner, WinnerLeft
from ..models import LEAVES, WINS, ChangeKind, Count, Remedy, ResultChange, Verdict


def note_ended(proposal_id: uuid.UUID, round_id: uuid.UUID, kind: ChangeKind, reason: str, actor: Actor) -> None:
    """An offer of this result has ended: its money is the pot's again, for the next on the reserve list.

    For `awards`, which release the money themselves. Nothing happens for a project that the result does not fund any
    more (it was withdrawn here, or a new count took its place).
    """
    found = queries.published_winner(proposal_id, round_id)
    if found is None:
        return
    made, item = found
    if item.id in queries.standing(made, queries.changes(made.id)).gets:
        _leave(made, item, kind, reason, actor)


def withdraw_winner(count_id: uuid.UUID, item_id: uuid.UUID, *, reason: str, actor: Actor) -> ResultChange:
    """The group does not want, or cannot use, the money that it won; an offer that is open ends with it (E31).

    Raises:
        DomainError: no reason, or this project does not have money of this result.
    """
    made, round_, item = _seen(count_id, item_id)
    must(policies.can_change_result(actor, round_, made))
    if not reason.strip():
        raise DomainError(_("Say why the project does not go ahead"), field="reason")
    if item.id not in queries.standing(made, queries.changes(made.id)).gets:
        raise DomainError(_("This project does not have money of this result"))
    change = _leave(made, item, ChangeKind.WITHDRAWN, reason.strip(), actor)
    _tell_left(item, change)
    return change


def propose_disqualification(count_id: uuid.UUID, item_id: uuid.UUID, *, reason: str, actor: Actor) -> ResultChange:
    """One officer says that this project may not be funded, and why; a second must confirm it (E50).

    Raises:
        DomainError: no reason, or the project is neither funded nor on the reserve list, or it waits already.
    """
    made, round_, item = _seen(count_id, item_id)
    must(policies.can_change_result(actor, round_, made))
    if not reason.strip():
        raise DomainError(_("Say why the project may not be funded"), field="reason")
    there = queries.changes(made.id)
    now_standing = queries.standing(made, there)
    is_reserve = any(each.item_id == item.id and each.verdict is Verdict.RESERVE for each in made.items)
    if item.id in now_standing.out or not (item.id in now_standing.gets or is_reserve):
        raise DomainError(_("This project is neither funded nor on the reserve list"))
    if any(each.item_id == item.id and each.kind is ChangeKind.DISQUALIFIED for each in there):
        raise DomainError(_("An officer has already asked for this. A second one must confirm it"))
    change = _add(made, item, ChangeKind.DISQUALIFIED, 0, reason.strip(), actor, is_done=False)
    audit.record(actor, "propose_disqualification", change, name=item.title, reason=change.reason)
    return change


def confirm_disqualification(change_id: uuid.UUID, *, actor: Actor) -> ResultChange:
    """A second officer agrees: the project leaves the result, its money is the pot's again, its votes go nowhere.

    Raises:
        NotAllowed: the same officer asked for it (the database would refuse too).
    """
    change = locked(ResultChange, change_id)
    made, round_, item = _seen(change.count_id, change.item_id)
    must(policies.can_confirm_disqualification(actor, round_, made, change))
    gets = queries.standing(made, queries.changes(made.id)).gets
    change.second_id, change.is_done, change.made_at = actor.id, True, now()
    change.amount_pence = gets.get(item.id, 0)
    db.session.flush()
    audit.record(
        actor,
        "disqualify",
        change,
        name=item.title,
        after={"number": item.number, "amount_pence": change.amount_pence},
        reason=change.reason,
    )
    _set_state(item, ProposalState.NOT_FUNDED, actor, change.reason)
    for objection in queries.due_remedies(round_.id, Remedy.DISQUALIFY):
        if objection.item_id == item.id:
            objection.used_at = now()
    if change.amount_pence:
        _tell_left(item, change)
    return change


def drop_disqualification(change_id: uuid.UUID, *, actor: Actor) -> None:
    """Nobody asks for this disqualification any more."""
    change = locked(ResultChange, change_id)
    made, round_, item = _seen(change.count_id, change.item_id)
    must(policies.can_change_result(actor, round_, made))
    if change.is_done:
        raise NotAllowed(_("This project is disqualified already"))
    audit.record(actor, "drop_disqualification", change, name=item.title, reason=change.reason)
    db.session.delete(change)
    db.session.flush()


def promote(round_pot_id: uuid.UUID, *, actor: Actor) -> ResultChange:
    """The next project of the certified reserve list gets the pot's free money, and an offer is made to it (E30).

    Raises:
        DomainError: nobody is left on the list, or there is not enough free money for the next.
    """
    pot = locked(RoundPot, round_pot_id)
    round_ = locked(Round, pot.round_id)
    made = queries.published_count(round_.id)
    must(policies.can_change_result(actor, round_, made))
    if made is None:
        raise NotAllowed(_("There is no published result"))
    made = locked(Count, made.id)
    now_standing = queries.standing(made, queries.changes(made.id))
    found = queries.next_in_reserve(round_, made, now_standing, pot)
    if found is None:
        raise DomainError(_("There is not enough free money for a project on the reserve list"))
    change = _add(made, found.item, ChangeKind.PROMOTED, found.amount_pence, "", actor)
    audit.record(
        actor,
        "promote",
        change,
        name=found.item.title,
        after={"number": found.item.number, "amount_pence": found.amount_pence, "place": found.result.reserve_place},
    )
    is_whole = found.amount_pence >= found.item.cost_pence
    _set_state(found.item, ProposalState.FUNDED if is_whole else ProposalState.PART_FUNDED, actor, "")
    if found.item.proposal_id:
        publish(ReservePromoted(round_.id, Winner(found.item.proposal_id, found.amount_pence, pot.id)))
    db.session.flush()
    return change


def carry_over(made: Count) -> None:
    """Who left an earlier result has left this one too, before anybody hears of its winners."""
    standing = {each.item_id: each for each in made.items if each.verdict in WINS or each.verdict is Verdict.RESERVE}
    there: set[tuple[uuid.UUID, ChangeKind]] = set()
    for old in queries.counts(made.round_id):
        if old.published_at is None or old.id == made.id:
            continue
        for change in queries.changes(old.id):
            if not change.is_done or change.kind not in LEAVES or (change.item_id, change.kind) in there:
                continue
            result = standing.get(change.item_id)
            if result is not None and change.kind is not ChangeKind.LAPSED:
                there.add((change.item_id, change.kind))
                _copy(made, change, result.amount_pence)


def _copy(made: Count, change: ResultChange, amount: int) -> None:
    db.session.add(
        ResultChange(
            count_id=made.id,
            item_id=change.item_id,
            round_pot_id=change.round_pot_id,
            kind=change.kind,
            amount_pence=amount,
            reason=change.reason,
            made_at=now(),
            first_id=change.first_id,
            second_id=change.second_id,
        )
    )
    db.session.flush()


def _seen(count_id: uuid.UUID, item_id: uuid.UUID) -> tuple[Count, Round, BallotItem]:
    made = locked(Count, count_id)
    round_, item = locked(Round, made.round_id), locked(BallotItem, item_id)
    if item.round_id != round_.id:
        raise DomainError(_("That proposal is not on this ballot"), field="item")
    return made, round_, item


def _leave(made: Count, item: BallotItem, kind: ChangeKind, reason: str, actor: Actor) -> ResultChange:
    amount = queries.standing(made, queries.changes(made.id)).gets[item.id]
    change = _add(made, item, kind, amount, reason, actor)
    verb = "note_ended_offer" if actor is SYSTEM or kind is not ChangeKind.WITHDRAWN else "withdraw_winner"
    audit.record(
        actor,
        verb,
        change,
        name=item.title,
        after={"kind": kind, "number": item.number, "amount_pence": amount},
        reason=reason,
    )
    state = ProposalState.WITHDRAWN if kind is ChangeKind.WITHDRAWN else ProposalState.NOT_FUNDED
    _set_state(item, state, actor, reason)
    return change


def _add(
    made: Count, item: BallotItem, kind: ChangeKind, amount: int, reason: str, actor: Actor, *, is_done: bool = True
) -> ResultChange:
    change = ResultChange(
        count_id=made.id,
        item_id=item.id,
        round_pot_id=item.round_pot_id,
        kind=kind,
        amount_pence=amount,
        reason=reason,
        made_at=now(),
        first_id=actor.id,
        is_done=is_done,
    )
    db.session.add(change)
    db.session.flush()
    return change


def _set_state(item: BallotItem, state: ProposalState, actor: Actor, reason: str) -> None:
    if item.proposal_id is None:
        return
    before = proposal_queries.proposal(item.proposal_id).state
    if before is not state and may_follow(before, state):
        proposals.set_state(item.proposal_id, state, actor=actor, reason=reason)


def _tell_left(item: BallotItem, change: ResultChange) -> None:
    if item.proposal_id:
        publish(WinnerLeft(item.round_id, item.proposal_id, change.reason))

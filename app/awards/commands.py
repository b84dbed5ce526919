"""Things that change an award. Each one reads the row afresh, checks, changes, flushes; none commits."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid

import sqlalchemy as sa

from app.core import audit, files, jobs
from app.core.access import SYSTEM, Actor
from app.core.clock import today as london_today
from app.core.db import db, locked
from app.core.errors import NotAllowed, WrongState
from app.core.events import publish
from app.core.i18n import _
from app.core.references import new_reference
from app.funds.commands import commit_money, release_money
from app.proposals.models import Proposal
from app.results import commands as results
from app.results.events import ReservePromoted, ResultPublished, WinnerLeft
from app.results.models import ChangeKind
from app.rounds.models import RoundPot

from . import emails
from .events import OfferAccepted
from .models import Agreement, Award, AwardState, Basis
from .policies import can_answer_offer, can_sign
from .queries import award_row

DAYS_TO_ANSWER = 10


def offer_award(
    actor: Actor,
    proposal: Proposal,
    pot_id: uuid.UUID,
    amount_pence: int,
    *,
    on: dt.date,
    round_id: uuid.UUID | None = None,
    basis: Basis | None = None,
    days: int = DAYS_TO_ANSWER,
) -> Award:
    """The group has an offer, the pot's money is committed, and the group's leads will be told.

    on: London date of the offer; it can be answered up to and on the day `days` later (`domain.md` iv.1 step 12).

    Raises:
        DomainError: the pot has less left.
    """
    award = Award(
        id=uuid.uuid4(),
        reference=new_reference("AW"),
        proposal_id=proposal.id,
        group_id=proposal.group_id,
        pot_id=pot_id,
        round_id=round_id,
        amount_pence=amount_pence,
        basis=basis or (Basis.FULL if amount_pence >= proposal.amount_pence else Basis.PART),
        offered_on=on,
        offer_ends_on=on + dt.timedelta(days=days),
    )
    db.session.add(award)
    db.session.flush()
    commit_money(pot_id, amount_pence, award, actor, on)
    audit.record(
        actor,
        "offer_award",
        award,
        name=award.reference,
        after={"amount_pence": amount_pence, "proposal": proposal.reference, "ends_on": award.offer_ends_on},
    )
    emails.offer_made(award_row(award.id))
    return award


def offer_to_winners(event: ResultPublished) -> None:
    """Every winner of a published result has an offer from the pot that its money was voted from.

    Winners without a proposal of ours (an imported election), or whose pot is none of our funds', get none; nor does a
    proposal that already has an award (a result published anew after a recount). An unanswered offer to one that the
    new result no longer funds is taken back first, so that its money is there.
    """
    winners = {winner.proposal_id for winner in event.winners}
    open_offers = sa.select(Award.id).where(Award.round_id == event.round_id, Award.state == AwardState.OFFERED)
    for award_id in db.session.scalars(open_offers.where(Award.proposal_id.not_in(winners)).order_by(Award.reference)):
        award = locked(Award, award_id)
        _end(SYSTEM, award, AwardState.LAPSED, "take_back_offer", _("A new count changed the result"), london_today())
    for winner in event.winners:
        proposal = db.session.get(Proposal, winner.proposal_id)
        pot_id = db.session.scalar(sa.select(RoundPot.pot_id).where(RoundPot.id == winner.round_pot_id))
        there = sa.select(Award.id).where(Award.proposal_id == winner.proposal_id)
        if proposal is None or pot_id is None or db.session.scalar(there) is not None:
            continue
        offer_award(SYSTEM, proposal, pot_id, winner.amount_pence, on=london_today(), round_id=event.round_id)


def offer_to_promoted(event: ReservePromoted) -> None:
    """The next project of the reserve list has an offer from the pot that its money was voted from (E30).

    Raises:
        DomainError: the proposal has an award already, or the pot has less left.
    """
    proposal = db.session.get(Proposal, event.winner.proposal_id)
    pot_id = db.session.scalar(sa.select(RoundPot.pot_id).where(RoundPot.id == event.winner.round_pot_id))
    if proposal is None or pot_id is None:
        return
    if db.session.scalar(sa.select(Award.id).where(Award.proposal_id == proposal.id)) is not None:
        raise WrongState(_("This project has been offered money before"))
    offer_award(
        SYSTEM,
        proposal,
        pot_id,
        event.winner.amount_pence,
        on=london_today(),
        round_id=event.round_id,
        basis=Basis.RESERVE,
    )


def end_offer_of(event: WinnerLeft) -> None:
    """The open offer to a project that its result funds no more is taken back (E31, E50).

    Raises:
        WrongState: the offer has been accepted; then the agreement must be ended first.
    """
    mine = sa.select(Award.id).where(Award.proposal_id == event.proposal_id, Award.round_id == event.round_id)
    award_id = db.session.scalar(mine)
    if award_id is None:
        return
    award = locked(Award, award_id)
    if award.state is AwardState.ACCEPTED:
        raise WrongState(_("The group has accepted the offer. The agreement must be ended first"))
    if award.state is AwardState.OFFERED:
        _end(SYSTEM, award, AwardState.LAPSED, "take_back_offer", event.reason, london_today())


def accept_offer(actor: Actor, award_id: uuid.UUID, *, signed_name: str, now: dt.datetime, today: dt.date) -> Award:
    """The offer is accepted on the group's behalf; agreement and project follow.

    signed_name: the signatory's name as typed, kept word for word.

    Raises:
        WrongState: already answered, or past its last day.
        NotAllowed: the actor may not sign for the group.
    """
    award = _to_answer(actor, award_id, today)
    award.state = AwardState.ACCEPTED
    award.signed_name = signed_name
    award.signed_by_id = actor.id
    award.accepted_at = now
    db.session.flush()
    audit.record(
        actor,
        "accept_offer",
        award,
        name=award.reference,
        before={"state": AwardState.OFFERED},
        after={"state": award.state, "signed_name": signed_name},
    )
    jobs.put("make-agreement", award_id=str(award.id))
    emails.offer_accepted(award_row(award.id))
    publish(OfferAccepted(award.id))
    return award


def decline_offer(actor: Actor, award_id: uuid.UUID, *, reason: str, today: dt.date) -> Award:
    """The offer is declined and its money is free again in the same pot (E31)."""
    award = _to_answer(actor, award_id, today)
    _end(actor, award, AwardState.DECLINED, "decline_offer", reason, today)
    return award


def lapse_offer(actor: Actor, award_id: uuid.UUID, *, today: dt.date) -> Award:
    """An offer that nobody answered by its last day has ended; its money is free again."""
    award = locked(Award, award_id)
    if award.state is not AwardState.OFFERED or today <= award.offer_ends_on:
        raise WrongState(_("This offer can still be answered"))
    _end(actor, award, AwardState.LAPSED, "lapse_offer", "", today)
    return award


def _to_answer(actor: Actor, award_id: uuid.UUID, today: dt.date) -> Award:
    award = locked(Award, award_id)
    if not (verdict := can_sign(actor, award)):
        raise NotAllowed(verdict.reason)
    if not (verdict := can_answer_offer(award, today=today)):
        raise WrongState(verdict.reason)
    return award


def _end(actor: Actor, award: Award, state: AwardState, verb: str, reason: str, today: dt.date) -> None:
    award.state = state
    award.declined_reason = reason
    db.session.flush()
    release_money(award.pot_id, award.amount_pence, award, actor, today)
    audit.record(
        actor,
        verb,
        award,
        name=award.reference,
        before={"state": AwardState.OFFERED},
        after={"state": state},
        reason=reason,
    )
    emails.offer_ended(award_row(award.id))
    if award.round_id is not None:
        kind = ChangeKind.DECLINED if state is AwardState.DECLINED else ChangeKind.LAPSED
        results.note_ended(award.proposal_id, award.round_id, kind, "", actor)


def keep_agreement(award_id: uuid.UUID, content: bytes, *, now: dt.datetime) -> Agreement:
    """The agreement's PDF is stored with its SHA-256, once; a second one for the same award is not kept."""
    award = locked(Award, award_id)
    there = db.session.scalars(sa.select(Agreement).where(Agreement.award_id == award_id)).one_or_none()
    if there is not None:
        return there
    stored = files.save(content, f"agreement-{award.reference}.pdf", "application/pdf")
    made = Agreement(award_id=award_id, file_id=stored.id, sha256=hashlib.sha256(content).hexdigest(), made_at=now)
    db.session.add(made)
    db.session.flush()
    return made

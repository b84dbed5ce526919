"""Voting in the hall: a card leads to a nameless row of the register, a score is a draft, and the end casts it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

import sqlalchemy as sa

from app.ballots import commands as ballots
from app.ballots import queries as box
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.core.references import as_typed
from app.register import commands as register
from app.register.models import Channel, CodeKind, Entitlement, HoldReason, Voter, VoterCode, VoterState
from app.register.queries import code_by_digest, code_digest
from app.rounds import queries as rounds
from app.rounds.models import Connection, Round

from .. import policies, queries
from ..models import CardPack, DayState, DecisionDay, HallCard, Handover, HandoverKind, HandoverState, Slot, Tally
from .tallies import count

NAMELESS = "Hall card"


def use_card(round_id: uuid.UUID, *, code: str = "", token: str = "", today: dt.date) -> uuid.UUID:
    """The card leads to a vote; used before, to the same one. Returns the id of its code for the browser's session.

    code: as typed; token: as the card's QR picture has it.
    Raises:
        DomainError: no card of this round's hall, taken back, or not handed out yet.
    """
    found = queries.card_by_link(token) if token else queries.card_by_digest(code_digest(round_id, as_typed(code)))
    if found is None and (own := _own_code(round_id, code)) is not None:
        return own
    if found is None:
        raise DomainError(_("This code is not right for this vote. Check it and try again"), field="code")
    day = locked(DecisionDay, found.day_id)  # one after the other, so that the number of cards in use is right
    card = locked(HallCard, found.id)
    if day.round_id != round_id or card.is_revoked:
        raise DomainError(_("This card does not work any more. Ask at the desk"), field="code")
    if day.state is DayState.PLANNED:
        raise DomainError(_("The doors are not open yet"), field="code")
    if day.state is DayState.CLOSED:
        raise DomainError(_("Voting in this hall is over"), field="code")
    if card.voter_id is None:
        _begin(card, day, today)
    return db.session.scalars(sa.select(VoterCode.id).where(VoterCode.digest == card.digest)).one()


def _own_code(round_id: uuid.UUID, code: str) -> uuid.UUID | None:
    """The id of a code that the desk gave to one voter for this hall, if it is that."""
    known = code_by_digest(code_digest(round_id, as_typed(code))) if code else None
    if known is None or known.is_revoked or queries.card_of(known.voter_id) is None:
        return None
    return known.id


def _begin(card: HallCard, day: DecisionDay, today: dt.date) -> None:
    """The card has a row of the register without a name: only area and electorate are known, from the pack."""
    pack = db.session.get_one(CardPack, card.pack_id)
    if not pack.is_named and queries.cards_used(day.id) >= queries.counts(day.id)[Tally.CARDS]:
        raise DomainError(_("This card has not been handed out yet. Ask at the desk"), field="code")
    voter = Voter(
        id=uuid.uuid4(),
        round_id=day.round_id,
        name=NAMELESS,
        area_id=pack.area_id,
        connection=Connection.LIVE,
        age_ok=True,
        state=VoterState.HELD if pack.is_named else VoterState.ACCEPTED,
        hold_reason=HoldReason.NO_PROOF if pack.is_named else None,
        waits_for=[HoldReason.NO_PROOF.value] if pack.is_named else [],
        electorate=pack.electorate,
        registered_by=Channel.HALL,
        registered_on=today,
    )
    voter.entitlements = [Entitlement()]
    db.session.add(voter)
    db.session.flush()
    db.session.add(VoterCode(voter_id=voter.id, digest=card.digest, kind=CodeKind.DESK))
    card.voter_id = voter.id
    db.session.flush()


def name_card(card: HallCard, voter: Voter) -> None:
    """The card is this voter's, with what was scored with it: the desk noted it while there was no connection.

    Raises:
        WrongState: another voter has it.
    """
    if card.voter_id is None:
        db.session.add(VoterCode(voter_id=voter.id, digest=card.digest, kind=CodeKind.DESK))
    else:
        nameless = locked(Voter, card.voter_id)
        if nameless.name != NAMELESS or nameless.dedupe_key is not None:
            raise WrongState(_("This card was noted for somebody else"))
        ballots.move_vote(nameless.id, voter.id)
        db.session.execute(sa.update(VoterCode).where(VoterCode.voter_id == nameless.id).values(voter_id=voter.id))
        card.voter_id = None
        db.session.flush()
        db.session.expire(nameless)
        db.session.delete(nameless)
        db.session.flush()
    card.voter_id = voter.id
    db.session.flush()


def score(voter_id: uuid.UUID, slot_id: uuid.UUID, value: int, *, received_at: dt.datetime) -> Slot:
    """The pitch has this score in the voter's draft, if it came within the window.

    Raises:
        NotAllowed: not a voter of this hall. WrongState: the window is not open. DomainError: no such score.
    """
    card = _card(voter_id)
    day = db.session.get_one(DecisionDay, card.day_id)
    slot = queries.slot(day.id, slot_id)
    if slot is None:
        raise DomainError(_("Something you chose is not on this ballot"), field="score")
    if not (may := policies.can_score(day, slot, received_at)):
        raise WrongState(may.reason)
    number = queries.items_of(day.round_id)[slot.item_id].number
    if ballots.keep_score(voter_id, number, value, received_at=received_at):
        db.session.execute(
            sa.update(Slot)
            .where(Slot.id == slot_id)
            .values(answered=Slot.answered + 1)
            .execution_options(synchronize_session=False)
        )
    return slot


def _card(voter_id: uuid.UUID) -> HallCard:
    card = queries.card_of(voter_id)
    if card is None or card.is_revoked:
        raise NotAllowed(_("This code is not for voting in the hall"))
    return card


def confirm(voter_id: uuid.UUID, *, received_at: dt.datetime, today: dt.date) -> str:
    """The voter's scores are in the box after the last pitch. Returns the receipt.

    Raises:
        WrongState: pitches are still to come, or the list is closed. DomainError: a gap, under the rule `reject`.
    """
    card = _card(voter_id)
    day = db.session.get_one(DecisionDay, card.day_id)
    if day.state is not DayState.OPEN:
        raise WrongState(_("Voting in this hall is over"))
    if queries.next_slot(day) is not None or queries.running(day, received_at) is not None:
        raise WrongState(_("You can cast your scores when the last project has been presented"))
    return _cast(card, received_at, today)


def _cast(card: HallCard, received_at: dt.datetime, today: dt.date) -> str:
    """The draft is in the box. The desk that handed out the card has counted its holder already."""
    voter = queries.voter(card.voter_id) if card.voter_id else None
    if voter is None:
        raise NotAllowed(_("This code is not for voting in the hall"))
    is_first = queries.right_of(voter.id).taken_by is None
    receipt = ballots.cast_vote(voter.id, received_at=received_at, today=today, channel=Channel.HALL)
    _count_once(card, voter, received_at, is_first=is_first)
    return receipt


def _count_once(card: HallCard, voter: Voter, at: dt.datetime, *, is_first: bool) -> None:
    """A card of a shuffled pack was counted with its holder's right, so its first vote is no second one."""
    if is_first and voter.name == NAMELESS and voter.state is VoterState.ACCEPTED:
        register.count_turnout(voter, Channel.HALL, at, -1)


def cast_waiting(day: DecisionDay, *, now: dt.datetime, today: dt.date) -> tuple[int, int]:
    """Scores that nobody confirmed are cast as they stand, if the round's rule takes them. Returns cast and left out.

    Which rule: under `mean` and `zero` a gap is no fault; under `reject` scores with a gap stay out, and are counted.
    """
    round_ = rounds.round_by_id(day.round_id)
    waiting = [voter_id for voter_id in queries.hall_voters(day.id) if box.draft(voter_id) is not None]
    secrets.SystemRandom().shuffle(waiting)
    cast = sum(_cast_one(voter_id, round_, now, today) for voter_id in waiting)
    count(day.id, Tally.CAST_AT_CLOSE, cast)
    count(day.id, Tally.INCOMPLETE, len(waiting) - cast)
    db.session.flush()
    return cast, len(waiting) - cast


def _cast_one(voter_id: uuid.UUID, round_: Round, now: dt.datetime, today: dt.date) -> bool:
    """What came before the close of voting counts, also when the list is closed later (E15)."""
    in_time = min(now, round_.closes_at - dt.timedelta(seconds=1))
    try:
        with db.session.begin_nested():
            _cast(_card(voter_id), in_time, today)
    except DomainError:
        return False
    return True


def hand_over_vote(
    voter_id: uuid.UUID, key: str, serial: int, sealed: bytes, *, received_at: dt.datetime, today: dt.date
) -> HandoverState:
    """A vote sealed in the voter's browser is in the box, once for its key; an older one never over a newer.

    After the presiding officer closed the list it is listed and not counted.
    Raises:
        NotAllowed: not a voter of this hall. DomainError: not a sealed vote.
    """
    card = _card(voter_id)
    day = db.session.scalars(
        sa.select(DecisionDay)
        .where(DecisionDay.id == card.day_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    card = locked(HallCard, card.id)
    if (before := queries.handover(day.id, key)) is not None:
        return before.state
    state = HandoverState.TAKEN if day.state is DayState.OPEN else HandoverState.LATE
    if state is HandoverState.TAKEN and serial > card.serial:
        voter, is_first = queries.voter(voter_id), queries.right_of(voter_id).taken_by is None
        ballots.put_sealed(voter_id, sealed, received_at=received_at, today=today)
        _count_once(card, voter, min(received_at, _closes_at(day)), is_first=is_first)
        card.serial = serial
    found = Handover(day_id=day.id, key=queries.key_hash(key), kind=HandoverKind.VOTE, state=state, on=today)
    db.session.add(found)
    db.session.flush()
    return state


def _closes_at(day: DecisionDay) -> dt.datetime:
    return rounds.round_by_id(day.round_id).closes_at

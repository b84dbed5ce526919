"""The desk: search first, check in, hand out a card, a paper or a code; entries made without a connection."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, replace
from enum import StrEnum

from app.core import audit
from app.core.access import Actor
from app.core.clock import now
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.core.references import as_typed
from app.register import commands as register
from app.register.commands import Registration
from app.register.models import Channel, CodeKind, Voter, VoterState
from app.register.policies import can_see_register
from app.register.queries import code_digest, voters_found
from app.rounds import queries as rounds
from app.rounds.models import Proof, Round

from ... import policies, queries
from ...models import DecisionDay, HallCard, Handover, HandoverKind, HandoverState, Stay, Tally
from ..tallies import count
from ..voting import name_card
from .papers import give_paper, note_paper_given


class Way(StrEnum):
    """What the desk hands out."""

    CARD = "card"
    PAPER = "paper"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """A voter in the room. code: of their own, shown once; empty with a card or paper."""

    voter: Voter
    code: str = ""


@dataclass(frozen=True, slots=True)
class OfflineEntry:
    """What the desk noted without a connection. card: the code of a card made for that, empty where a paper was given.

    key: random text of the desk's browser, so that handing the entry over again does nothing.
    """

    key: str
    given: Registration
    card: str = ""


def check_in(day_id: uuid.UUID, voter_id: uuid.UUID, way: Way, *, actor: Actor, today: dt.date) -> CheckIn:
    """The voter is in the room, and their one right is taken by the hall, or by the paper, in this transaction.

    A voter who is held gets a code of their own and no card: what is scored with it waits for the decision.
    Raises:
        NotAllowed: not this actor's to do, or the voter was refused. DomainError: the right was used before.
    """
    day, round_ = _at_work(day_id, actor)
    held_open = register.held_open(round_.id)
    voter = locked(Voter, voter_id)
    if voter.round_id != held_open.id or voter.state is VoterState.REFUSED:
        raise NotAllowed(_("This person cannot vote in this round"))
    if voter.state is VoterState.HELD and way is not Way.CODE:
        raise WrongState(_("This voter is held. Give them a code of their own, or let the returning officer decide"))
    code = ""
    if way is Way.CODE:
        code = _own_code(day, voter, actor)
    elif way is Way.CARD:
        register.take_entitlement(voter_id, Channel.HALL, today)
        count(day_id, Tally.CARDS)
    else:
        give_paper(day, voter, actor=actor, now=now())
    _arrive(day, voter_id)
    audit.record(actor, "check_in", voter, after={"way": way})
    db.session.flush()
    return CheckIn(voter, code)


def _own_code(day: DecisionDay, voter: Voter, actor: Actor) -> str:
    if queries.used_rights([voter.id]):
        raise WrongState(_("This person has already voted, or has a card or a paper"))
    made = register.new_code(voter.id, kind=CodeKind.DESK, actor=actor)
    if queries.card_of(voter.id) is None:
        db.session.add(HallCard(day_id=day.id, voter_id=voter.id))
    return made.code


def _arrive(day: DecisionDay, voter_id: uuid.UUID) -> None:
    if queries.stay_of(day.id, voter_id) is None:
        is_new = not queries.presence(day, [voter_id])[voter_id].was_here
        db.session.add(Stay(day_id=day.id, voter_id=voter_id, from_slot=queries.begun(day)))
        if is_new:
            count(day.id, Tally.CHECKED_IN)


def _at_work(day_id: uuid.UUID, actor: Actor) -> tuple[DecisionDay, Round]:
    day = locked(DecisionDay, day_id)
    round_ = rounds.round_by_id(day.round_id)
    if not (may := policies.can_work(actor, round_, day)):
        raise NotAllowed(may.reason)
    return day, round_


def walk_in(
    day_id: uuid.UUID,
    given: Registration,
    *,
    searched: str,
    none_of_these: bool,
    actor: Actor,
    received_at: dt.datetime,
    today: dt.date,
) -> Voter:
    """Somebody who was not on the register is, after it was searched for them (E44); held, if they look like another.

    searched: the words that were looked for. none_of_these: whoever was found is somebody else.
    Raises:
        NotAllowed: not this actor's to do. DomainError: not searched, or not said that it is nobody of those found.
    """
    _day, round_ = _at_work(day_id, actor)
    words = {word for word in searched.casefold().split() if len(word) > 1}
    if not words or not words & set(f"{given.name} {given.postcode or ''}".casefold().split()):
        raise DomainError(_("Search the register for this person first"), field="name")
    if voters_found(round_.id, given.name) and not none_of_these:
        raise DomainError(
            _("There is somebody of this name. Check them in, or say that it is another person"), field="none_of_these"
        )
    shown = replace(given, channel=Channel.HALL, seen=Proof.DESK)
    registered = register.register_voter(round_.id, shown, received_at=received_at, today=today, actor=actor)
    return registered.voter


def go_out(day_id: uuid.UUID, voter_id: uuid.UUID, *, actor: Actor) -> None:
    """The voter has left the room: they miss the pitches from the next one on, and the one that is held now."""
    day, _round = _at_work(day_id, actor)
    stay = queries.stay_of(day_id, voter_id)
    if stay is not None:
        stay.to_slot = max(stay.from_slot, queries.begun(day))
        db.session.flush()


def come_back(day_id: uuid.UUID, voter_id: uuid.UUID, *, actor: Actor) -> None:
    """The voter who checked in before is in the room again."""
    day, _round = _at_work(day_id, actor)
    if not queries.presence(day, [voter_id])[voter_id].was_here:
        raise WrongState(_("This person has not checked in"))
    _arrive(day, voter_id)
    db.session.flush()


def hand_over_check_in(
    day_id: uuid.UUID, entry: OfflineEntry, *, actor: Actor, received_at: dt.datetime, today: dt.date
) -> HandoverState:
    """An entry made without a connection is on the register, once; a duplicate is held with the vote of their card.

    After the list is closed it is listed and nothing is registered.
    Raises:
        NotAllowed: not this actor's to do. DomainError: something in the entry is wrong.
    """
    day = locked(DecisionDay, day_id)
    round_ = rounds.round_by_id(day.round_id)
    if not (may := can_see_register(actor, round_)):
        raise NotAllowed(may.reason)
    if (before := queries.handover(day_id, entry.key)) is not None:
        return before.state
    state = HandoverState.LATE
    if policies.can_work(actor, round_, day):
        state = _enter(day, round_, entry, actor, received_at, today)
    kind = HandoverKind.CHECK_IN
    db.session.add(Handover(day_id=day_id, key=queries.key_hash(entry.key), kind=kind, state=state, on=today))
    audit.record(actor, "hand_over_check_in", day, name=day.name, after={"state": state})
    db.session.flush()
    return state


def _enter(
    day: DecisionDay, round_: Round, entry: OfflineEntry, actor: Actor, received_at: dt.datetime, today: dt.date
) -> HandoverState:
    card = _offline_card(day, entry.card) if entry.card else None
    given = replace(entry.given, form_key=entry.key, channel=Channel.HALL, seen=Proof.DESK)
    in_time = min(received_at, round_.closes_at - dt.timedelta(seconds=1))  # the hall's list decides what is late
    voter = register.register_voter(round_.id, given, received_at=in_time, today=today, actor=actor).voter
    if card is not None:
        name_card(card, voter)
        count(day.id, Tally.CARDS)
    else:
        note_paper_given(day, voter, actor=actor, now=now(), today=today)
    _arrive(day, voter.id)
    return HandoverState.HELD if voter.state is VoterState.HELD else HandoverState.TAKEN


def _offline_card(day: DecisionDay, code: str) -> HallCard:
    found = queries.card_by_digest(code_digest(day.round_id, as_typed(code)))
    packs = {pack.id for pack in queries.packs(day.id) if pack.is_named}
    if found is None or found.is_revoked or found.pack_id not in packs:
        raise DomainError(_("This is not a card for use without a connection"), field="card")
    return locked(HallCard, found.id)

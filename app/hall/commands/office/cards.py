"""Cards: shuffled packs whose codes are printed once and kept nowhere, handed in for another card or for a paper."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from app.ballots import commands as ballots
from app.core import audit
from app.core.access import Actor
from app.core.clock import london, now
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed
from app.core.i18n import _
from app.core.references import as_typed, new_code
from app.register import commands as register
from app.register.models import Channel, VoterCode
from app.register.queries import code_digest
from app.rounds import queries as rounds
from app.rounds.models import Electorate

from ... import policies, queries
from ...models import MOST_CARDS, CardPack, DecisionDay, HallCard, Tally
from ..tallies import count
from ..voting import NAMELESS
from .papers import give_paper_for_card, note_paper_given


def make_pack(
    day_id: uuid.UUID,
    size: int,
    *,
    actor: Actor,
    today: dt.date,
    electorate: Electorate = Electorate.OPEN,
    area_id: uuid.UUID | None = None,
    is_named: bool = False,
) -> tuple[CardPack, list[str]]:
    """There is a pack of so many cards. Returns it with the codes, which exist nowhere else and in no order.

    Raises:
        NotAllowed: not this actor's to do. DomainError: too many or none.
    """
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_plan(actor, rounds.round_by_id(day.round_id), day)):
        raise NotAllowed(may.reason)
    if not 1 <= size <= MOST_CARDS:
        raise DomainError(_("A pack has from 1 to %(most)s cards", most=MOST_CARDS), field="size")
    pack = CardPack(
        day_id=day_id,
        number=len(queries.packs(day_id)) + 1,
        size=size,
        electorate=electorate,
        area_id=area_id,
        is_named=is_named,
        made_on=today,
    )
    db.session.add(pack)
    db.session.flush()
    codes = [new_code() for _card in range(size)]
    db.session.add_all(
        HallCard(day_id=day_id, pack_id=pack.id, digest=code_digest(day.round_id, code), link=_link(day, code))
        for code in codes
    )
    audit.record(actor, "make_card_pack", day, name=day.name, after={"number": pack.number, "size": size})
    db.session.flush()
    return pack, codes


def hand_in_card(day_id: uuid.UUID, code: str, *, actor: Actor) -> HallCard:
    """The card does not work any more and what was scored with it is gone: its holder gets another from the pack.

    Raises:
        NotAllowed: not this actor's to do. DomainError: no card of this hall, or handed in before.
    """
    card = _handed_in(day_id, code, actor)
    count(day_id, Tally.REPLACED)
    db.session.flush()
    return card


def swap_for_paper(day_id: uuid.UUID, code: str, *, actor: Actor) -> HallCard:
    """The card is void with what was scored with it, and its holder votes on paper after all: still one right.

    Turnout counted its holder at the door, and now as somebody with a paper. The paper is in the log of the hall's
    desk; of a card for use without a connection the right of its named voter is used, if the card did not use it.
    Raises:
        NotAllowed: not this actor's to do. DomainError: no card of this hall, handed in before, or one whose holder
        the desk has not handed over yet. WrongState: no papers in this hall.
    """
    card = _handed_in(day_id, code, actor)
    day = db.session.get_one(DecisionDay, day_id)
    pack = db.session.get_one(CardPack, card.pack_id)
    voter = queries.voter(card.voter_id) if card.voter_id is not None else None
    if not pack.is_named:
        register.move_turnout(day.round_id, pack.area_id, Channel.HALL, Channel.PAPER, now())
        give_paper_for_card(day, pack.area_id, actor=actor, now=now())
    elif voter is None or voter.name == NAMELESS:
        raise DomainError(_("Hand over first what the desk noted for this card"), field="code")
    elif queries.right_of(voter.id).taken_by is None:
        note_paper_given(day, voter, actor=actor, now=now(), today=london(now()).date())
    else:
        register.move_turnout(day.round_id, voter.area_id, Channel.HALL, Channel.PAPER, now())
        give_paper_for_card(day, voter.area_id, actor=actor, now=now())
    if queries.counts(day_id)[Tally.CARDS]:
        count(day_id, Tally.CARDS, -1)
    db.session.flush()
    return card


def _handed_in(day_id: uuid.UUID, code: str, actor: Actor) -> HallCard:
    day = locked(DecisionDay, day_id)
    if not (may := policies.can_work(actor, rounds.round_by_id(day.round_id), day)):
        raise NotAllowed(may.reason)
    register.held_open(day.round_id)
    found = queries.card_by_digest(code_digest(day.round_id, as_typed(code)))
    if found is None or found.day_id != day_id or found.is_revoked:
        raise DomainError(_("This is not a card of this hall that still works"), field="code")
    card = locked(HallCard, found.id)
    card.is_revoked = True
    if card.voter_id is not None:
        ballots.withdraw_vote(card.voter_id)
        db.session.execute(sa.update(VoterCode).where(VoterCode.voter_id == card.voter_id).values(is_revoked=True))
    audit.record(actor, "take_back_card", day, name=day.name)
    return card


def _link(day: DecisionDay, code: str) -> str:
    return queries.link_hash(queries.link_token(day.round_id, code))

"""What a voter shows or adds after registering, and who confirms it. Each may end a hold in the same transaction."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from app.core import audit
from app.core.access import VISITOR, Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.rounds.models import BEFORE_OPENING, Proof, Round

from .. import policies
from ..codes import commands as codes
from ..models import HoldReason, Partner, Voter
from ..queries import is_ward, shares_contact
from .deciding import held_open, hold, settle

SETTLES_ADDRESS = frozenset({Proof.DESK, Proof.ORGANISATION, Proof.ID_SEEN, Proof.LETTER_CODE})


def give_proof(
    voter_id: uuid.UUID,
    proof: Proof,
    *,
    actor: Actor,
    today: dt.date,
    area_id: uuid.UUID | None = None,
    partner_id: uuid.UUID | None = None,
) -> Voter:
    """Somebody who may do so has checked the voter; a hold that waited for it ends at once.

    area_id: where the vote counts, for a voter whose place was not known. partner_id: the organisation that confirms.
    Raises:
        NotAllowed: not this actor's, not a check that a person makes, or the envelopes are open.
        DomainError: no such ward.
    """
    round_ = held_open(sa.select(Voter.round_id).where(Voter.id == voter_id).scalar_subquery())
    voter = locked(Voter, voter_id)
    confirms = partner_id is not None and _is_partner(round_.id, partner_id)
    if not (may := policies.can_mark_proof(actor, round_, voter, proof, partner_id if confirms else None)):
        raise NotAllowed(may.reason)
    if area_id is not None and voter.area_id is None:
        if not is_ward(area_id, today):
            raise DomainError(_("Choose an area from the list"), field="area")
        voter.area_id = area_id
    if confirms:
        voter.partner_id = partner_id
    audit.record(actor, "give_proof", voter, before={"proof": voter.proof}, after={"proof": proof})
    note_proof(round_, voter, proof, actor=actor, today=today)
    db.session.flush()
    return voter


def _is_partner(round_id: uuid.UUID, group_id: uuid.UUID) -> bool:
    known = sa.exists().where(Partner.round_id == round_id, Partner.group_id == group_id)
    return db.session.scalar(sa.select(known)) or False


def give_proof_by_contact(voter_id: uuid.UUID, proof: Proof, *, today: dt.date) -> None:
    """The voter has typed the code that was sent. Where another voter has proven the same contact a person looks."""
    round_ = held_open(sa.select(Voter.round_id).where(Voter.id == voter_id).scalar_subquery())
    if round_.state not in BEFORE_OPENING:
        raise WrongState(_("The envelopes have been opened, so nothing can be decided any more"))
    voter = locked(Voter, voter_id)
    if shares_contact(voter, proof):
        hold(voter, HoldReason.SAME_PERSON, actor=VISITOR)
    note_proof(round_, voter, proof, actor=VISITOR, today=today)
    db.session.flush()


def prove_by_code(voter_id: uuid.UUID, digest: str, *, today: dt.date) -> None:
    """The code of a letter or a library, typed by somebody who is on the register already, is used up and proves them;
    a code that was made for a body of voters takes them into it, unless the council put them on a list of another.

    Raises:
        WrongState: it leads nowhere, or the envelopes are open.
    """
    round_ = held_open(sa.select(Voter.round_id).where(Voter.id == voter_id).scalar_subquery())
    if round_.state not in BEFORE_OPENING:
        raise WrongState(_("The envelopes have been opened, so nothing can be decided any more"))
    voter = locked(Voter, voter_id)
    shown = codes.use_code(round_.id, digest, today=today)
    if shown.proves_address and voter.area_id is None:
        voter.area_id = shown.area_id
    if shown.electorate is not None and voter.electorate in policies.REGISTERS_THEMSELVES:
        voter.electorate = shown.electorate
    note_proof(round_, voter, shown.proof, actor=VISITOR, today=today)
    db.session.flush()


def note_proof(round_: Round, voter: Voter, proof: Proof, *, actor: Actor, today: dt.date) -> None:
    """The locked voter has shown this; the best stays on the row, and what waited for it is settled."""
    if policies.is_better(round_, proof, voter.proof):
        voter.proof, voter.proved_on = proof, today
    settled = set()
    if policies.meets(round_, proof):
        settled.add(HoldReason.NO_PROOF)
    if proof in SETTLES_ADDRESS:
        settled.add(HoldReason.NO_ADDRESS)
        if voter.area_id is not None:
            settled |= {HoldReason.UNKNOWN_POSTCODE, HoldReason.OLD_POSTCODE}
        if HoldReason.NO_ADDRESS.value in voter.waits_for:  # for people without papers this is proof enough
            settled.add(HoldReason.NO_PROOF)
    settle(voter, settled, actor=actor)


def ask_partner(voter_id: uuid.UUID, group_id: uuid.UUID) -> Voter:
    """The organisation sees this voter in its list and can say that it knows them.

    Raises:
        DomainError: it is not one of the round's organisations.
    """
    voter = locked(Voter, voter_id)
    if not _is_partner(voter.round_id, group_id):
        raise DomainError(_("Choose an organisation from the list"), field="partner")
    voter.partner_id = group_id
    db.session.flush()
    return voter


def tell_more(voter_id: uuid.UUID, *, street: str | None = None, birth_band: str | None = None) -> Voter:
    """The voter has helped the officer who will look: with a street (E65), or the years of their birth (E11)."""
    voter = locked(Voter, voter_id)
    if street is not None:
        voter.street = street.strip()
    if birth_band is not None:
        voter.birth_band = birth_band
    db.session.flush()
    return voter

"""Codes that lead a voter back to their vote, and the short ones that show that an address or telephone is theirs."""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.core import audit
from app.core.access import VISITOR, Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.core.prepared import insert_values
from app.core.references import new_code as fresh_code
from app.rounds.models import Channel, Proof, Round
from app.rounds.policies import can_vote
from app.rounds.queries import round_by_id

from .. import emails, policies
from ..models import CodeKind, ContactCode, Voter, VoterCode
from ..queries import code_digest, contact_digest, link_digest
from .proving import give_proof_by_contact

CONTACT_DIGITS, CONTACT_DAYS = 6, 1


@dataclass(frozen=True, slots=True)
class Registered:
    """The voter and the code that was just made for them; the code exists nowhere else in clear.

    link: the token of a link that was made with it and not mailed.
    """

    voter: Voter
    code: str
    code_id: uuid.UUID
    link: str = ""


def new_code(
    voter_id: uuid.UUID,
    *,
    kind: CodeKind,
    link_prefix: str = "",
    actor: Actor = VISITOR,
    mail: str = emails.CODE,
    today: dt.date | None = None,
) -> Registered:
    """The voter has one more live code to the same entitlement and draft; by e-mail or text too if they gave a contact.

    mail: which letter it comes in. today: the only London day on which it works, None for the close of voting.
    """
    voter = locked(Voter, voter_id)
    if not (may := policies.can_cast(voter)):
        raise NotAllowed(may.reason)
    return with_code(voter, kind, round_by_id(voter.round_id), link_prefix, actor=actor, mail=mail, ends_on=today)


def with_code(
    voter: Voter,
    kind: CodeKind,
    round_: Round,
    link_prefix: str,
    *,
    actor: Actor = VISITOR,
    mail: str = emails.CODE,
    ends_on: dt.date | None = None,
) -> Registered:
    """As `new_code`, for a voter whose row this unit of work holds already."""
    code = fresh_code()
    digest = code_digest(round_.id, code)
    row = insert_values(VoterCode, voter_id=voter.id, digest=digest, kind=kind, ends_on=ends_on)
    is_sent, token = bool(link_prefix and emails.can_reach(voter)), ""
    if is_sent or kind is CodeKind.ASSISTED:
        token = secrets.token_urlsafe(24)
        link_kind = CodeKind.ASSISTED if kind is CodeKind.ASSISTED else CodeKind.LINK
        db.session.add(VoterCode(voter_id=voter.id, digest=link_digest(token), kind=link_kind, ends_on=ends_on))
    if is_sent:
        emails.code_mail(voter, round_, code=code, link=link_prefix + token, mail=mail)
    audit.record(actor, "issue_code", voter, after={"kind": kind, "by_mail": is_sent})
    db.session.flush()
    return Registered(voter, code, row["id"], token)


def start_assisted(
    voter_id: uuid.UUID, *, actor: Actor, second_listener: str, has_consent: bool, now: dt.datetime
) -> Voter:
    """The register says which worker reads the ballot out to this voter, and who listens (E41); no ballot ever does.

    Raises:
        NotAllowed: the rules have no assisted votes, or not this actor's. WrongState: voting is not open.
        DomainError: there is neither a listener nor a recorded consent.
    """
    voter = locked(Voter, voter_id)
    round_ = round_by_id(voter.round_id)
    if not (may := policies.can_register_for(actor, round_, Channel.ASSISTED)):
        raise NotAllowed(may.reason)
    if not (may := can_vote(round_, now)):
        raise WrongState(may.reason)
    if not has_consent and not second_listener.strip():
        raise DomainError(_("Name the second listener, or record the consent"), field="second_listener")
    voter.second_listener, voter.has_consent = second_listener.strip(), has_consent
    voter.assisted_by_id = actor.id
    audit.record(actor, "start_assisted", voter, after={"has_consent": has_consent})
    db.session.flush()
    return voter


def end_assisted(voter_id: uuid.UUID) -> None:
    """The worker's device does not lead to this voter any more: their vote is in the box."""
    db.session.execute(
        sa.update(VoterCode)
        .where(VoterCode.voter_id == voter_id, VoterCode.kind == CodeKind.ASSISTED)
        .values(is_revoked=True)
    )


def send_contact_code(voter_id: uuid.UUID, proof: Proof, *, to: str, today: dt.date) -> None:
    """A short code is on its way to this address or telephone, in place of any that was sent before.

    proof: e-mail or SMS code. to: kept as the voter's contact.
    Raises:
        DomainError: the round does not take this proof, or nothing can be sent there.
    """
    voter = locked(Voter, voter_id)
    round_ = round_by_id(voter.round_id)
    if not (may := policies.can_prove_by_contact(round_, voter, proof)):
        raise NotAllowed(may.reason)
    if proof is Proof.EMAIL_CODE:
        voter.email = to
    else:
        voter.phone = to
    code = "".join(secrets.choice("0123456789") for _digit in range(CONTACT_DIGITS))
    db.session.execute(sa.delete(ContactCode).where(ContactCode.voter_id == voter_id))
    ends_on = today + dt.timedelta(days=CONTACT_DAYS)
    db.session.add(ContactCode(voter_id=voter_id, proof=proof, digest=contact_digest(voter_id, code), ends_on=ends_on))
    emails.contact_code_mail(voter, round_, proof, code)
    db.session.flush()


def type_contact_code(voter_id: uuid.UUID, typed: str, *, today: dt.date) -> bool:
    """Whether the typed code is the one that was sent; if so the contact is proven, and a hold for it ends at once."""
    locked(Voter, voter_id)
    row = db.session.get(ContactCode, voter_id, populate_existing=True)
    digits = "".join(letter for letter in typed if letter.isdecimal())
    if row is None or today > row.ends_on or not hmac.compare_digest(row.digest, contact_digest(voter_id, digits)):
        return False
    proof = row.proof
    db.session.delete(row)
    give_proof_by_contact(voter_id, proof, today=today)
    return True

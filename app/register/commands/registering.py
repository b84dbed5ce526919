"""Somebody comes on the register: online, at a desk, by telephone; and what a person must look at first."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.areas import queries as areas
from app.core import audit
from app.core.access import VISITOR, Actor
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, Refusals, WrongState
from app.core.i18n import _
from app.core.prepared import Prepared, ask_ahead, insert_now, insert_values
from app.rounds.booth import Booth, asking_of, booth_of
from app.rounds.models import Connection, Electorate, Proof, Round

from .. import policies
from ..codes import commands as codes
from ..models import Channel, CodeKind, Entitlement, HoldReason, Voter, VoterState
from ..queries import asks_for_address, is_ward
from .doubles import kind_of_double, name_keys, ways_of_alike
from .issuing import Registered, with_code
from .proving import SETTLES_ADDRESS


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody said about themselves. form_key: random text of the form, so that sending it twice does no harm.

    postcode: `AAN NAA` or None; area_id: the area chosen by somebody without one. link_prefix: the address that a
    mailed link's token is put after. code_digest: of the code from a desk or letter that they showed, to be used up.
    channel: how they come on the register. seen: what a worker has checked with the person there. own_items: ballot
    numbers of projects of their own. second_listener, has_consent: of an assisted vote (E41).
    """

    name: str
    postcode: str | None
    area_id: uuid.UUID | None
    connection: Connection | None
    age_ok: bool
    email: str | None = None
    lang: str = "en"
    form_key: str = ""
    link_prefix: str = ""
    code_digest: str = ""
    phone: str | None = None
    channel: Channel = Channel.ONLINE
    electorate: Electorate | None = None
    seen: Proof | None = None
    own_items: tuple[int, ...] = ()
    street: str = ""
    birth_band: str = ""
    partner_id: uuid.UUID | None = None
    second_listener: str = ""
    has_consent: bool = False


def register_voter(
    round_id: uuid.UUID, given: Registration, *, received_at: dt.datetime, today: dt.date, actor: Actor = VISITOR
) -> Registered:
    """Somebody is on the register with their right to a ballot and a code; held, if something must be settled first.

    actor: the worker who registers them at a desk or for an assisted vote. The voter's row of somebody who registers
    themselves is bound to no session.
    Raises:
        WrongState: voting is not open, or open to invited people only.
        NotAllowed: a channel that this actor or this round does not have.
        Refusals: each for its field.
    """
    form_key = hashlib.sha256(given.form_key.encode()).hexdigest() if given.form_key else None
    ask_ahead(
        asking_of(round_id),
        (BY_FORM, {"round_id": round_id, "form_key": form_key}),
        *areas.asking_place(given.postcode),
    )
    here = booth_of(round_id)
    round_ = here.round
    if not (may := policies.can_register(round_, received_at, has_code=bool(given.code_digest) or _by_worker(given))):
        raise WrongState(may.reason)
    if _by_worker(given) and not (may := policies.can_register_for(actor, round_, given.channel)):
        raise NotAllowed(may.reason)
    if form_key and (before := _by_form_key(round_id, form_key)):
        return with_code(before, _code_kind(given), round_, given.link_prefix, ends_on=_last_day(given, today))
    _check(here, given, today)
    area_id, proofs, waits, body = _shown(round_, given, today)
    keys = name_keys(round_id, given.name, given.postcode, area_id)
    assisted_by_id = actor.id if given.channel is Channel.ASSISTED else None
    made = _new_voter(round_, given, area_id, proofs, today)
    made.electorate = body or made.electorate
    (made.dedupe_key, made.ward_key), made.form_key, made.assisted_by_id = keys, form_key, assisted_by_id
    voter = add_voter(made, round_, waits, joins=_by_worker(given))
    if _by_worker(given):
        facts = {"registered_by": voter.registered_by, "electorate": voter.electorate, "proof": voter.proof}
        audit.record(actor, "register_voter", voter, after=facts)
    if voter.state is VoterState.HELD:
        audit.record(actor, "hold_voter", voter, after={"hold_reason": voter.hold_reason})
    return with_code(voter, _code_kind(given), round_, given.link_prefix, actor=actor, ends_on=_last_day(given, today))


def _by_worker(given: Registration) -> bool:
    return given.channel not in {Channel.ONLINE, Channel.KIOSK}


def _code_kind(given: Registration) -> CodeKind:
    if given.channel is Channel.ASSISTED:
        return CodeKind.ASSISTED
    return CodeKind.DESK if _by_worker(given) else CodeKind.SCREEN


def _last_day(given: Registration, today: dt.date) -> dt.date | None:
    return today if given.channel is Channel.ASSISTED else None


def _check(here: Booth, given: Registration, today: dt.date) -> None:
    round_, faults = here.round, []
    if len(given.name.strip()) < 2:
        faults.append(DomainError(_("Enter your full name"), field="name"))
    if given.postcode is None and given.area_id is None:
        faults.append(DomainError(_("Enter your postcode, or choose your area"), field="postcode"))
    elif given.area_id is not None and not is_ward(given.area_id, today):
        faults.append(DomainError(_("Choose an area from the list"), field="area"))
    if given.connection is None or given.connection.value not in round_.connections:
        faults.append(DomainError(_("Choose how you are connected to the area"), field="connection"))
    if not given.age_ok:
        too_young = _("You must be %(age)s or over to vote in this round", age=round_.min_age)
        faults.append(DomainError(too_young, field="age_ok"))
    if given.channel is Channel.ASSISTED and not given.has_consent and not given.second_listener.strip():
        faults.append(DomainError(_("Name the second listener, or record the consent"), field="second_listener"))
    if given.own_items and not set(given.own_items) <= {item.number for item in here.items}:
        faults.append(DomainError(_("Choose projects from the list"), field="own_items"))
    if faults:
        raise Refusals(faults)


def _shown(
    round_: Round, given: Registration, today: dt.date
) -> tuple[uuid.UUID | None, list[Proof], set[HoldReason], Electorate | None]:
    """Where the vote counts, what the voter has shown so far, what is still to be settled (`domain.md` iv.2), and for
    which body of voters their code was made."""
    area_id, doubt = _place(given, today)
    proofs = [Proof.DECLARATION]
    if given.postcode is not None and doubt is None:
        proofs.append(Proof.POSTCODE)
    if given.seen is not None:
        proofs.append(given.seen)
    is_known_address, body = False, None
    if given.code_digest:
        shown = codes.use_code(round_.id, given.code_digest, today=today)
        proofs.append(shown.proof)
        body = shown.electorate
        if shown.proves_address and (area_id := area_id or shown.area_id):
            is_known_address = True  # the council wrote to it, whatever the look-up says of its postcode
    waits = {doubt} if doubt is not None and not is_known_address else set()
    is_without = given.postcode is None and not is_known_address and not SETTLES_ADDRESS & set(proofs)
    if is_without and asks_for_address(round_):
        waits.add(HoldReason.NO_ADDRESS)
    if not any(policies.meets(round_, proof) for proof in proofs):
        waits.add(HoldReason.NO_PROOF)
    return area_id, proofs, waits, body


def _place(given: Registration, today: dt.date) -> tuple[uuid.UUID | None, HoldReason | None]:
    """Where the vote counts, and why a person must look at the postcode first (`domain.md` iv.2)."""
    if given.postcode is None:
        return given.area_id, None
    found = areas.place_of(given.postcode, today)
    if found is None or found.ward_id is None:
        return None, HoldReason.UNKNOWN_POSTCODE
    return found.ward_id, HoldReason.OLD_POSTCODE if found.is_terminated else None


BY_FORM_KEY = sa.select(Voter.id).where(
    Voter.round_id == sa.bindparam("round_id"), Voter.form_key == sa.bindparam("form_key")
)
BY_FORM = Prepared(BY_FORM_KEY)


def _by_form_key(round_id: uuid.UUID, form_key: str) -> Voter | None:
    found = BY_FORM.one_or_none(round_id=round_id, form_key=form_key)
    return db.session.get_one(Voter, found[0]) if found is not None else None


def _new_voter(
    round_: Round, given: Registration, area_id: uuid.UUID | None, proofs: list[Proof], today: dt.date
) -> Voter:
    best = proofs[0]
    for proof in proofs[1:]:
        best = proof if policies.is_better(round_, proof, best) else best
    return Voter(
        round_id=round_.id,
        name=given.name.strip(),
        postcode=given.postcode,
        area_id=area_id,
        connection=given.connection,
        age_ok=given.age_ok,
        email=given.email or None,
        phone=given.phone or None,
        lang=given.lang,
        registered_on=today,
        registered_by=given.channel,
        electorate=policies.electorate_of(round_, given.channel, given.electorate),
        own_items=sorted(set(given.own_items)),
        proof=best,
        proved_on=today,
        street=given.street.strip(),
        birth_band=given.birth_band,
        partner_id=given.partner_id,
        second_listener=given.second_listener.strip(),
        has_consent=given.has_consent,
    )


def add_voter(voter: Voter, round_: Round, waits: set[HoldReason], *, joins: bool = True) -> Voter:
    """The voter is a row with their rights; of one name and place only one is the first, also of two at once.

    joins: the row is in the session, for whoever changes more of it.
    """
    alike = ways_of_alike(voter)
    reasons = waits | ({kind_of_double(voter, alike)} if alike else set())
    voter.is_first = not alike
    voter.waits_for = [each.value for each in HoldReason if each in reasons]
    voter.state = VoterState.HELD if reasons else VoterState.ACCEPTED
    voter.hold_reason = HoldReason(voter.waits_for[0]) if reasons else None
    insert_now(voter, joins=joins)
    for slot in policies.slots_of(round_):
        insert_values(Entitlement, voter_id=voter.id, slot=slot)
    return voter

"""Things that change the register. Each reads the row afresh, checks, changes, flushes; none commits."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app.areas import queries as areas
from app.core import audit, key_files
from app.core.access import VISITOR, Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, Refusals, WrongState
from app.core.events import publish
from app.core.i18n import _
from app.core.references import new_code as fresh_code
from app.rounds.models import Connection, Round
from app.rounds.queries import round_by_id

from . import emails, policies
from .events import VoterRefused
from .models import (
    Channel,
    CodeKind,
    Entitlement,
    HoldReason,
    RefusalReason,
    TurnoutCount,
    Voter,
    VoterCode,
    VoterState,
)
from .queries import code_digest, is_ward, link_digest


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody said about themselves. form_key: random text of the form, so that sending it twice does no harm.

    postcode: `AAN NAA` or None; area_id: the area chosen by somebody without one. link_prefix: the address that a
    mailed link's token is put after.
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


@dataclass(frozen=True, slots=True)
class Registered:
    """The voter and the code that was just made for them; the code exists nowhere else in clear."""

    voter: Voter
    code: str
    code_id: uuid.UUID


def register_voter(round_id: uuid.UUID, given: Registration, *, received_at: dt.datetime, today: dt.date) -> Registered:
    """Somebody is on the register with one entitlement and a code; held, if a person must look first.

    Raises:
        WrongState: voting is not open.
        Refusals: each for its field.
    """
    round_ = round_by_id(round_id)
    if not (may := policies.can_register(round_, received_at)):
        raise WrongState(may.reason)
    form_key = hashlib.sha256(given.form_key.encode()).hexdigest() if given.form_key else None
    if form_key and (before := _by_form_key(round_id, form_key)):
        return _with_code(before, CodeKind.SCREEN, round_, given.link_prefix)
    _check(round_, given, today)
    area_id, hold = _place(given, today)
    key = dedupe_key(round_id, given.name, given.postcode or str(area_id))
    voter = _add_voter(round_id, given, area_id=area_id, hold=hold, dedupe_key=key, form_key=form_key, today=today)
    if voter.state is VoterState.HELD:
        audit.record(VISITOR, "hold_voter", voter, after={"hold_reason": voter.hold_reason})
    return _with_code(voter, CodeKind.SCREEN, round_, given.link_prefix)


def _check(round_: Round, given: Registration, today: dt.date) -> None:
    faults = []
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
    if faults:
        raise Refusals(faults)


def _place(given: Registration, today: dt.date) -> tuple[uuid.UUID | None, HoldReason | None]:
    """Where the vote counts, and why a person must look at the postcode first (`domain.md` iv.2)."""
    if given.postcode is None:
        return given.area_id, None
    found = areas.find_postcode(given.postcode)
    ward = areas.ward_of(given.postcode, today) if found is not None else None
    if found is None or ward is None:
        return None, HoldReason.UNKNOWN_POSTCODE
    return ward.id, HoldReason.OLD_POSTCODE if found.terminated else None


def _by_form_key(round_id: uuid.UUID, form_key: str) -> Voter | None:
    return db.session.scalars(
        sa.select(Voter).where(Voter.round_id == round_id, Voter.form_key == form_key)
    ).one_or_none()


def _add_voter(
    round_id: uuid.UUID,
    given: Registration,
    *,
    area_id: uuid.UUID | None,
    hold: HoldReason | None,
    dedupe_key: str,
    form_key: str | None,
    today: dt.date,
) -> Voter:
    """Two of one name at once: the partial unique index lets one be the first, the other is held."""
    known = sa.select(sa.exists().where(Voter.round_id == round_id, Voter.dedupe_key == dedupe_key))
    first_tries = [False] if db.session.scalar(known) else [True, False]
    for is_first in first_tries:
        reason = hold if is_first else HoldReason.SAME_PERSON
        voter = Voter(
            round_id=round_id,
            name=given.name.strip(),
            postcode=given.postcode,
            area_id=area_id,
            connection=given.connection,
            age_ok=given.age_ok,
            email=given.email or None,
            lang=given.lang,
            state=VoterState.HELD if reason else VoterState.ACCEPTED,
            hold_reason=reason,
            dedupe_key=dedupe_key,
            is_first=is_first,
            form_key=form_key,
            registered_on=today,
        )
        voter.entitlements = [Entitlement()]
        try:
            with db.session.begin_nested():
                db.session.add(voter)
                db.session.flush()
        except IntegrityError:
            if not is_first:
                raise
            continue
        return voter
    raise AssertionError("the second try cannot meet the index")


def dedupe_key(round_id: uuid.UUID, name: str, place: str) -> str:
    """Keyed hash of name and place under the round's own secret, the same however the name is written (E11)."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = re.sub(r"[^\w]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).split()
    secret = key_files.make(dedupe_secret(round_id))
    return hmac.new(secret, f"{' '.join(words)}|{place}".encode(), hashlib.sha256).hexdigest()


def dedupe_secret(round_id: uuid.UUID) -> str:
    """The name of the key file; it lives to the end of the objection window."""
    return f"dedupe-{round_id.hex}"


def new_code(voter_id: uuid.UUID, *, kind: CodeKind, link_prefix: str = "", actor: Actor = VISITOR) -> Registered:
    """The voter has one more live code to the same entitlement and draft; by e-mail too if they gave an address."""
    voter = locked(Voter, voter_id)
    if not (may := policies.can_cast(voter)):
        raise NotAllowed(may.reason)
    return _with_code(voter, kind, round_by_id(voter.round_id), link_prefix, actor)


def _with_code(voter: Voter, kind: CodeKind, round_: Round, link_prefix: str, actor: Actor = VISITOR) -> Registered:
    code = fresh_code()
    row = VoterCode(voter_id=voter.id, digest=code_digest(round_.id, code), kind=kind)
    db.session.add(row)
    if voter.email and link_prefix:
        token = secrets.token_urlsafe(24)
        db.session.add(VoterCode(voter_id=voter.id, digest=link_digest(token), kind=CodeKind.LINK))
        emails.code_mail(voter, round_, code=code, link=link_prefix + token)
    audit.record(actor, "issue_code", voter, after={"kind": kind, "by_mail": bool(voter.email and link_prefix)})
    db.session.flush()
    return Registered(voter, code, row.id)


def decide_held(
    voter_id: uuid.UUID,
    *,
    accept: bool,
    reason: str,
    actor: Actor,
    refusal: RefusalReason | None = None,
    area_id: uuid.UUID | None = None,
) -> Voter:
    """The held voter is accepted, or refused by a published reason and their envelope destroyed unopened.

    reason: the officer's own words, for the audit log. refusal: wanted when `accept` is False. area_id: where the vote
    counts, for a voter whose postcode did not tell.
    Raises:
        NotAllowed: not this actor's, decided already, or the envelopes are open.
        DomainError: no reason was given.
    """
    round_ = held_open(sa.select(Voter.round_id).where(Voter.id == voter_id).scalar_subquery())
    known = locked(Voter, voter_id)
    if not (may := policies.can_decide_held(actor, round_, known)):
        raise NotAllowed(may.reason)
    if not reason.strip():
        raise DomainError(_("Say why you decided this"), field="reason")
    if not accept and refusal is None:
        raise DomainError(_("Choose the reason that will be published"), field="refusal")
    known.state = VoterState.ACCEPTED if accept else VoterState.REFUSED
    known.refusal = None if accept else refusal
    if accept and known.area_id is None:
        known.area_id = area_id
    audit.record(
        actor,
        "decide_held",
        known,
        before={"state": VoterState.HELD, "hold_reason": known.hold_reason},
        after={"state": known.state, "refusal": known.refusal},
        reason=reason.strip(),
    )
    db.session.flush()
    if known.refusal is not None:
        publish(VoterRefused(round_.id, known.id, known.refusal))
    return known


def held_open(round_id: uuid.UUID | sa.ScalarSelect[uuid.UUID]) -> Round:
    """The round as it is now; until the unit of work ends nobody can close or open it. Taken before any voter's row."""
    return db.session.scalars(
        sa.select(Round)
        .where(Round.id == round_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()


def count_turnout(voter: Voter, channel: Channel, now: dt.datetime) -> None:
    """This voter's first vote is in the turnout of the hour; the counter is all that remembers the hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    insert: Any = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    table = TurnoutCount.__table__
    given = {"round_id": voter.round_id, "area_id": voter.area_id, "channel": channel, "hour": hour, "number": 1}
    db.session.execute(
        insert(table).on_conflict_do_update(
            index_elements=["round_id", "area_id", "channel", "hour"], set_={"number": table.c.number + 1}
        ),
        given,
    )


def delete_codes(round_id: uuid.UUID) -> None:
    """No code or link of this round leads anywhere any more."""
    voters = sa.select(Voter.id).where(Voter.round_id == round_id)
    db.session.execute(sa.delete(VoterCode).where(VoterCode.voter_id.in_(voters)))


def forget_registers(round_ids: Sequence[uuid.UUID]) -> int:
    """The registers of these rounds are deleted, and what tells one person from another; ward counts stay."""
    found: Any = db.session.execute(sa.delete(Voter).where(Voter.round_id.in_(round_ids)))
    for round_id in round_ids:
        key_files.destroy(dedupe_secret(round_id))
    db.session.flush()
    return int(found.rowcount)

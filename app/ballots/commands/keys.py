"""The round's key: trustees choose passphrases, the key is made and shared out, a test envelope proves the shares.

Nobody ever holds the private half: it exists in memory while it is split, while the test envelope is opened and during
the opening. What lies in the database is sealed three times over: split, to a trustee's own key, and under a key in
KEYS_DIR, so that neither a backup nor a trustee's passphrase alone leads to it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from app.core import audit, key_files
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.core.references import as_typed
from app.core.references import new_code as fresh_code
from app.rounds import commands as rounds
from app.rounds import queries as round_queries
from app.rounds.models import Round

from .. import policies, queries, seal
from ..models import KeyShare, OpeningKey, TrusteeKey

NEEDED = 2
RECOVERY_LENGTH = 28


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A trustee's fresh key pair, sealed, with the code of the recovery sheet, which is shown once and kept nowhere."""

    public_key: bytes
    by_passphrase: bytes
    by_recovery: bytes
    recovery_code: str


def new_enrolment(round_id: uuid.UUID, person_id: uuid.UUID, passphrase: str, cost: int | None = None) -> Enrolment:
    """A key pair under this passphrase. Slow on purpose: call it before the unit of work.

    Raises:
        DomainError: the passphrase is too short.
    """
    if len(passphrase) < policies.LEAST_PASSPHRASE:
        least = policies.LEAST_PASSPHRASE
        raise DomainError(_("Use at least %(least)s characters", least=least), field="passphrase")
    private, public = seal.new_pair()
    about = _about("trustee", round_id, person_id)
    code = fresh_code(RECOVERY_LENGTH)
    return Enrolment(
        public,
        seal.lock_with_words(passphrase, private, about, cost),
        seal.lock(_recovery_key(code), private, about),
        "-".join(code[at : at + 4] for at in range(0, RECOVERY_LENGTH, 4)),
    )


def enrol_trustee(round_id: uuid.UUID, made: Enrolment, *, actor: Actor, today: dt.date) -> TrusteeKey:
    """The actor is ready to hold a share of this round's key.

    Raises:
        NotAllowed: not a trustee of the round, or the key has been made.
    """
    round_ = locked(Round, round_id)
    there = queries.trustee_keys(round_id)
    trustees = [person.id for person in round_queries.trustees(round_id)]
    may = policies.can_enrol(actor, round_, trustees, queries.opening_key(round_id), actor.id in there)
    if not may or actor.id is None:
        raise NotAllowed(may.reason)
    row = TrusteeKey(
        round_id=round_id,
        person_id=actor.id,
        public_key=made.public_key,
        by_passphrase=made.by_passphrase,
        by_recovery=made.by_recovery,
        enrolled_on=today,
    )
    db.session.add(row)
    audit.record(actor, "enrol_trustee", round_, name=round_.name)
    db.session.flush()
    return row


def server_key(round_id: uuid.UUID) -> str:
    """The round's key in KEYS_DIR as it is printed on every recovery sheet, made if it is not there yet."""
    return base64.b32encode(key_files.make(server_key_name(round_id))).decode().rstrip("=")


def server_key_name(round_id: uuid.UUID) -> str:
    return f"opening-{round_id.hex}"


def draft_key_name(round_id: uuid.UUID) -> str:
    return f"draft-{round_id.hex}"


def make_keys(round_id: uuid.UUID, *, actor: Actor, today: dt.date, needed: int = NEEDED) -> OpeningKey:
    """The round has a key; each trustee a sealed share of it, any `needed` of which open; a test envelope waits.

    Raises:
        NotAllowed: not locked, made already, or a trustee has not chosen a passphrase.
    """
    round_ = locked(Round, round_id)
    trustees = [person.id for person in round_queries.trustees(round_id)]
    enrolled = queries.trustee_keys(round_id)
    if not (may := policies.can_make_key(actor, round_, trustees, enrolled, queries.opening_key(round_id))):
        raise NotAllowed(may.reason)
    outer = key_files.make(server_key_name(round_id))
    key_files.make(draft_key_name(round_id))
    private, public = seal.new_pair()
    for person_id, (number, share) in zip(trustees, seal.split(private, needed, len(trustees)), strict=True):
        about = _about("share", round_id, person_id)
        inner = seal.seal(enrolled[person_id].public_key, share, about)
        sealed = seal.lock(outer, inner, about)
        db.session.add(KeyShare(round_id=round_id, person_id=person_id, number=number, sealed=sealed))
    test = os.urandom(32)
    items = round_queries.items(round_id)
    boosted = [item for item in items if item.is_boosted] if round_.rules.boost_votes else []
    key = OpeningKey(
        round_id=round_id,
        public_key=public,
        inner_length=seal.inner_length(len(items) + len(boosted)),
        needed=needed,
        made_on=today,
        test_envelope=seal.seal(public, test, _about("test", round_id)),
        test_digest=hashlib.sha256(test).hexdigest(),
    )
    db.session.add(key)
    audit.record(actor, "make_keys", round_, name=round_.name, after={"shares": len(trustees), "needed": needed})
    db.session.flush()
    return key


def recover_key(round_id: uuid.UUID, secrets: Mapping[uuid.UUID, str], server: str = "") -> seal.Opener:
    """The private half, in memory only, from the passphrases or recovery codes of enough trustees.

    secrets: person id -> what they typed. server: the server key of a recovery sheet, wanted only when KEYS_DIR was
    lost. Slow on purpose: call it before the unit of work.
    Raises:
        DomainError: with the person's place ("first", "second" ...) as the field whose words do not fit.
    """
    key = queries.opening_key(round_id)
    if key is None:
        raise WrongState(_("This round has no key"))
    if len(secrets) < key.needed:
        raise DomainError(_("Two different trustees must enter their passphrases"), field="second")
    outer = _server_key(round_id, server)
    trustees, shares = queries.trustee_keys(round_id), queries.key_shares(round_id)
    found = []
    for place, (person_id, typed) in zip(PLACES, secrets.items(), strict=False):
        if person_id not in trustees or person_id not in shares:
            raise DomainError(_("This person is not a trustee of this round"), field=place)
        private = _private_of(trustees[person_id], typed, place)
        found.append((shares[person_id].number, _share(shares[person_id], outer, private)))
    opener = seal.Opener(seal.join(found))
    if opener.public != key.public_key:
        raise DomainError(_("These shares do not make the key of this round"))
    return opener


PLACES = ("first", "second", "third", "fourth", "fifth")


def prove_key(round_id: uuid.UUID, opener: seal.Opener, *, actor: Actor, now: dt.datetime) -> OpeningKey:
    """The test envelope was opened with the trustees' shares, so voting can begin when its time comes."""
    round_ = locked(Round, round_id)
    key = queries.opening_key(round_id)
    if not (may := policies.can_test_key(actor, round_, key)) or key is None or key.test_envelope is None:
        raise NotAllowed(may.reason)
    try:
        test = opener.open(key.test_envelope, _about("test", round_id))
    except seal.SealBroken as broken:
        raise DomainError(_("The test envelope could not be opened")) from broken
    if hashlib.sha256(test).hexdigest() != key.test_digest:
        raise DomainError(_("The test envelope could not be opened"))
    key.is_proven, key.test_envelope = True, None
    rounds.set_box_ready(round_id, now)
    audit.record(actor, "prove_key", round_, name=round_.name)
    db.session.flush()
    return key


def _private_of(trustee: TrusteeKey, typed: str, place: str) -> bytes:
    about = _about("trustee", trustee.round_id, trustee.person_id)
    code = as_typed(typed)
    if len(code) == RECOVERY_LENGTH and trustee.by_recovery:
        try:
            return seal.unlock(_recovery_key(code), trustee.by_recovery, about)
        except seal.SealBroken:
            pass  # a passphrase may look like a recovery code
    try:
        return seal.unlock_with_words(typed, trustee.by_passphrase or b"", about)
    except seal.SealBroken as broken:
        raise DomainError(_("This is not the passphrase or recovery code of this trustee"), field=place) from broken


def _share(row: KeyShare, outer: bytes, private: bytes) -> bytes:
    about = _about("share", row.round_id, row.person_id)
    try:
        return seal.Opener(private).open(seal.unlock(outer, row.sealed, about), about)
    except seal.SealBroken as broken:
        raise DomainError(_("The server key does not fit this round"), field="server") from broken


def _server_key(round_id: uuid.UUID, typed: str) -> bytes:
    if not typed:
        try:
            return key_files.read(server_key_name(round_id))
        except key_files.KeyMissing as lost:
            missing = _("The server's key is missing. Enter the server key from a recovery sheet")
            raise DomainError(missing, field="server") from lost
    text = "".join(typed.split()).replace("-", "").upper()
    try:
        return base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError as broken:
        raise DomainError(_("Enter the server key as it is printed on the recovery sheet"), field="server") from broken


def _recovery_key(code: str) -> bytes:
    """28 letters of 29 are 136 random bits, which need no slow hash."""
    return hashlib.sha256(b"common purse recovery 1 " + code.encode()).digest()


def _about(what: str, *ids: uuid.UUID) -> bytes:
    return b"|".join([what.encode(), *(each.bytes for each in ids)])

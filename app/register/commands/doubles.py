"""Keyed hashes of name and place, which tell that two voters may be one person and nothing else (E11)."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
import uuid

import sqlalchemy as sa

from app.core import key_files
from app.core.db import db
from app.core.prepared import Prepared, together

from ..models import Channel, HoldReason, Voter
from ..queries import is_of_round


def dedupe_key(round_id: uuid.UUID, name: str, place: str) -> str:
    """Keyed hash of name and place under the round's own secret, the same however the name is written (E11)."""
    return _key_of(key_files.make(dedupe_secret(round_id)), name, place)


def _key_of(secret: bytes, name: str, place: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = re.sub(r"[^\w]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).split()
    return hmac.new(secret, f"{' '.join(words)}|{place}".encode(), hashlib.sha256).hexdigest()


def dedupe_secret(round_id: uuid.UUID) -> str:
    """The name of the key file; it lives to the end of the objection window."""
    return f"dedupe-{round_id.hex}"


def name_keys(
    round_id: uuid.UUID, name: str, postcode: str | None, area_id: uuid.UUID | None
) -> tuple[str, str | None]:
    """`dedupe_key` and `ward_key` of a voter: without a postcode the first is of the ward, and there is no second."""
    secret = key_files.make(dedupe_secret(round_id))
    by_place = _key_of(secret, name, postcode or str(area_id))
    return by_place, _key_of(secret, name, str(area_id)) if postcode and area_id else None


NAME_LOCKS = 1024
HOLD_NAME = Prepared(sa.select(sa.func.pg_advisory_xact_lock(NAME_LOCKS, sa.bindparam("place", type_=sa.Integer))))
WAYS = sa.select(Voter.registered_by).where(is_of_round(sa.bindparam("round_id", type_=sa.Uuid)))
ALIKE = sa.union_all(
    WAYS.where(Voter.dedupe_key == sa.bindparam("key")),
    WAYS.where(Voter.dedupe_key == sa.bindparam("other_key")),
    WAYS.where(Voter.ward_key == sa.bindparam("ward")),
)
"""As `queries.alike_to`, for one voter; each sign by itself, since SQLite would read the whole round for one OR the
other, and PostgreSQL, which thinks a new round's register is small, for one of two keys."""
FIND_ALIKE = Prepared(ALIKE)


def ways_of_alike(voter: Voter) -> list[Channel]:
    """How those who may be the same person as this voter, who is not on the register yet, came on it.

    Until the unit of work ends nobody else comes on it who might be: two of one name at once wait for each other.
    """
    name = voter.ward_key or voter.dedupe_key
    if name is None:
        return []
    ward = voter.dedupe_key if not voter.ward_key else None
    wanted = {"round_id": voter.round_id, "key": voter.dedupe_key, "other_key": name, "ward": ward}
    is_alone = db.engine.dialect.name == "sqlite"  # there is one writer
    lock = [] if is_alone else [(HOLD_NAME, {"place": int(name[:8], 16) % NAME_LOCKS})]
    return [way for (way,) in together(*lock, (FIND_ALIKE, wanted))[-1]]


def kind_of_double(voter: Voter, ways: list[Channel]) -> HoldReason:
    """Whether somebody came twice in the same way, or in two."""
    return HoldReason.SAME_PERSON if voter.registered_by in ways else HoldReason.OTHER_CHANNEL

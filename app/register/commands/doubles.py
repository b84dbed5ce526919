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

from ..models import Channel, HoldReason, Voter


def dedupe_key(round_id: uuid.UUID, name: str, place: str) -> str:
    """Keyed hash of name and place under the round's own secret, the same however the name is written (E11)."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    words = re.sub(r"[^\w]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).split()
    secret = key_files.make(dedupe_secret(round_id))
    return hmac.new(secret, f"{' '.join(words)}|{place}".encode(), hashlib.sha256).hexdigest()


def dedupe_secret(round_id: uuid.UUID) -> str:
    """The name of the key file; it lives to the end of the objection window."""
    return f"dedupe-{round_id.hex}"


def name_keys(
    round_id: uuid.UUID, name: str, postcode: str | None, area_id: uuid.UUID | None
) -> tuple[str, str | None]:
    """`dedupe_key` and `ward_key` of a voter: without a postcode the first is of the ward, and there is no second."""
    by_place = dedupe_key(round_id, name, postcode or str(area_id))
    return by_place, dedupe_key(round_id, name, str(area_id)) if postcode and area_id else None


NAME_LOCKS = 1024
HOLD_NAME = sa.select(sa.func.pg_advisory_xact_lock(NAME_LOCKS, sa.bindparam("place")))
WAYS = sa.select(Voter.registered_by).where(Voter.round_id == sa.bindparam("round_id"))
ALIKE = sa.union_all(
    WAYS.where(Voter.dedupe_key.in_(sa.bindparam("keys", expanding=True))),
    WAYS.where(Voter.ward_key.in_(sa.bindparam("wards", expanding=True))),
)
"""As `queries.alike_to`, for one voter; in two, since SQLite would read the whole round for one OR the other."""


def ways_of_alike(voter: Voter) -> list[Channel]:
    """How those who may be the same person as this voter, who is not on the register yet, came on it.

    Until the unit of work ends nobody else comes on it who might be: two of one name at once wait for each other.
    """
    name = voter.ward_key or voter.dedupe_key
    connection = db.session.connection()
    if name is not None and connection.dialect.name == "postgresql":
        connection.execute(HOLD_NAME, {"place": int(name[:8], 16) % NAME_LOCKS})
    keys = [key for key in (voter.dedupe_key, voter.ward_key) if key]
    wards = [voter.dedupe_key] if voter.dedupe_key and not voter.ward_key else []
    return list(db.session.scalars(ALIKE, {"round_id": voter.round_id, "keys": keys, "wards": wards}))


def kind_of_double(voter: Voter, ways: list[Channel]) -> HoldReason:
    """Whether somebody came twice in the same way, or in two."""
    return HoldReason.SAME_PERSON if voter.registered_by in ways else HoldReason.OTHER_CHANNEL

"""A code of a batch that a browser has shown and not yet used: its keyed hash in the voter's cookie, never the code."""

from __future__ import annotations

from flask import session

from app.core.clock import today
from app.rounds.models import Proof, Round

from . import policies, queries
from .models import PROOF_OF, CodeBatch

KEY = "codes"


def carry(round_: Round, digest: str) -> None:
    """Whoever registers next in this browser, in this round, uses this code."""
    session[KEY] = {**session.get(KEY, {}), round_.id.hex: digest}


def carried(round_: Round) -> str:
    """The keyed hash that this browser carries for the round; empty for none, or when it does not work any more."""
    digest = str(session.get(KEY, {}).get(round_.id.hex, ""))
    return digest if digest and _batch(round_, digest) is not None else ""


def proof_here(round_: Round) -> Proof | None:
    """What the carried code will prove; None without one."""
    batch = _batch(round_, str(session.get(KEY, {}).get(round_.id.hex, "")))
    return PROOF_OF[batch.desk] if batch is not None else None


def _batch(round_: Round, digest: str) -> CodeBatch | None:
    found = queries.found(digest) if digest else None
    return found[1] if found and policies.can_use(*found, round_, today()) else None


def put_down(round_: Round) -> None:
    """The browser carries no code for this round: it has been used."""
    if session.get(KEY):
        session[KEY] = {key: value for key, value in session[KEY].items() if key != round_.id.hex}

"""The opening: every accepted envelope becomes a ballot that names nobody, and nothing leads from one to the other."""

from __future__ import annotations

import datetime as dt
import secrets
import struct
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from app.core import audit, jobs, key_files
from app.core.access import Actor
from app.core.db import db, locked
from app.core.errors import NotAllowed
from app.core.events import publish
from app.core.rewriting import rewrite
from app.register import commands as register
from app.register.models import Channel, Entitlement, Voter, VoterState
from app.rounds import commands as rounds
from app.rounds import queries as round_queries
from app.rounds.models import Round, RoundState

from .. import policies, queries, seal
from ..events import BallotsOpened
from ..models import Draft, Electorate, Envelope, KeyShare, Opening, OpeningKey, Receipt, Rejection, TrusteeKey
from .keys import draft_key_name, server_key_name
from .voting import envelope_about
from .writing import Row, fresh_keys, write_rows

SWEEP_JOB = "ballots-sweep"
REWRITTEN = (Envelope, Draft, KeyShare, TrusteeKey, OpeningKey)
ENVELOPES_AT_ONCE = 5_000
CHANNELS, ELECTORATES, REASONS = tuple(Channel), tuple(Electorate), (None, *Rejection)
_HEAD, _LINE = struct.Struct(">3B"), struct.Struct(">HIB")  # channel, electorate, reason; number, value, boost


def open_envelopes(
    round_id: uuid.UUID, opener: seal.Opener, trustees: Sequence[uuid.UUID], *, actor: Actor, now: dt.datetime
) -> Opening:
    """There is a ballot for each accepted envelope, and no envelope, draft, code or share of this round any more.

    opener: from `recover_key`, with the words of `trustees`. What is not in the database is destroyed by
    `sweep_opening`, which the caller runs after its unit of work and a job row makes certain of.
    Raises:
        NotAllowed: not closed, not decided, opened before, or not the actor's to do.
    """
    round_ = locked(Round, round_id)
    key = queries.opening_key(round_id)
    waiting = queries.held_envelopes(round_id)
    may = policies.can_open(actor, round_, key, queries.opening(round_id), waiting, now)
    if not may or key is None:
        raise NotAllowed(may.reason)
    rounds.close_round(round_id, now)
    _look_afresh()
    votes = _opened(round_, opener)
    _write_votes(round_, votes)
    if _write_receipts(round_id) != len(votes):
        raise AssertionError("every envelope must become one ballot")
    found = Opening(round_id=round_id, first_id=trustees[0], second_id=trustees[1], opened_at=now, envelopes=len(votes))
    db.session.add(found)
    _delete_traces(round_id)
    audit.record(actor, "open_envelopes", round_, name=round_.name, after=_summary(votes, trustees))
    db.session.flush()
    jobs.put(SWEEP_JOB, round_id=str(round_id))
    rounds.set_state(round_id, RoundState.OPENED, actor=actor)
    publish(BallotsOpened(round_id))
    return found


def _look_afresh() -> None:
    """PostgreSQL knows how many rows there are: a box filled within a minute would be joined row by row otherwise."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(
            sa.text("ANALYZE envelope (id, entitlement_id, round_id), entitlement (id), voter (id, state)")
        )


def _accepted(round_id: uuid.UUID, *columns: Any) -> sa.Select[Any]:
    """These columns of each accepted envelope and its voter."""
    envelope, right, voter = Envelope.__table__, Entitlement.__table__, Voter.__table__
    return (
        sa.select(*columns)
        .select_from(envelope)
        .join(right, right.c.id == envelope.c.entitlement_id)
        .join(voter, voter.c.id == right.c.voter_id)
        .where(envelope.c.round_id == round_id, voter.c.state == VoterState.ACCEPTED)
    )


def _opened(round_: Round, opener: seal.Opener) -> list[bytes]:
    """Each accepted envelope as a vote in a few bytes, in an order that nobody knows; what does not open is rejected
    (E19).

    The envelopes come in pieces; the votes stay in memory, about 100 bytes each, and are shuffled there: an order made
    by the database could be found again on its disk.
    """
    limits = policies.Limits.of(round_.rules, round_queries.pots(round_.id), round_queries.items(round_.id))
    envelope, voter = Envelope.__table__.c, Voter.__table__.c
    wanted = _accepted(
        round_.id, envelope.entitlement_id, envelope.sealed, envelope.channel, voter.electorate, voter.own_items
    )
    rows = db.session.connection().execute(wanted, execution_options={"yield_per": ENVELOPES_AT_ONCE})
    votes = []
    for entitlement_id, sealed, channel, electorate, own in rows:
        try:
            chosen = seal.unpack(opener.open(sealed, envelope_about(round_.id, entitlement_id)))
            found = policies.fault(limits, chosen, own)
        except seal.SealBroken:
            chosen, found = {}, Rejection.UNREADABLE
        votes.append(_packed(channel, electorate, found, {} if found else policies.lines(limits, chosen, own)))
    secrets.SystemRandom().shuffle(votes)
    return votes


def _packed(
    channel: Channel, electorate: Electorate, found: Rejection | None, lines: Mapping[int, tuple[int, int]]
) -> bytes:
    head = _HEAD.pack(CHANNELS.index(channel), ELECTORATES.index(electorate), REASONS.index(found))
    return head + b"".join(_LINE.pack(number, value, boost) for number, (value, boost) in lines.items())


def _write_votes(round_: Round, votes: Sequence[bytes]) -> None:
    """The votes, whose order is random, are ballots in the order of their random keys."""
    id_of = {item.number: item.id for item in round_queries.items(round_.id)}
    write_rows(round_.id, (_row(key, vote, id_of) for key, vote in zip(fresh_keys(len(votes)), votes, strict=True)))


def _row(key: int, vote: bytes, id_of: Mapping[int, uuid.UUID]) -> Row:
    channel, electorate, found = _HEAD.unpack_from(vote)
    lines = [(id_of[number], value, boost) for number, value, boost in _LINE.iter_unpack(vote[_HEAD.size :])]
    return key, CHANNELS[channel], ELECTORATES[electorate], REASONS[found], lines


def _write_receipts(round_id: uuid.UUID) -> int:
    """The published list, written in the order of the receipts, which are random. Returns how many."""
    envelope = Envelope.__table__.c
    rows = _accepted(round_id, envelope.round_id, envelope.channel, envelope.receipt)
    ordered = rows.order_by(envelope.channel, envelope.receipt)
    names = ["round_id", "channel", "receipt"]
    insert = sa.insert(Receipt.__table__).from_select(names, ordered)  # type: ignore[arg-type]
    written = db.session.connection().execute(insert, execution_options={"preserve_rowcount": True})
    return written.rowcount


def _delete_traces(round_id: uuid.UUID) -> None:
    for table in (KeyShare.__table__, TrusteeKey.__table__, Envelope.__table__, Draft.__table__):
        db.session.execute(sa.delete(table).where(table.c.round_id == round_id))  # type: ignore[arg-type]
    register.delete_codes(round_id)


def _summary(votes: Sequence[bytes], trustees: Sequence[uuid.UUID]) -> dict[str, object]:
    reasons = Counter(REASONS[vote[2]] for vote in votes)
    rejected = {found.value: number for found, number in reasons.items() if found}
    return {"ballots": len(votes), "rejected": rejected, "trustees": list(trustees)}


def destroy_box(round_id: uuid.UUID) -> None:
    """A cancelled round's envelopes are destroyed unopened, with everything that could open them."""
    _delete_traces(round_id)
    jobs.put(SWEEP_JOB, round_id=str(round_id))


def sweep_opening(round_id: uuid.UUID) -> None:
    """The key files are destroyed and the tables rewritten, so that no disk page remembers. Safe to repeat.

    Runs outside a unit of work: rewriting tables is no transaction.
    """
    for name in (draft_key_name(round_id), server_key_name(round_id)):
        key_files.destroy(name)
    rewrite(*(model.__tablename__ for model in REWRITTEN), "voter_code")


def mark_swept(round_id: uuid.UUID) -> None:
    """The opening's record says that all traces are destroyed."""
    db.session.execute(sa.update(Opening).where(Opening.round_id == round_id).values(is_swept=True))

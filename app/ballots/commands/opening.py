"""The opening: every accepted envelope becomes a ballot that names nobody, and nothing leads from one to the other."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

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
from ..models import (
    Ballot,
    Choice,
    Draft,
    Electorate,
    Envelope,
    KeyShare,
    Opening,
    OpeningKey,
    Receipt,
    Rejection,
    TrusteeKey,
    random_key,
)
from .keys import draft_key_name, server_key_name
from .voting import envelope_about

ROWS_AT_ONCE = 5_000
SWEEP_JOB = "ballots-sweep"
REWRITTEN = (Envelope, Draft, KeyShare, TrusteeKey, OpeningKey)
Vote = tuple[int, Channel, Rejection | None, dict[int, int]]


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
    envelopes = _accepted(round_id)
    votes = _opened(round_, envelopes, opener)
    if len(votes) != len(envelopes):
        raise AssertionError("every envelope must become one ballot")
    _write_votes(round_, votes)
    _write_receipts(round_id, envelopes)
    found = Opening(
        round_id=round_id, first_id=trustees[0], second_id=trustees[1], opened_at=now, envelopes=len(envelopes)
    )
    db.session.add(found)
    _delete_traces(round_id)
    audit.record(actor, "open_envelopes", round_, name=round_.name, after=_summary(votes, trustees))
    db.session.flush()
    jobs.put(SWEEP_JOB, round_id=str(round_id))
    rounds.set_state(round_id, RoundState.OPENED, actor=actor)
    publish(BallotsOpened(round_id))
    return found


Row = tuple[uuid.UUID, bytes, Channel, str]


def _accepted(round_id: uuid.UUID) -> list[Row]:
    """Entitlement, sealed vote, channel and receipt of each accepted envelope."""
    rows = db.session.execute(
        sa.select(Envelope.entitlement_id, Envelope.sealed, Envelope.channel, Envelope.receipt)
        .join(Entitlement, Entitlement.id == Envelope.entitlement_id)
        .join(Voter, Voter.id == Entitlement.voter_id)
        .where(Envelope.round_id == round_id, Voter.state == VoterState.ACCEPTED)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _opened(round_: Round, envelopes: Sequence[Row], opener: seal.Opener) -> list[Vote]:
    """Each envelope as a ballot with a random key, in the order of the keys; what does not open is rejected (E19)."""
    limits = policies.Limits.of(round_.rules, round_queries.pots(round_.id), round_queries.items(round_.id))
    keys: set[int] = set()
    votes: list[Vote] = []
    order = list(envelopes)
    secrets.SystemRandom().shuffle(order)
    for entitlement_id, sealed, channel, _receipt in order:
        while (key := random_key()) in keys:
            pass
        keys.add(key)
        try:
            chosen = seal.unpack(opener.open(sealed, envelope_about(round_.id, entitlement_id)))
            found = policies.fault(limits, chosen)
        except seal.SealBroken:
            chosen, found = {}, Rejection.UNREADABLE
        votes.append((key, channel, found, {} if found else chosen))
    votes.sort(key=lambda vote: vote[0])
    return votes


def _write_votes(round_: Round, votes: Sequence[Vote]) -> None:
    id_of = {item.number: item.id for item in round_queries.items(round_.id)}
    write_ballots(
        round_.id,
        (
            (key, channel, found, {id_of[n]: value for n, value in chosen.items()})
            for key, channel, found, chosen in votes
        ),
    )


def write_ballots(
    round_id: uuid.UUID, ballots: Iterable[tuple[int, Channel, Rejection | None, Mapping[uuid.UUID, int]]]
) -> int:
    """These ballots (key, channel class, rejection, item id -> value) are rows, in this order. Returns how many."""
    rows: list[dict[str, object]] = []
    lines: list[dict[str, object]] = []
    count = 0
    for key, channel, found, chosen in ballots:
        rows.append(
            {
                "id": key,
                "round_id": round_id,
                "channel_class": channel,
                "electorate": Electorate.OPEN,
                "rejected_for": found,
            }
        )
        lines += ({"ballot_id": key, "item_id": item_id, "value": value} for item_id, value in chosen.items())
        count += 1
        if len(rows) >= ROWS_AT_ONCE:
            _insert(rows, lines)
    _insert(rows, lines)
    return count


def add_ballots(
    round_id: uuid.UUID, votes: Sequence[Mapping[uuid.UUID, int]], channel: Channel = Channel.ONLINE
) -> int:
    """Valid votes from elsewhere (an imported election; item id -> value) are ballots with random keys."""
    keys: set[int] = set()
    while len(keys) < len(votes):
        keys.add(random_key())
    return write_ballots(round_id, ((key, channel, None, vote) for key, vote in zip(sorted(keys), votes, strict=True)))


def _insert(rows: list[dict[str, object]], lines: list[dict[str, object]]) -> None:
    if rows:
        db.session.execute(sa.insert(Ballot.__table__), rows)  # type: ignore[arg-type]
    if lines:
        db.session.execute(sa.insert(Choice.__table__), lines)  # type: ignore[arg-type]
    rows.clear()
    lines.clear()


def _write_receipts(round_id: uuid.UUID, envelopes: Sequence[Row]) -> None:
    """The published list, written in the order of the receipts, which are random."""
    rows = sorted((channel, receipt) for _right, _sealed, channel, receipt in envelopes)
    if rows:
        given = [{"round_id": round_id, "channel": channel, "receipt": receipt} for channel, receipt in rows]
        db.session.execute(sa.insert(Receipt), given)


def _delete_traces(round_id: uuid.UUID) -> None:
    for table in (KeyShare.__table__, TrusteeKey.__table__, Envelope.__table__, Draft.__table__):
        db.session.execute(sa.delete(table).where(table.c.round_id == round_id))  # type: ignore[arg-type]
    register.delete_codes(round_id)


def _summary(votes: Sequence[Vote], trustees: Sequence[uuid.UUID]) -> dict[str, object]:
    reasons = Counter(found.value for _key, _channel, found, _chosen in votes if found)
    return {"ballots": len(votes), "rejected": dict(reasons), "trustees": list(trustees)}


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

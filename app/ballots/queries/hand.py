"""What a voter has in hand: their row, their right, their draft, their envelope, as rows of a few columns.

A city's voters all ask for these, again with every choice, so each is one statement, made once, and reads only what
voting needs. What is read under a lock is asked for afresh, never taken from the session.
"""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from app.core.db import db, facts_held, has_written, is_working
from app.core.prepared import Prepared, at_most_one, together
from app.register.models import Channel, CodeKind, Entitlement, Slot, Voter, VoterCode, VoterState
from app.register.queries import is_of_round
from app.rounds.booth import SHOWN, STAMP, Booth, booth
from app.rounds.models import Round

from ..models import Draft, Envelope

Kind = TypeVar("Kind")
VOTERS, RIGHTS, CODES = Voter.__table__.c, Entitlement.__table__.c, VoterCode.__table__.c
DRAFTS, ENVELOPES = Draft.__table__.c, Envelope.__table__.c


@dataclass(frozen=True, slots=True)
class VoterRow:
    """What voting needs of a voter."""

    id: uuid.UUID
    round_id: uuid.UUID
    area_id: uuid.UUID | None
    state: VoterState
    email: str | None
    phone: str | None
    own_items: list[int]
    order_seed: int
    has_begun: bool
    has_cast: bool


@dataclass(frozen=True, slots=True)
class CodeRow:
    """What a browser came in with."""

    id: uuid.UUID
    kind: CodeKind
    ends_on: dt.date | None
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class RightRow:
    """The one right that a vote uses."""

    id: uuid.UUID
    taken_by: Channel | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What a voter has chosen and not yet cast, sealed."""

    voter_id: uuid.UUID
    round_id: uuid.UUID
    sealed: bytes


@dataclass(frozen=True, slots=True)
class EnvelopeRow:
    """A vote in the box."""

    id: uuid.UUID
    receipt: str


def _columns(table: Any, row: type) -> list[sa.Column[Any]]:
    return [table[name] for name in row.__dataclass_fields__]  # type: ignore[attr-defined]


OF_VOTER, OF_CODE, OF_RIGHT = _columns(VOTERS, VoterRow), _columns(CODES, CodeRow), _columns(RIGHTS, RightRow)
OF_DRAFT, OF_ENVELOPE = _columns(DRAFTS, DraftRow), _columns(ENVELOPES, EnvelopeRow)
FIRST = len(STAMP)
ME = VOTERS.id == sa.bindparam("voter_id")
MY_SLOT = RIGHTS.slot.in_((Slot.ANY, sa.bindparam("slot")))


@functools.lru_cache(maxsize=16)
def _at_ballot(codes: int) -> Prepared:
    """codes: how many a browser has."""
    mine = sa.join(VoterCode.__table__, Voter.__table__, CODES.voter_id == VOTERS.id)
    of_mine = _one_of(codes)
    return Prepared(
        sa.select(*STAMP, *OF_VOTER, *OF_CODE, *OF_DRAFT, *OF_RIGHT, *OF_ENVELOPE)
        .select_from(Round.__table__)
        .outerjoin(mine, sa.and_(is_of_round(Round.__table__.c.id), of_mine))
        .outerjoin(Draft.__table__, DRAFTS.voter_id == VOTERS.id)
        .outerjoin(Entitlement.__table__, sa.and_(RIGHTS.voter_id == VOTERS.id, MY_SLOT))
        .outerjoin(Envelope.__table__, ENVELOPES.entitlement_id == RIGHTS.id)
        .where(Round.__table__.c.slug == sa.bindparam("slug"), *SHOWN)
    )


ROUND_OF = sa.select(VOTERS.round_id).where(ME).scalar_subquery()
HOLD_ROUND = Prepared(sa.select(Round.id).where(Round.slug == sa.bindparam("slug")).with_for_update(read=True))
OF_SLUG = sa.select(Round.id).where(Round.slug == sa.bindparam("slug")).scalar_subquery()


@functools.lru_cache(maxsize=16)
def _holding(codes: int, *, right: bool) -> Prepared:
    """The voter of one of the codes is locked, and the right that this slot uses. codes: how many a browser has."""
    mine = sa.join(Voter.__table__, VoterCode.__table__, CODES.voter_id == VOTERS.id)
    if right:
        mine = mine.join(Entitlement.__table__, sa.and_(RIGHTS.voter_id == VOTERS.id, MY_SLOT))
    tables = (Voter.__table__, Entitlement.__table__) if right else (Voter.__table__,)
    wanted = sa.select(VOTERS.id).select_from(mine).where(is_of_round(OF_SLUG), _one_of(codes))
    return Prepared(wanted.with_for_update(of=tables))


def _one_of(codes: int) -> sa.ColumnElement[bool]:
    return sa.or_(sa.false(), *(CODES.id == sa.bindparam(f"code_{place}") for place in range(codes)))


HELD_ROUND = Prepared(sa.select(*STAMP).where(Round.id == ROUND_OF).with_for_update(read=True, of=Round))
LOCKED_VOTER = Prepared(
    sa.select(*STAMP, *OF_VOTER)
    .select_from(sa.join(Voter.__table__, Round.__table__, Round.__table__.c.id == VOTERS.round_id))
    .where(ME)
    .with_for_update(of=Voter.__table__)
)
LOCKED_RIGHT = Prepared(
    sa.select(*OF_VOTER, *OF_RIGHT)
    .select_from(sa.join(Voter.__table__, Entitlement.__table__, RIGHTS.voter_id == VOTERS.id))
    .where(ME, MY_SLOT)
    .with_for_update(of=(Voter.__table__, Entitlement.__table__))
)
MY_DRAFT = Prepared(sa.select(*OF_DRAFT).where(DRAFTS.voter_id == sa.bindparam("voter_id")))
IN_BOX = Prepared(
    sa.select(*OF_DRAFT, *OF_ENVELOPE)
    .select_from(Entitlement.__table__)
    .outerjoin(Draft.__table__, DRAFTS.voter_id == RIGHTS.voter_id)
    .outerjoin(Envelope.__table__, ENVELOPES.entitlement_id == RIGHTS.id)
    .where(RIGHTS.id == sa.bindparam("right_id"))
)


class Hold(IntEnum):
    """How much of what was read is held: nothing, the voter with their draft, or also the round, right and envelope."""

    NOTHING = 0
    VOTER = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class AtBallot:
    """A round, and the voter whose code this browser has: None when it has none. right: that which this slot uses.

    hold: what of it nobody else can change before the unit of work ends.
    """

    booth: Booth
    slot: Slot
    voter: VoterRow | None
    code: CodeRow | None
    draft: DraftRow | None
    right: RightRow | None
    envelope: EnvelopeRow | None
    hold: Hold

    @property
    def taken_elsewhere(self) -> Channel | None:
        """By which other way the right was used, with no envelope in the box."""
        return self.right.taken_by if self.right is not None and self.envelope is None else None


FACT = "at_ballot"


def _held(voter_id: uuid.UUID, hold: Hold) -> AtBallot | None:
    """What this unit of work has read of the voter, if it holds so much and has changed nothing of it."""
    found: AtBallot | None = (facts_held() or {}).get(FACT)
    if found is None or found.voter is None or found.voter.id != voter_id or found.hold < hold or has_written():
        return None
    return found


def forget_held() -> None:
    """What was read of a voter is true no more: their draft, right or envelope has just been written."""
    (facts_held() or {}).pop(FACT, None)


def at_ballot(slug: str, codes: Collection[uuid.UUID], slot: Slot, hold: Hold = Hold.NOTHING) -> AtBallot:
    """All that a request of a voter rests on, in one piece. codes: rows of the codes that the browser has.

    slot: which right its votes use. hold: what is locked first, in a unit of work; what is read after that is true.
    Raises:
        NoResultFound: no round that residents may see is at this address.
    """
    given = {"slug": slug, "slot": slot} | {f"code_{place}": code for place, code in enumerate(codes)}
    read, number = (_at_ballot(len(codes)), given), len(codes)
    if db.engine.dialect.name == "sqlite":
        hold = Hold.RIGHT if is_working() else Hold.NOTHING  # the write transaction holds all
        found = together(read)[-1]
    elif hold is Hold.RIGHT:
        found = together((HOLD_ROUND, given), (_holding(number, right=True), given), read)[-1]
    elif hold is Hold.VOTER:
        found = together((_holding(number, right=False), given), read)[-1]
    else:
        found = together(read)[-1]
    if (row := at_most_one(found)) is None:
        raise NoResultFound
    here, rest = booth(row[:FIRST]), row[FIRST:]
    voter, rest = _row(VoterRow, rest)
    code, rest = _row(CodeRow, rest)
    draft, rest = _row(DraftRow, rest)
    right, rest = _row(RightRow, rest)
    made = AtBallot(here, slot, voter, code, draft, right, _row(EnvelopeRow, rest)[0], hold)
    if (facts := facts_held()) is not None:
        facts[FACT] = made
    return made


def held_round(voter_id: uuid.UUID) -> Booth:
    """The voter's round; until the unit of work ends nobody can close or open it. Taken before any voter's row.

    Raises:
        NoResultFound: there is no such voter.
    """
    if (held := _held(voter_id, Hold.RIGHT)) is not None:
        return held.booth
    return booth(HELD_ROUND.one(voter_id=voter_id))


def locked_voter(voter_id: uuid.UUID) -> tuple[VoterRow, Booth]:
    """The voter's row, held until the unit of work ends, and their round.

    Raises:
        NoResultFound: there is no such voter.
    """
    if (held := _held(voter_id, Hold.VOTER)) is not None and held.voter is not None:
        return held.voter, held.booth
    row = LOCKED_VOTER.one(voter_id=voter_id)
    return VoterRow(*row[FIRST:]), booth(row[:FIRST])


def locked_right(voter_id: uuid.UUID, slot: Slot) -> tuple[VoterRow, RightRow]:
    """The voter's row and the one right that votes of this slot use, both held until the unit of work ends.

    Raises:
        NoResultFound: there is no such voter.
    """
    held = _held(voter_id, Hold.RIGHT)
    if held is not None and held.slot is slot and held.voter is not None and held.right is not None:
        return held.voter, held.right
    row = LOCKED_RIGHT.one(voter_id=voter_id, slot=slot)
    return VoterRow(*row[: len(OF_VOTER)]), RightRow(*row[len(OF_VOTER) :])


def draft(voter_id: uuid.UUID) -> DraftRow | None:
    """What the voter has begun, as it is now."""
    if (held := _held(voter_id, Hold.VOTER)) is not None:
        return held.draft
    found = MY_DRAFT.one_or_none(voter_id=voter_id)
    return DraftRow(*found) if found is not None else None


def in_box(voter_id: uuid.UUID, right_id: uuid.UUID) -> tuple[DraftRow | None, EnvelopeRow | None]:
    """What the voter of this right has begun and what is in the box, as both are now.

    Asked once the right is held: a read that had waited for it would still see the box as it was before.
    """
    held = _held(voter_id, Hold.RIGHT)
    if held is not None and held.right is not None and held.right.id == right_id:
        return held.draft, held.envelope
    begun, rest = _row(DraftRow, IN_BOX.one(right_id=right_id))
    return begun, _row(EnvelopeRow, rest)[0]


def _row(kind: type[Kind], values: tuple[Any, ...]) -> tuple[Kind | None, tuple[Any, ...]]:
    """The first values as this row, None where an outer join found none, and the other values."""
    number = len(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    return (kind(*values[:number]) if values[0] is not None else None), values[number:]

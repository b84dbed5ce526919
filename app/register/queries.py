"""Reads of the register. Nothing here tells what anybody voted: the register does not know."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.areas.models import Area, AreaType, BoundarySet
from app.core.crypto import peppered
from app.core.db import db
from app.core.references import as_typed
from app.core.search import matches

from .models import Channel, TurnoutCount, Voter, VoterCode, VoterState

ROUND_TO = 5


def code_digest(round_id: uuid.UUID, code: str) -> str:
    """The keyed hash under which a typed code is kept."""
    return peppered(f"voter-code:{round_id}", as_typed(code))


def link_digest(token: str) -> str:
    """The keyed hash under which the token of a mailed link is kept."""
    return peppered("voter-link", token)


def is_ward(area_id: uuid.UUID, on: dt.date) -> bool:
    """Is this a ward that is in force on the day, so that a vote can count there?"""
    in_force = sa.and_(
        BoundarySet.in_force_from <= on, sa.or_(BoundarySet.in_force_to.is_(None), BoundarySet.in_force_to >= on)
    )
    found = sa.select(Area.id).join(BoundarySet, BoundarySet.id == Area.boundary_set_id)
    wanted = found.where(Area.id == area_id, Area.area_type == AreaType.WARD, in_force)
    return db.session.scalar(wanted) is not None


def code_by_digest(digest: str) -> VoterCode | None:
    """The code behind a keyed hash; whether it may still be used, `policies.can_use` says."""
    return db.session.scalars(sa.select(VoterCode).where(VoterCode.digest == digest)).one_or_none()


def voter(voter_id: uuid.UUID) -> Voter:
    return db.session.scalars(sa.select(Voter).where(Voter.id == voter_id)).one()


def voter_by_code(round_id: uuid.UUID, code: str) -> Voter | None:
    """Whom a typed code leads to in this round; None for a code that was never given out or is revoked."""
    found = code_by_digest(code_digest(round_id, code))
    return voter(found.voter_id) if found is not None and not found.is_revoked else None


def voter_by_code_id(round_id: uuid.UUID, code_id: uuid.UUID) -> tuple[Voter, VoterCode] | None:
    """The voter of a session, which keeps the id of the code that it came in with."""
    wanted = sa.select(Voter, VoterCode).join(VoterCode, VoterCode.voter_id == Voter.id)
    row = db.session.execute(wanted.where(VoterCode.id == code_id, Voter.round_id == round_id)).one_or_none()
    return (row[0], row[1]) if row else None


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A voter who waits for a decision, with the others in the round who share name and place."""

    voter: Voter
    area: Area | None
    others: list[tuple[Voter, Area | None]]


def held_voters(round_id: uuid.UUID) -> list[HeldCase]:
    """Every case that waits, in the order of the names."""
    rows = _with_area(sa.select(Voter, Area).where(Voter.round_id == round_id, Voter.state == VoterState.HELD))
    keys = {v.dedupe_key for v, _ in rows if v.dedupe_key}
    alike = _with_area(sa.select(Voter, Area).where(Voter.round_id == round_id, Voter.dedupe_key.in_(keys)))
    return [
        HeldCase(v, area, [(o, a) for o, a in alike if o.id != v.id and o.dedupe_key == v.dedupe_key])
        for v, area in rows
    ]


def held_case(voter_id: uuid.UUID) -> HeldCase:
    """One voter with the others in the round who share name and place.

    Raises:
        NoResultFound: no such voter.
    """
    found, area = db.session.execute(
        sa.select(Voter, Area).outerjoin(Area, Area.id == Voter.area_id).where(Voter.id == voter_id)
    ).one()
    same = Voter.dedupe_key == found.dedupe_key
    alike = _with_area(sa.select(Voter, Area).where(Voter.round_id == found.round_id, same, Voter.id != voter_id))
    return HeldCase(found, area, alike)


def _with_area(wanted: sa.Select[Voter, Area]) -> list[tuple[Voter, Area | None]]:
    rows = db.session.execute(wanted.outerjoin(Area, Area.id == Voter.area_id).order_by(Voter.name, Voter.id)).all()
    return [(row[0], row[1]) for row in rows]


def voters_found(round_id: uuid.UUID, words: str, limit: int = 20) -> list[tuple[Voter, Area | None]]:
    """Voters whose name or postcode holds every word, by name; nothing for fewer than two letters."""
    if len(words.strip()) < 2:
        return []
    wanted = sa.select(Voter, Area).where(
        Voter.round_id == round_id, matches(words, Voter.name, sa.func.coalesce(Voter.postcode, ""))
    )
    return _with_area(wanted.limit(limit))


def held_count(round_id: uuid.UUID) -> int:
    """How many voters wait for a decision."""
    held = sa.and_(Voter.round_id == round_id, Voter.state == VoterState.HELD)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Voter).where(held)) or 0


def counts(round_id: uuid.UUID) -> dict[VoterState, int]:
    """How many voters the register holds in each state."""
    rows = db.session.execute(
        sa.select(Voter.state, sa.func.count()).where(Voter.round_id == round_id).group_by(Voter.state)
    ).all()
    return dict.fromkeys(VoterState, 0) | {row[0]: row[1] for row in rows}


def unfinished(round_id: uuid.UUID) -> int:
    """How many began a vote and have not cast one."""
    begun = sa.and_(Voter.round_id == round_id, Voter.has_begun, sa.not_(Voter.has_cast))
    return db.session.scalar(sa.select(sa.func.count()).select_from(Voter).where(begun)) or 0


@dataclass(frozen=True, slots=True)
class Turnout:
    """First votes until `until`, in whole hours, each number rounded to 5. by_area: area name -> number."""

    until: dt.datetime
    total: int
    by_channel: dict[Channel, int]
    by_area: dict[str, int]
    by_hour: dict[dt.datetime, int]


def turnout(round_id: uuid.UUID, now: dt.datetime) -> Turnout:
    """Turnout fit for anybody to see: no fresher than an hour and rounded (`design.md` section 5)."""
    until = now.replace(minute=0, second=0, microsecond=0)
    rows = db.session.execute(
        sa.select(TurnoutCount.channel, TurnoutCount.hour, Area.name, TurnoutCount.number)
        .outerjoin(Area, Area.id == TurnoutCount.area_id)
        .where(TurnoutCount.round_id == round_id, TurnoutCount.hour < until)
    ).all()
    by_channel: dict[Channel, int] = {}
    by_area: dict[str, int] = {}
    by_hour: dict[dt.datetime, int] = {}
    for channel, hour, area, number in rows:
        by_channel[channel] = by_channel.get(channel, 0) + number
        by_area[area or ""] = by_area.get(area or "", 0) + number
        by_hour[hour] = by_hour.get(hour, 0) + number
    return Turnout(
        until,
        rounded(sum(by_channel.values())),
        {channel: rounded(n) for channel, n in sorted(by_channel.items())},
        {area: rounded(n) for area, n in sorted(by_area.items())},
        {hour: rounded(n) for hour, n in sorted(by_hour.items())},
    )


def rounded(number: int) -> int:
    """To the nearest 5."""
    return (number + ROUND_TO // 2) // ROUND_TO * ROUND_TO

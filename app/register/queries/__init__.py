"""Reads of the register. Nothing here tells what anybody voted: the register does not know."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.areas.models import Area, AreaType, BoundarySet
from app.core.crypto import peppered
from app.core.db import db
from app.core.references import as_typed
from app.core.search import matches
from app.groups.models import Group, GroupState
from app.proposals.models import Proposal
from app.rounds.models import BEFORE_OPENING, BallotItem, Electorate, Proof, Round

from ..models import (
    MAY_CAST,
    Channel,
    CodeKind,
    ContactCode,
    Entitlement,
    HoldReason,
    Partner,
    Reminder,
    Voter,
    VoterCode,
    VoterState,
)
from ..policies import may_be_same
from .voted import Turnout as Turnout
from .voted import rounded as rounded
from .voted import turnout as turnout

HAS_A_NAME = sa.or_(Voter.registered_by != Channel.HALL, Voter.dedupe_key.is_not(None))
"""Somebody of the register, and not the row that a card of a hall's shuffled pack votes through: its holder has a row
of their own. Such a row is seen only while it is held, for a card that no desk has noted: it must be decided."""

IS_HELD = Voter.state == sa.literal(VoterState.HELD, Voter.state.type, literal_execute=True)
"""The state stands in the statement, where the index of those who are held asks for it."""


def is_of_round(round_id: Any) -> sa.ColumnElement[bool]:
    """A voter of the round, for a statement that finds them by something else. round_id: a key or a column.

    Compared as text, which has no index: without statistics of a table that fills within minutes, PostgreSQL may take
    any index that begins with the round, and read a whole register to find one voter.
    """
    key = sa.literal(round_id, Voter.round_id.type) if isinstance(round_id, uuid.UUID) else round_id
    return sa.cast(Voter.round_id, sa.Text) == sa.cast(key, sa.Text)


def code_digest(round_id: uuid.UUID, code: str) -> str:
    """The keyed hash under which a typed code is kept."""
    return peppered(f"voter-code:{round_id}", as_typed(code))


def link_digest(token: str) -> str:
    """The keyed hash under which the token of a mailed link is kept."""
    return peppered("voter-link", token)


def contact_digest(voter_id: uuid.UUID, digits: str) -> str:
    """The keyed hash under which a short code to a voter's contact is kept."""
    return peppered(f"contact-code:{voter_id}", digits)


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


def has_assisted(code_ids: Collection[uuid.UUID]) -> bool:
    """Is one of these codes a worker's, for one assisted vote?"""
    of = sa.exists().where(VoterCode.id.in_(list(code_ids)), VoterCode.kind == CodeKind.ASSISTED)
    return db.session.scalar(sa.select(of)) or False


def voter(voter_id: uuid.UUID) -> Voter:
    return db.session.scalars(sa.select(Voter).where(Voter.id == voter_id)).one()


def voter_by_code(round_id: uuid.UUID, code: str) -> Voter | None:
    """Whom a typed code leads to in this round; None for a code that was never given out or is revoked."""
    found = code_by_digest(code_digest(round_id, code))
    return voter(found.voter_id) if found is not None and not found.is_revoked else None


BY_CODE = (
    sa.select(Voter, VoterCode)
    .join(VoterCode, VoterCode.voter_id == Voter.id)
    .where(VoterCode.id == sa.bindparam("code_id"), is_of_round(sa.bindparam("round_id", type_=sa.Uuid)))
)


def voter_by_code_id(round_id: uuid.UUID, code_id: uuid.UUID) -> tuple[Voter, VoterCode] | None:
    """The voter of a session, which keeps the id of the code that it came in with."""
    row = db.session.execute(BY_CODE, {"code_id": code_id, "round_id": round_id}).one_or_none()
    return (row[0], row[1]) if row else None


def has_contact_code(voter_id: uuid.UUID, today: dt.date) -> bool:
    """Is a short code on its way that still works?"""
    live = sa.exists().where(ContactCode.voter_id == voter_id, ContactCode.ends_on >= today)
    return db.session.scalar(sa.select(live)) or False


def shares_contact(voter: Voter, proof: Proof) -> bool:
    """Has another voter of the round shown the same address or telephone? Families share them: a person looks (E12)."""
    others = sa.exists().where(Voter.round_id == voter.round_id, _same_contact(voter, proof), Voter.id != voter.id)
    return db.session.scalar(sa.select(others)) or False


def _same_contact(voter: Voter, proof: Proof) -> sa.ColumnElement[bool]:
    """Whoever has shown the voter's address or telephone. The proof stands in the statement, where the index of those
    who have shown one asks for it."""
    same = Voter.email == voter.email if proof is Proof.EMAIL_CODE else Voter.phone == voter.phone
    return sa.and_(Voter.proof == sa.literal(proof, Voter.proof.type, literal_execute=True), same)


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A voter who waits for a decision, with the others in the round who share name and place, or a proven contact."""

    voter: Voter
    area: Area | None
    others: list[tuple[Voter, Area | None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an officer wants to see of the held voters. after: the name and key of the last one on the page before."""

    reason: HoldReason | None = None
    channel: Channel | None = None
    words: str = ""
    after: tuple[str, uuid.UUID] | None = None


def held_voters(round_id: uuid.UUID, wanted: Wanted = Wanted(), limit: int | None = None) -> list[HeldCase]:
    """The cases that wait and fit, by name; `limit` of them and one more, which tells that there is more."""
    query = sa.select(Voter, Area).where(Voter.round_id == round_id, IS_HELD)
    if wanted.reason is not None:
        query = query.where(sa.cast(Voter.waits_for, sa.Text).contains(f'"{wanted.reason.value}"'))
    if wanted.channel is not None:
        query = query.where(Voter.registered_by == wanted.channel)
    if wanted.words:
        query = query.where(matches(wanted.words, Voter.name, sa.func.coalesce(Voter.postcode, "")))
    if wanted.after is not None:
        query = query.where(sa.tuple_(Voter.name, Voter.id) > sa.tuple_(*map(sa.literal, wanted.after)))
    rows = _with_area(query if limit is None else query.limit(limit + 1))
    alike = _with_area(sa.select(Voter, Area).where(alike_to(round_id, [v for v, _ in rows])))
    return [HeldCase(v, area, [(o, a) for o, a in alike if o.id != v.id and may_be_same(v, o)]) for v, area in rows]


def alike_to(round_id: uuid.UUID, voters: Collection[Voter], *also: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Everybody of the round who may be the same person as one of these (`policies.may_be_same`), they themselves with
    them. also: other signs of that.

    One list for each sign: SQLite would read the whole round for one OR the other.
    """
    own = {v.dedupe_key for v in voters if v.dedupe_key}
    without = {v.dedupe_key for v in voters if v.dedupe_key and not v.ward_key}
    by_key, by_round = is_of_round(round_id), Voter.round_id == round_id
    signs = [
        (by_key, Voter.dedupe_key.in_(own | {v.ward_key for v in voters if v.ward_key})),
        (by_key, Voter.ward_key.in_(without)),
        *((by_round, sign) for sign in also),
    ]
    lists = (sa.select(Voter.id).where(*sign).correlate(None) for sign in signs)
    return Voter.id.in_(sa.union_all(*lists))


def held_case(voter_id: uuid.UUID) -> HeldCase:
    """One voter with the others in the round who share name and place, or an address or telephone that both proved.

    Raises:
        NoResultFound: no such voter.
    """
    found, area = db.session.execute(
        sa.select(Voter, Area).outerjoin(Area, Area.id == Voter.area_id).where(Voter.id == voter_id)
    ).one()
    has_shown = found.proof in (Proof.EMAIL_CODE, Proof.SMS_CODE)
    also = [_same_contact(found, found.proof)] if found.proof and has_shown else []
    alike = sa.select(Voter, Area).where(alike_to(found.round_id, [found], *also), Voter.id != voter_id)
    return HeldCase(found, area, _with_area(alike))


def _with_area(wanted: sa.Select[Voter, Area]) -> list[tuple[Voter, Area | None]]:
    rows = db.session.execute(wanted.outerjoin(Area, Area.id == Voter.area_id).order_by(Voter.name, Voter.id)).all()
    return [(row[0], row[1]) for row in rows]


def voters_found(round_id: uuid.UUID, words: str, limit: int = 20) -> list[tuple[Voter, Area | None]]:
    """Voters whose name or postcode holds every word, by name; nothing for fewer than two letters."""
    if len(words.strip()) < 2:
        return []
    wanted = sa.select(Voter, Area).where(
        Voter.round_id == round_id, HAS_A_NAME, matches(words, Voter.name, sa.func.coalesce(Voter.postcode, ""))
    )
    return _with_area(wanted.limit(limit))


def held_count(round_id: uuid.UUID) -> int:
    """How many voters wait for a decision."""
    held = sa.and_(Voter.round_id == round_id, IS_HELD)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Voter).where(held)) or 0


def counts(round_id: uuid.UUID) -> dict[VoterState, int]:
    """How many voters the register holds in each state; of cards of the hall, those that must be decided."""
    told = sa.or_(HAS_A_NAME, IS_HELD)
    rows = db.session.execute(
        sa.select(Voter.state, sa.func.count()).where(Voter.round_id == round_id, told).group_by(Voter.state)
    ).all()
    return dict.fromkeys(VoterState, 0) | {row[0]: row[1] for row in rows}


def held_by_reason(round_id: uuid.UUID) -> dict[HoldReason, int]:
    """How many wait for each reason first."""
    rows = db.session.execute(
        sa.select(Voter.hold_reason, sa.func.count())
        .where(Voter.round_id == round_id, IS_HELD)
        .group_by(Voter.hold_reason)
    ).all()
    return dict.fromkeys(HoldReason, 0) | {row[0]: row[1] for row in rows if row[0] is not None}


def _is_unfinished(round_id: uuid.UUID) -> sa.ColumnElement[bool]:
    taken = sa.exists().where(Entitlement.voter_id == Voter.id, Entitlement.taken_by.is_not(None))
    return sa.and_(Voter.round_id == round_id, HAS_A_NAME, Voter.has_begun, sa.not_(Voter.has_cast), sa.not_(taken))


def unfinished(round_id: uuid.UUID) -> int:
    """How many began a vote and have not cast one, nor taken a paper."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Voter).where(_is_unfinished(round_id))) or 0


def to_remind(round_id: uuid.UUID, today: dt.date, *, has_texts: bool) -> sa.ColumnElement[bool]:
    """Voters to whom a reminder can go on this day: unfinished, with a contact, none for a whole day past.

    The register keeps days and no times, so somebody reminded yesterday may be less than a day ago, and is left out.
    """
    has_contact: sa.ColumnElement[bool] = Voter.email.is_not(None)
    if has_texts:
        has_contact = sa.or_(has_contact, Voter.phone.is_not(None))
    is_rested = sa.or_(Voter.reminded_on.is_(None), Voter.reminded_on < today - dt.timedelta(days=1))
    return sa.and_(_is_unfinished(round_id), Voter.state.in_(MAY_CAST), has_contact, is_rested)


def count_to_remind(round_id: uuid.UUID, today: dt.date, *, has_texts: bool) -> int:
    """How many reminders would go out now."""
    who = to_remind(round_id, today, has_texts=has_texts)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Voter).where(who)) or 0


def reminders(round_id: uuid.UUID) -> list[Reminder]:
    """The waves of reminders of a round, the latest first."""
    order = (Reminder.sent_on.desc(), Reminder.wave)
    return list(db.session.scalars(sa.select(Reminder).where(Reminder.round_id == round_id).order_by(*order)))


def waves_done(round_id: uuid.UUID) -> set[int]:
    """The hours before the close for which a wave has been begun."""
    rows = db.session.scalars(sa.select(Reminder.wave).where(Reminder.round_id == round_id))
    return {wave for wave in rows if wave is not None}


def partners(round_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """The organisations that may confirm voters of the round: group id and name, by name."""
    rows = db.session.execute(
        sa.select(Group.id, Group.name)
        .join(Partner, Partner.group_id == Group.id)
        .where(Partner.round_id == round_id)
        .order_by(Group.name)
    )
    return [(row[0], row[1]) for row in rows]


def asks_for_address(round_: Round) -> bool:
    """Does a voter without a postcode wait until somebody confirms them? Where a declaration is all, nobody does."""
    return Proof.DECLARATION.value not in round_.proofs or bool(partners(round_.id))


def waiting_for_groups(group_ids: Collection[uuid.UUID]) -> list[tuple[Voter, Round, str]]:
    """Voters who asked one of these organisations to confirm them and still wait; their round and area's name."""
    asks = sa.or_(
        *(
            sa.cast(Voter.waits_for, sa.Text).contains(f'"{word}"')
            for word in (HoldReason.NO_ADDRESS, HoldReason.NO_PROOF)
        )
    )
    rows = db.session.execute(
        sa.select(Voter, Round, Area.name)
        .join(Round, Round.id == Voter.round_id)
        .join(Partner, sa.and_(Partner.round_id == Round.id, Partner.group_id == Voter.partner_id))
        .outerjoin(Area, Area.id == Voter.area_id)
        .where(
            Voter.partner_id.in_(list(group_ids)),
            IS_HELD,
            Round.state.in_(list(BEFORE_OPENING)),
            asks,
        )
        .order_by(Voter.name, Voter.id)
        .limit(200)
    )
    return [(row[0], row[1], row[2] or "") for row in rows]


def rights(voter_id: uuid.UUID) -> list[Entitlement]:
    """The voter's rights to a ballot, and which channel used each."""
    return list(
        db.session.scalars(sa.select(Entitlement).where(Entitlement.voter_id == voter_id).order_by(Entitlement.slot))
    )


def active_groups() -> list[tuple[str, str]]:
    """Groups that act, as a form's choices: id, name."""
    rows = db.session.execute(
        sa.select(Group.id, Group.name).where(Group.state == GroupState.ACTIVE).order_by(Group.name).limit(1000)
    )
    return [(str(row[0]), row[1]) for row in rows]


def delegates(round_id: uuid.UUID) -> list[tuple[Voter, str]]:
    """The delegates with their organisations, by organisation."""
    rows = db.session.execute(
        sa.select(Voter, Group.name)
        .join(Group, Group.id == Voter.group_id)
        .where(Voter.round_id == round_id)
        .order_by(Group.name)
        .limit(500)
    )
    return [(row[0], row[1]) for row in rows]


def group_names(voters: Collection[Voter]) -> dict[uuid.UUID, str]:
    """Names of the organisations whose delegates are among these voters (E42)."""
    wanted = {voter.group_id for voter in voters if voter.group_id is not None}
    names = sa.select(Group.id, Group.name).where(Group.id.in_(wanted))
    return {row.id: row.name for row in db.session.execute(names)} if wanted else {}


def own_items(round_id: uuid.UUID, group_id: uuid.UUID) -> list[int]:
    """Ballot numbers of the group's own proposals in the round (E09)."""
    rows = db.session.scalars(
        sa.select(BallotItem.number)
        .join(Proposal, Proposal.id == BallotItem.proposal_id)
        .where(BallotItem.round_id == round_id, Proposal.group_id == group_id)
        .order_by(BallotItem.number)
    )
    return list(rows)


def members(round_id: uuid.UUID, electorate: Electorate) -> list[Voter]:
    """The voters of a body who were put on a list, by reference and name; at most 500."""
    mine = sa.select(Voter).where(Voter.round_id == round_id, Voter.electorate == electorate, HAS_A_NAME)
    return list(db.session.scalars(mine.order_by(Voter.reference, Voter.name, Voter.id).limit(500)))


def electorate_counts(round_id: uuid.UUID) -> dict[Electorate, tuple[int, int]]:
    """How many voters each body has, and how many of them have been invited."""
    invited = sa.func.count(Voter.invited_on)
    rows = db.session.execute(
        sa.select(Voter.electorate, sa.func.count(), invited)
        .where(Voter.round_id == round_id, HAS_A_NAME)
        .group_by(Voter.electorate)
    ).all()
    return {row[0]: (row[1], row[2]) for row in rows}

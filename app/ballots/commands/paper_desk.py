"""Before the close: orders and packs of papers, desks, handing out, and what a desk counts."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.register import commands as register
from app.register.models import Voter, VoterState
from app.rounds.models import Channel, Electorate, OwnProject, Round

from ..models.paper import (
    FEWEST_SETS,
    MOST_SETS,
    Half,
    PaperCount,
    PaperDesk,
    PaperPack,
    PaperPlan,
    PaperSheet,
    Tally,
)
from ..paper import contents
from ..policies import paper as policies
from ..queries import paper as queries

SEALED_CHANNELS = frozenset({Channel.ONLINE, Channel.KIOSK, Channel.ASSISTED, Channel.HALL})
MOST_IN_PACK = 200


def plan_paper(
    round_id: uuid.UUID, *, sets: int, return_on: dt.date | None, actor: Actor, now: dt.datetime
) -> PaperPlan:
    """The round's papers are printed in so many orders. Once a pack is made the orders stay.

    return_on: the last day on which papers by post count; None where nothing is posted.
    Raises:
        NotAllowed: not this actor's, or not at this time.
        DomainError: for a field.
    """
    round_ = locked(Round, round_id)
    _allow(policies.can_prepare(actor, round_, now))
    if not FEWEST_SETS <= sets <= MOST_SETS:
        raise DomainError(_("Choose from 2 to 6 orders"), field="sets")
    if Channel.POST.value in round_.rules.channels and return_on is None:
        raise DomainError(_("Enter the last day on which papers by post count"), field="return_on")
    row = queries.plan(round_id)
    if row is None:
        row = PaperPlan(round_id=round_id, seed=secrets.randbelow(2**31))
        db.session.add(row)
    elif sets != row.sets and queries.packs(round_id):
        raise DomainError(_("A pack has been made, so the number of orders stays"), field="sets")
    row.sets, row.return_on = sets, return_on
    audit.record(actor, "plan_paper", round_, name=round_.name, after={"sets": sets, "return_on": return_on})
    db.session.flush()
    return row


def add_desk(round_id: uuid.UUID, *, name: str, channel: Channel, actor: Actor, now: dt.datetime) -> PaperDesk:
    """There is one more place that hands papers out, or an office that posts them."""
    round_ = locked(Round, round_id)
    _allow(policies.can_prepare(actor, round_, now))
    if channel.value not in round_.rules.channels or channel not in policies.OF_PAPER:
        raise DomainError(_("The rules of this round do not take votes this way"), field="channel")
    row = PaperDesk(round_id=round_id, name=name.strip(), channel=channel)
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "add_paper_desk", row, name=name, after={"channel": channel})
    return row


@dataclass(frozen=True, slots=True)
class PackWanted:
    """A pack as it is asked for. area_id: a kind of paper (`paper.contents.kinds`)."""

    desk_id: uuid.UUID
    size: int
    electorate: Electorate = Electorate.OPEN
    area_id: uuid.UUID | None = None
    lang: str = "en"
    is_large: bool = False
    has_pictures: bool = False


def make_pack(round_id: uuid.UUID, wanted: PackWanted, *, actor: Actor, now: dt.datetime) -> PaperPack:
    """There is one more pack for a desk, with a number of its own that stands on no paper.

    Raises:
        NotAllowed: not this actor's, or not at this time.
        DomainError: for a field.
    """
    round_ = locked(Round, round_id)
    _allow(policies.can_prepare(actor, round_, now))
    if queries.plan(round_id) is None:
        raise WrongState(_("Choose first in how many orders the papers are printed"))
    if not 1 <= wanted.size <= MOST_IN_PACK:
        raise DomainError(_("A pack has from 1 to %(most)s papers", most=MOST_IN_PACK), field="size")
    if wanted.area_id not in contents.kinds(round_):
        raise DomainError(_("There is no such kind of paper"), field="area")
    if wanted.lang not in {"en", *round_.languages}:
        raise DomainError(_("This is not a language of this round"), field="lang")
    row = PaperPack(
        round_id=round_id,
        desk_id=queries.desk(round_id, wanted.desk_id).id,
        number=max((pack.number for pack in queries.packs(round_id)), default=0) + 1,
        size=wanted.size,
        electorate=wanted.electorate,
        area_id=wanted.area_id,
        lang=wanted.lang,
        is_large=wanted.is_large,
        has_pictures=wanted.has_pictures,
        made_on=london(now).date(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "make_pack", row, name=f"{round_.name}, {row.number}", after={"size": row.size})
    return row


def note_printed(pack_id: uuid.UUID, *, reason: str, actor: Actor, now: dt.datetime) -> PaperPack:
    """The pack is printed once more; after the first time only with a reason, so that no papers turn up unseen."""
    pack = locked(PaperPack, pack_id)
    _allow(policies.can_prepare(actor, locked(Round, pack.round_id), now))
    if pack.printed and not reason.strip():
        raise DomainError(_("This pack was printed before. Say what became of those papers"), field="reason")
    pack.printed += 1
    audit.record(actor, "print_pack", pack, name=str(pack.number), after={"printed": pack.printed}, reason=reason)
    db.session.flush()
    return pack


def hand_out(voter_id: uuid.UUID, desk_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> PaperDesk:
    """The voter's one right is used up by a paper, and the desk's log counts one more in this half-day (E10).

    No row says which paper, and no row of the ballot box says which voter.
    Raises:
        NotAllowed: voting is not open, or the voter may not have a paper.
        WrongState: the right is already taken.
    """
    desk = locked(PaperDesk, desk_id)
    round_ = register.held_open(desk.round_id)
    _allow(policies.can_hand_out(actor, round_, now))
    _check_open(desk)
    voter = locked(Voter, voter_id)
    if voter.round_id != round_.id:
        raise NotAllowed(_("This voter is not in this round"))
    if voter.state is not VoterState.ACCEPTED:
        raise NotAllowed(_("A returning officer must decide about this voter first: a paper cannot be taken back"))
    if _wants_envelope(round_, voter):
        raise NotAllowed(
            _("This voter may not vote for a project of their own, and a paper cannot know that. They vote online")
        )
    register.take_entitlement(voter.id, desk.channel, london(now).date())
    _count(desk, Tally.ISSUED, now, voter.area_id)
    audit.record(actor, "hand_out_paper", desk, name=desk.name)
    db.session.flush()
    return desk


def note_handed_out(desk_id: uuid.UUID, area_id: uuid.UUID | None, *, actor: Actor, now: dt.datetime) -> PaperDesk:
    """A paper of this desk is out whose holder's right was used before: a hall gave it for a card, or without a
    connection. The log counts it as it counts every paper, also when voting has closed in between.

    The caller has asked whether the actor may.
    Raises:
        WrongState: the sheet of the desk is drawn up.
    """
    desk = locked(PaperDesk, desk_id)
    register.held_open(desk.round_id)
    _check_open(desk)
    _count(desk, Tally.ISSUED, now, area_id)
    audit.record(actor, "hand_out_paper", desk, name=desk.name)
    db.session.flush()
    return desk


def _wants_envelope(round_: Round, voter: Voter) -> bool:
    """E09: only an envelope, which names its voter until the opening, can leave a voter's own projects out."""
    others = SEALED_CHANNELS & {Channel(word) for word in round_.rules.channels}
    return bool(voter.own_items) and round_.rules.own_project is not OwnProject.ALLOWED and bool(others)


def take_spoilt(desk_id: uuid.UUID, *, is_replaced: bool, actor: Actor, now: dt.datetime) -> PaperDesk:
    """A spoilt paper is back at the desk and kept apart; usually another was given for it. Not a rejection (E20).

    Raises:
        DomainError: more would be spoilt than were handed out.
    """
    desk = locked(PaperDesk, desk_id)
    _allow(policies.can_hand_out(actor, register.held_open(desk.round_id), now))
    _check_open(desk)
    counted = queries.tallies(desk.round_id).get(desk.id, dict.fromkeys(Tally, 0))
    if counted[Tally.SPOILT] >= counted[Tally.ISSUED] + counted[Tally.REPLACED]:
        raise DomainError(_("No paper of this desk is out"))
    _count(desk, Tally.SPOILT, now)
    if is_replaced:
        _count(desk, Tally.REPLACED, now)
    audit.record(actor, "take_spoilt_paper", desk, name=desk.name, after={"is_replaced": is_replaced})
    db.session.flush()
    return desk


def note_late(desk_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> PaperDesk:
    """A paper came back after its last day: it stays unopened and is rejected as late."""
    desk = locked(PaperDesk, desk_id)
    _allow(policies.can_note_late(actor, register.held_open(desk.round_id), desk, now))
    _check_open(desk)
    plan = queries.plan(desk.round_id)
    if plan is None or plan.return_on is None or london(now).date() <= plan.return_on:
        raise DomainError(_("The last day for papers by post is not over"))
    _count(desk, Tally.LATE, now)
    audit.record(actor, "note_late_paper", desk, name=desk.name)
    db.session.flush()
    return desk


def _check_open(desk: PaperDesk) -> None:
    if db.session.scalar(sa.select(sa.exists().where(PaperSheet.desk_id == desk.id))):
        raise WrongState(_("The sheet of this desk is already drawn up"))


def _count(desk: PaperDesk, kind: Tally, now: dt.datetime, area_id: uuid.UUID | None = None) -> None:
    """One more in the half-day; the desk's row is locked, so two at once cannot both be the first."""
    local = london(now)
    half = Half.MORNING if local.hour < 12 else Half.AFTERNOON
    same = (PaperCount.desk_id == desk.id, PaperCount.on == local.date(), PaperCount.half == half)
    is_area = PaperCount.area_id.is_(None) if area_id is None else PaperCount.area_id == area_id
    row = db.session.scalars(sa.select(PaperCount).where(*same, PaperCount.kind == kind, is_area)).one_or_none()
    if row is None:
        db.session.add(PaperCount(desk_id=desk.id, on=local.date(), half=half, kind=kind, area_id=area_id, number=1))
    else:
        row.number += 1
    db.session.flush()


def _allow(may: object) -> None:
    if not may:
        raise NotAllowed(getattr(may, "reason", ""))

"""Voters whom the council puts on the register: members, a panel's seats, delegates; and who confirms others."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.areas import queries as areas
from app.core import audit, jobs
from app.core.access import Actor
from app.core.clock import london
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, Refusals
from app.core.i18n import _
from app.groups import queries as groups
from app.rounds.events import RoundLocked
from app.rounds.models import Channel, Connection, Electorate, Proof, Round
from app.rounds.queries import round_by_id

from .. import emails, policies, queries
from ..models import CodeKind, Entitlement, Partner, Slot, Voter, VoterCode
from .deciding import held_open
from .doubles import dedupe_key, name_keys
from .issuing import with_code
from .registering import add_voter

INVITE = "register-invite"
AT_ONCE = 100
UPLOADED = frozenset({Electorate.REGISTERED, Electorate.PANEL, Electorate.ATTENDEES})


@dataclass(frozen=True, slots=True)
class Member:
    """One line of an uploaded list. line: in the file, for what is said about it. area: a ward's name, or empty."""

    line: int
    name: str
    email: str = ""
    phone: str = ""
    postcode: str = ""
    area: str = ""
    reference: str = ""
    lang: str = "en"


def add_members(
    round_id: uuid.UUID, electorate: Electorate, members: Sequence[Member], *, actor: Actor, now: dt.datetime
) -> list[Voter]:
    """Everybody on the list is on the register as one of this body; nobody, if one line is wrong.

    The council's own list is a check by an officer. Somebody of a name and place that is there already is held.
    Raises:
        NotAllowed: not this actor's, or too late.
        Refusals: every fault of every line.
    """
    round_ = locked(Round, round_id)
    _allow_lists(round_, actor, now)
    if electorate not in UPLOADED or electorate not in {each.electorate for each in round_.electorates}:
        raise DomainError(_("The rules of this round have no such body of voters"), field="electorate")
    today = london(now).date()
    wards = {ward.name.casefold(): ward.id for ward in areas.wards(today)}
    places = _checked(round_, electorate, members, wards, today)
    made = [
        _add_member(round_, electorate, member, place, today) for member, place in zip(members, places, strict=True)
    ]
    facts = {"electorate": electorate, "number": len(made), "held": sum(bool(v.waits_for) for v in made)}
    audit.record(actor, "add_members", round_, name=round_.name, after=facts)
    db.session.flush()
    return made


def _allow_lists(round_: Round, actor: Actor, now: dt.datetime) -> None:
    if not (may := policies.can_change_lists(actor, round_, now)):
        raise NotAllowed(may.reason)


def _checked(
    round_: Round,
    electorate: Electorate,
    members: Sequence[Member],
    wards: dict[str, uuid.UUID],
    today: dt.date,
) -> list[uuid.UUID | None]:
    """The ward of each line; all faults at once, each with its line."""
    faults: list[DomainError] = []
    places: list[uuid.UUID | None] = []
    taken = {v.reference for v in queries.members(round_.id, electorate) if v.reference}
    if not members:
        faults.append(DomainError(_("The list has nobody on it"), field="file"))
    for member in members:
        words, place = _faults_of(member, wards, taken, today)
        faults += [DomainError(_("Line %(line)s: %(fault)s", line=member.line, fault=each)) for each in words]
        places.append(place)
        taken.add(member.reference)
    if faults:
        raise Refusals(faults)
    return places


def _faults_of(
    member: Member, wards: dict[str, uuid.UUID], taken: set[str], today: dt.date
) -> tuple[list[str], uuid.UUID | None]:
    words, place = [], None
    if len(member.name) < 2 or len(member.name) > 200:
        words.append(_("there is no name"))
    if member.email and ("@" not in member.email.strip("@") or " " in member.email or len(member.email) > 254):
        words.append(_("%(text)s is not an email address", text=member.email))
    if len(member.phone) > 20:
        words.append(_("%(text)s is not a telephone number", text=member.phone))
    if member.reference and member.reference in taken:
        words.append(_("%(text)s is on the list already", text=member.reference))
    if len(member.reference) > 40:
        words.append(_("the reference is longer than 40 letters"))
    if member.postcode:
        ward = areas.ward_of(member.postcode, today)
        place = ward.id if ward is not None else None
        if ward is None:
            words.append(_("%(text)s is not a postcode of the area", text=member.postcode))
    elif member.area:
        place = wards.get(member.area.casefold())
        if place is None:
            words.append(_("%(text)s is not a ward", text=member.area))
    return [str(each) for each in words], place


def _add_member(
    round_: Round, electorate: Electorate, member: Member, place: uuid.UUID | None, today: dt.date
) -> Voter:
    found = areas.find_postcode(member.postcode) if member.postcode else None
    postcode = found.postcode if found is not None else None
    keys = name_keys(round_.id, member.name, postcode, place)
    if postcode is None and place is None:
        keys = dedupe_key(round_.id, member.name, member.reference or member.email), None

    made = Voter(
        round_id=round_.id,
        name=member.name,
        postcode=postcode,
        area_id=place,
        connection=Connection.LIVE,
        age_ok=True,
        email=member.email or None,
        phone=member.phone or None,
        lang=member.lang if member.lang in round_.languages else "en",
        reference=member.reference,
        electorate=electorate,
        registered_by=Channel.ONLINE,
        registered_on=today,
        proof=Proof.DESK,
        proved_on=today,
        dedupe_key=keys[0],
        ward_key=keys[1],
    )
    return add_voter(made, round_, set())


def add_delegate(
    round_id: uuid.UUID,
    group_id: uuid.UUID,
    *,
    name: str,
    email: str,
    lang: str,
    actor: Actor,
    now: dt.datetime,
) -> Voter:
    """The organisation has its one delegate (E42), who may not vote, or not count, for its own projects (E09).

    Raises:
        NotAllowed: not this actor's, or too late.
        DomainError: the organisation has a delegate already, or the round has none.
    """
    round_ = locked(Round, round_id)
    _allow_lists(round_, actor, now)
    _check_delegate(round_, group_id, name)
    group = groups.group(group_id)
    today = london(now).date()
    own = queries.own_items(round_id, group_id)

    made = Voter(
        round_id=round_id,
        name=name.strip(),
        connection=Connection.VOLUNTEER,
        age_ok=True,
        email=email or None,
        lang=lang,
        electorate=Electorate.DELEGATES,
        group_id=group_id,
        own_items=own,
        registered_by=Channel.ONLINE,
        registered_on=today,
        proof=Proof.ORGANISATION,
        proved_on=today,
        dedupe_key=dedupe_key(round_id, name, str(group_id)),
    )
    voter = add_voter(made, round_, set())
    audit.record(actor, "add_delegate", voter, name=group.name, after={"own_items": own})
    db.session.flush()
    return voter


def _check_delegate(round_: Round, group_id: uuid.UUID, name: str) -> None:
    if Electorate.DELEGATES not in {each.electorate for each in round_.electorates}:
        raise DomainError(_("The rules of this round have no such body of voters"))
    if len(name.strip()) < 2:
        raise DomainError(_("Enter the delegate's full name"), field="name")
    if db.session.scalar(sa.select(sa.exists().where(Voter.round_id == round_.id, Voter.group_id == group_id))):
        words = _("This organisation has a delegate. An organisation has one ballot, however many branches")
        raise DomainError(words, field="group")


def replace_delegate(voter_id: uuid.UUID, *, name: str, email: str, actor: Actor, now: dt.datetime) -> Voter:
    """The organisation sends somebody else: the same ballot, and no code of the one before leads to it any more.

    Raises:
        NotAllowed: not this actor's, too late, or the organisation has voted.
    """
    round_ = held_open(sa.select(Voter.round_id).where(Voter.id == voter_id).scalar_subquery())
    _allow_lists(round_, actor, now)
    voter = locked(Voter, voter_id)
    if voter.electorate is not Electorate.DELEGATES or voter.group_id is None:
        raise NotAllowed(_("This voter is not a delegate"))
    if voter.has_cast:
        raise NotAllowed(_("This organisation has voted already. Its delegate can change the vote until the close"))
    if len(name.strip()) < 2:
        raise DomainError(_("Enter the delegate's full name"), field="name")
    voter.name, voter.email, voter.invited_on = name.strip(), email or None, None
    db.session.execute(sa.update(VoterCode).where(VoterCode.voter_id == voter_id).values(is_revoked=True))
    audit.record(actor, "replace_delegate", voter)
    db.session.flush()
    return voter


def start_invitations(round_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> None:
    """Everybody on a list who has a contact and no invitation will get one in the background.

    Raises:
        NotAllowed: not this actor's, too early or too late.
    """
    round_ = locked(Round, round_id)
    if not (may := policies.can_invite(actor, round_, now)):
        raise NotAllowed(may.reason)
    audit.record(actor, "start_invitations", round_, name=round_.name)
    jobs.put(INVITE, round_id=str(round_id))


def invite_some(round_id: uuid.UUID, link_prefix: str, *, now: dt.datetime, limit: int = AT_ONCE) -> int:
    """Up to `limit` more listed voters have their code and link. Returns how many; fewer than `limit` is the end."""
    round_ = held_open(round_id)
    if now >= round_.closes_at:
        return 0
    listed = (Electorate.REGISTERED, Electorate.PANEL, Electorate.DELEGATES, Electorate.ATTENDEES)
    voters = db.session.scalars(
        sa.select(Voter)
        .where(
            Voter.round_id == round_id,
            Voter.electorate.in_(listed),
            Voter.invited_on.is_(None),
            Voter.email.is_not(None),
            sa.not_(Voter.has_cast),
            sa.or_(Voter.reference != "", Voter.group_id.is_not(None), Voter.proof == Proof.DESK),
        )
        .order_by(Voter.id)
        .limit(limit)
        .with_for_update(of=Voter, skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for voter in voters:
        voter.invited_on = london(now).date()
        if policies.can_cast(voter):
            with_code(voter, CodeKind.MAIL, round_by_id(round_id), link_prefix, mail=emails.INVITATION)
    db.session.flush()
    return len(voters)


def clear_list(round_id: uuid.UUID, electorate: Electorate, *, actor: Actor, now: dt.datetime) -> int:
    """Nobody of this body is on the draft's lists any more. Returns how many were.

    Raises:
        NotAllowed: not this actor's, or the rules are locked.
    """
    round_ = locked(Round, round_id)
    if not (may := policies.can_clear_list(actor, round_, now)):
        raise NotAllowed(may.reason)
    gone: Any = db.session.execute(sa.delete(Voter).where(Voter.round_id == round_id, Voter.electorate == electorate))
    audit.record(
        actor, "clear_list", round_, name=round_.name, after={"electorate": electorate, "number": gone.rowcount}
    )
    db.session.flush()
    return int(gone.rowcount)


def settle_lists(event: RoundLocked) -> None:
    """The lists that were made for the draft hold under the rules as they are locked now: as many rights for each
    person as the rules give, and delegates' own projects by their final numbers.

    Raises:
        DomainError: somebody is on a list of a body that these rules do not have.
    """
    round_ = round_by_id(event.round_id)
    bodies = {each.electorate for each in round_.electorates} or {Electorate.OPEN}
    for voter in db.session.scalars(sa.select(Voter).where(Voter.round_id == round_.id).with_for_update()):
        if voter.electorate not in bodies:
            words = _("People are on a list of a body of voters that these rules do not have. Clear that list first")
            raise DomainError(words)
        _give_rights(voter, policies.slots_of(round_))
        if voter.group_id is not None:
            voter.own_items = queries.own_items(round_.id, voter.group_id)
    db.session.flush()


def _give_rights(voter: Voter, slots: Sequence[Slot]) -> None:
    if {right.slot for right in voter.entitlements} == set(slots):
        return
    for right in list(voter.entitlements):
        db.session.delete(right)
    db.session.flush()
    db.session.expire(voter, ["entitlements"])
    db.session.add_all(Entitlement(voter_id=voter.id, slot=slot) for slot in slots)


def add_partner(round_id: uuid.UUID, group_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> Partner:
    """The organisation may confirm voters of this round whom it knows.

    Raises:
        NotAllowed: not this actor's, or too late. DomainError: it is one already, or has ended.
    """
    round_ = locked(Round, round_id)
    _allow_lists(round_, actor, now)
    group = groups.group(group_id)
    if not group.is_active:
        raise DomainError(_("This group has ended"), field="group")
    if group_id in {key for key, _name in queries.partners(round_id)}:
        raise DomainError(_("This organisation is on the list already"), field="group")
    row = Partner(round_id=round_id, group_id=group_id, added_by_id=actor.id, added_on=london(now).date())
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "add_partner", row, name=group.name)
    return row


def drop_partner(round_id: uuid.UUID, group_id: uuid.UUID, *, actor: Actor, now: dt.datetime) -> None:
    """The organisation cannot confirm voters of this round any more; what it confirmed stays."""
    round_ = locked(Round, round_id)
    _allow_lists(round_, actor, now)
    row = db.session.scalars(sa.select(Partner).where(Partner.round_id == round_id, Partner.group_id == group_id)).one()
    audit.record(actor, "drop_partner", row, name=groups.group(group_id).name)
    db.session.delete(row)
    db.session.flush()

"""Things that change a group and who belongs to it. Each re-reads under a lock, checks, changes, flushes."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor, Decision, Function
from app.core.db import check_version, db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.core.references import slugify
from app.people import queries as people

from . import emails, policies, queries
from .models import (
    Group,
    GroupArea,
    GroupState,
    Invitation,
    InvitationState,
    JoinRequest,
    LegalForm,
    Membership,
    RequestState,
)

INVITATION_DAYS = 14
FACTS = (
    "name",
    "legal_form",
    "summary",
    "about",
    "lang",
    "charity_number",
    "company_number",
    "website",
    "contact_email",
    "phone",
    "is_contact_public",
    "languages",
    "has_constitution",
    "has_two_signatories",
    "account_holder",
    "safeguarding_policy_on",
    "insurance_ends_on",
)
AUDITED = ("name", "legal_form", "charity_number", "company_number", "state", "has_two_signatories")


def _audited(group: Group) -> dict[str, object]:
    return {name: getattr(group, name) for name in AUDITED}


def _must(verdict: Decision) -> None:
    if not verdict:
        raise NotAllowed(verdict.reason)


def register_group(
    actor: Actor,
    facts: dict[str, Any],
    area_ids: Iterable[uuid.UUID],
    *,
    on: dt.date,
    group_id: uuid.UUID | None = None,
) -> Group:
    """The group is here, its page is public, and whoever registered it is its lead.

    facts: of `FACTS`, at least name and legal_form.

    Raises:
        DomainError: a group of this name is already here; asking to join is the way in.
    """
    if actor.id is None:
        raise NotAllowed(_("Sign in to register a group"))
    if queries.group_of_same_name(facts["name"]):
        raise DomainError(_("A group with this name is already here. Ask to join it"), field="name")
    group = Group(id=group_id or uuid.uuid4(), slug=_free_slug(facts["name"]), registered_on=on, **_known(facts))
    group.legal_form = LegalForm(group.legal_form)
    db.session.add(group)
    db.session.flush()
    _set_areas(group.id, area_ids)
    db.session.add(Membership(group_id=group.id, person_id=actor.id, function=Function.LEAD, from_on=on))
    db.session.flush()
    audit.record(actor, "register_group", group, name=group.name, after=_audited(group))
    return group


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name in FACTS}


def _free_slug(name: str) -> str:
    base = slugify(name, "group")[:70].strip("-")
    slug, number = base, 2
    while queries.slug_is_taken(slug):
        slug, number = f"{base}-{number}", number + 1
    return slug


def _set_areas(group_id: uuid.UUID, area_ids: Iterable[uuid.UUID]) -> None:
    db.session.execute(sa.delete(GroupArea).where(GroupArea.group_id == group_id))
    db.session.add_all(GroupArea(group_id=group_id, area_id=each) for each in dict.fromkeys(area_ids))


def edit_group(
    actor: Actor, group_id: uuid.UUID, facts: dict[str, Any], area_ids: Iterable[uuid.UUID], *, seen: int
) -> Group:
    """The group's facts are as typed. Its address stays, so that links to it hold.

    seen: the version that the page showed.
    """
    group = locked(Group, group_id)
    _must(policies.can_lead(actor, group))
    check_version(group, seen)
    namesake = queries.group_of_same_name(facts["name"])
    if namesake and namesake.id != group.id:
        raise DomainError(_("Another group has this name"), field="name")
    before = _audited(group)
    for name, value in _known(facts).items():
        setattr(group, name, LegalForm(value) if name == "legal_form" else value)
    _set_areas(group.id, area_ids)
    db.session.flush()
    audit.record(actor, "edit_group", group, name=group.name, before=before, after=_audited(group))
    return group


def invite_member(actor: Actor, group_id: uuid.UUID, email: str, function: Function, *, on: dt.date) -> Invitation:
    """A mail with a link goes to the address; the link works for that address until 14 days from now.

    Raises:
        DomainError: whoever has the address is already in the group.
    """
    group = locked(Group, group_id)
    _must(policies.can_lead(actor, group))
    assert actor.id is not None  # noqa: S101 - can_lead has said so
    email = email.strip().lower()
    person = people.person_by_email(email)
    if person and queries.live_membership(group.id, person.id):
        raise DomainError(_("This person is already in the group"), field="email")
    for old in queries.open_invitations(group.id, on):
        if old.email == email:
            old.state = InvitationState.WITHDRAWN
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        group_id=group.id,
        email=email,
        function=function,
        token_digest=queries.digest_of(token),
        invited_by_id=actor.id,
        ends_on=on + dt.timedelta(days=INVITATION_DAYS),
    )
    db.session.add(invitation)
    db.session.flush()
    emails.invitation(group, invitation, token, actor.name)
    audit.record(actor, "invite_member", group, name=group.name, after={"function": function})
    return invitation


def withdraw_invitation(actor: Actor, invitation_id: uuid.UUID) -> None:
    """The link in the mail no longer works."""
    invitation = locked(Invitation, invitation_id)
    group = queries.group(invitation.group_id)
    _must(policies.can_lead(actor, group))
    if invitation.state is not InvitationState.OPEN:
        raise WrongState(_("This invitation has already been used"))
    invitation.state = InvitationState.WITHDRAWN
    audit.record(actor, "withdraw_invitation", group, name=group.name)
    db.session.flush()


def accept_invitation(actor: Actor, token: str, *, on: dt.date) -> Group:
    """Whoever was invited belongs to the group from today."""
    if actor.id is None:
        raise NotAllowed(_("Sign in to accept the invitation"))
    invitation = locked(Invitation, queries.invitation_by_token(token).id)
    person = people.person(actor.id)
    if not (verdict := policies.can_accept(invitation, person.email, today=on)):
        raise WrongState(verdict.reason)
    group = queries.group(invitation.group_id)
    if not group.is_active:
        raise WrongState(_("This group has ended"))
    invitation.state, invitation.accepted_by_id = InvitationState.ACCEPTED, person.id
    add_member(actor, group, person.id, invitation.function, on=on)
    return group


def add_member(actor: Actor, group: Group, person_id: uuid.UUID, function: Function, *, on: dt.date) -> Membership:
    """The person has a part in the group from `on`; one who already has one keeps it."""
    found = queries.live_membership(group.id, person_id)
    if found is None:
        found = Membership(group_id=group.id, person_id=person_id, function=function, from_on=on)
        db.session.add(found)
        db.session.flush()
        after = {"person": person_id, "function": function}
        audit.record(actor, "add_member", group, name=group.name, after=after)
    return found


def change_function(actor: Actor, membership_id: uuid.UUID, function: Function, *, on: dt.date) -> None:
    """The person's old part ended today and a new one began: history shows both."""
    old = locked(Membership, membership_id)
    group = locked(Group, old.group_id)
    leads = queries.live_lead_count(group.id)
    _must(policies.can_change_function(actor, group, old, function, live_leads=leads))
    if old.function is function:
        return
    before = {"person": old.person_id, "function": old.function}
    old.to_on, old.ended_by_id = on, actor.id
    db.session.flush()
    db.session.add(Membership(group_id=group.id, person_id=old.person_id, function=function, from_on=on))
    audit.record(actor, "change_function", group, name=group.name, before=before, after={"function": function})
    db.session.flush()


def end_membership(actor: Actor, membership_id: uuid.UUID, *, on: dt.date) -> None:
    """The person no longer belongs to the group, from now on; a mail tells them if somebody else ended it."""
    membership = locked(Membership, membership_id)
    group = locked(Group, membership.group_id)
    leads = queries.live_lead_count(group.id)
    _must(policies.can_end_membership(actor, group, membership, live_leads=leads))
    membership.to_on, membership.ended_by_id = on, actor.id
    if membership.person_id != actor.id:
        emails.membership_ended(group, people.person(membership.person_id))
    before = {"person": membership.person_id, "function": membership.function}
    audit.record(actor, "end_membership", group, name=group.name, before=before)
    db.session.flush()


def ask_to_join(actor: Actor, group_id: uuid.UUID, note: str, *, now: dt.datetime) -> JoinRequest:
    """The group's leads have a mail and see the request on their page."""
    if actor.id is None:
        raise NotAllowed(_("Sign in to ask to join a group"))
    group = locked(Group, group_id)
    if not group.is_active:
        raise WrongState(_("This group has ended"))
    if queries.live_membership(group.id, actor.id):
        raise WrongState(_("You are already in this group"))
    if queries.open_request_of(group.id, actor.id):
        raise WrongState(_("You have already asked to join this group. A lead will answer you"))
    request = JoinRequest(group_id=group.id, person_id=actor.id, note=note, asked_at=now)
    db.session.add(request)
    db.session.flush()
    emails.join_request(group, queries.leads(group.id), actor.name, note)
    return request


def decide_request(actor: Actor, request_id: uuid.UUID, *, approve: bool, now: dt.datetime, on: dt.date) -> None:
    """Whoever asked is a member, or is not, and has a mail that says so."""
    request = locked(JoinRequest, request_id)
    group = queries.group(request.group_id)
    _must(policies.can_decide_request(actor, group, request))
    request.state = RequestState.APPROVED if approve else RequestState.DECLINED
    request.decided_by_id, request.decided_at = actor.id, now
    if approve:
        add_member(actor, group, request.person_id, Function.MEMBER, on=on)
    emails.join_decided(group, people.person(request.person_id), approve)
    verb = "approve_join_request" if approve else "decline_join_request"
    audit.record(actor, verb, group, name=group.name, after={"person": request.person_id})
    db.session.flush()


def set_group_state(actor: Actor, group_id: uuid.UUID, state: GroupState, reason: str) -> None:
    """The group is ended, or active again; its page and history stay (E58)."""
    group = locked(Group, group_id)
    _must(policies.can_end_group(actor))
    if group.state is state:
        raise WrongState(_("Someone changed this while you had it open. Look at it again before you decide"))
    before = _audited(group)
    group.state = state
    audit.record(actor, "set_group_state", group, name=group.name, before=before, after=_audited(group), reason=reason)
    db.session.flush()


def forget_person(person_id: uuid.UUID, *, on: dt.date) -> int:
    """The person belongs to no group any more and what they wrote when asking to join is gone. Returns rows changed.

    That there was a membership stays, for the group's history; the person behind it is anonymous by then.
    """
    ended = sa.update(Membership).where(Membership.person_id == person_id, Membership.to_on.is_(None))
    count = _changed(ended.values(to_on=on))
    return count + _changed(sa.delete(JoinRequest).where(JoinRequest.person_id == person_id))


def _changed(statement: sa.Update | sa.Delete) -> int:
    result = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(getattr(result, "rowcount", 0))

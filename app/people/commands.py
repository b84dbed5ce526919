"""Things that change people and their roles. None commits; each is in the audit log."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from app.core import audit
from app.core.access import Actor, Grant, Role, Scope
from app.core.clock import now
from app.core.db import db, locked
from app.core.errors import DomainError, NotAllowed, WrongState
from app.core.i18n import _
from app.core.references import as_typed, new_code

from . import emails, policies, queries
from .models import Person, PersonInvitation, RoleGrant

INVITATION_DAYS = 14


def create_person(
    *,
    email: str,
    name: str,
    actor: Actor,
    password_hash: str | None = None,
    lang: str = "en",
    confirmed_at: dt.datetime | None = None,
    email_secret: str | None = None,
) -> Person:
    """The person has an account, confirmed when `confirmed_at` is given.

    password_hash: as `accounts.hashed` makes it; None: signs in by mailed code only. email_secret: what mailed codes
    are made from (`accounts.email_secret()`), without which the person cannot sign in by code.

    Raises:
        DomainError: the address has an account.
    """
    address = email.strip().lower()
    if queries.person_by_email(address) is not None:
        raise DomainError(_("Somebody already has an account with this email address"), field="email")
    person = Person(
        id=uuid.uuid4(),
        email=address,
        name=name.strip(),
        lang=lang,
        password=password_hash,
        confirmed_at=confirmed_at,
        us_totp_secrets=email_secret,
    )
    db.session.add(person)
    audit.record(actor, "create_person", person, name=person.name)
    db.session.flush()
    return person


def rename_person(person_id: uuid.UUID, *, name: str, lang: str, actor: Actor) -> Person:
    """The person's name and the language of their mails are these."""
    person = locked(Person, person_id)
    before = {"name": person.name, "lang": person.lang}
    person.name, person.lang = name.strip(), lang
    audit.record(actor, "rename_person", person, name=name, before=before, after={"name": person.name, "lang": lang})
    db.session.flush()
    return person


@dataclass(frozen=True, slots=True)
class Part:
    """A role as it is to be given: for what, until which day (included; None: no end), and why."""

    role: Role
    scope: Scope = Scope.COUNCIL
    scope_id: uuid.UUID | None = None
    to_on: dt.date | None = None
    reason: str = ""

    def grant(self) -> Grant:
        return Grant(self.role, self.scope, self.scope_id)


def grant_role(
    person_id: uuid.UUID, part: Part, *, actor: Actor, on: dt.date, from_on: dt.date | None = None, address: str = ""
) -> RoleGrant:
    """The person holds the role from `from_on` (today when left out), and is told by mail if `address` is given.

    address: the sign-in page, whole.

    Raises:
        NotAllowed: the actor is no administrator, or gives it to themselves.
        DomainError: the dates are not in order, or the person holds this very role already.
    """
    if not (verdict := policies.can_grant(actor, person_id)):
        raise NotAllowed(verdict.reason)
    return give(person_id, part, actor=actor, from_on=from_on or on, address=address)


def give(person_id: uuid.UUID, part: Part, *, actor: Actor, from_on: dt.date, address: str = "") -> RoleGrant:
    """As `grant_role`, for the command line, an accepted invitation and the demo, where no administrator acts."""
    person = locked(Person, person_id)
    if part.to_on is not None and part.to_on < from_on:
        raise DomainError(_("The last day must be the same as or after the first day"), field="to_on")
    if part.grant() in queries.live_grants(person_id, from_on):
        raise DomainError(_("%(name)s already has this role", name=person.name), field="role")
    row = RoleGrant(
        person_id=person.id,
        role=part.role,
        scope=part.scope,
        scope_id=part.scope_id,
        from_on=from_on,
        to_on=part.to_on,
        reason=part.reason,
        granted_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "grant_role", row, name=person.name, after=_fields(row), reason=part.reason)
    if address:
        emails.role_granted(person, part.role, address)
    db.session.flush()
    return row


def end_grant(grant_id: uuid.UUID, *, reason: str, actor: Actor, on: dt.date) -> RoleGrant:
    """The role counts no more from this moment; the row stays, with the reason.

    Raises:
        NotAllowed: the actor is no administrator, or it is their own or the council's last administrator role.
        WrongState: it has ended already.
    """
    row = locked(RoleGrant, grant_id)
    same = [g for g in queries.live_grants(row.person_id, on) if g == Grant(Role.ADMINISTRATOR)]
    others = queries.other_administrators(row.person_id, on)
    verdict = policies.can_end(actor, row.as_grant(), row.person_id, len(same) - 1 if row.is_live(on) else 1, others)
    if not verdict:
        raise NotAllowed(verdict.reason)
    if row.ended_at is not None or (row.to_on is not None and row.to_on < on):
        raise WrongState(_("This role has already ended"))
    before = _fields(row)
    row.ended_at, row.ended_by_id, row.end_reason = now(), actor.id, reason
    row.to_on = max(row.from_on, on) if row.to_on is None else max(row.from_on, min(on, row.to_on))
    person = queries.person(row.person_id)
    audit.record(actor, "end_grant", row, name=person.name, before=before, after=_fields(row), reason=reason)
    emails.role_ended(person, row.role, reason)
    db.session.flush()
    return row


def _fields(row: RoleGrant) -> dict[str, object]:
    names = ("person_id", "role", "scope", "scope_id", "from_on", "to_on")
    return {name: getattr(row, name) for name in names}


def invite_person(
    *, email: str, name: str, part: Part, actor: Actor, at: dt.datetime, address: str, last_day: str
) -> tuple[PersonInvitation, str]:
    """A mail with a code is on its way; whoever types it joins and holds the role. Returns the code too.

    address: the page that takes the code, whole. last_day: the code's last day in words.

    Raises:
        NotAllowed: the actor is no administrator.
        DomainError: the address has an account (grant the role to that person instead).
    """
    if not (verdict := policies.can_grant(actor, None)):
        raise NotAllowed(verdict.reason)
    if queries.person_by_email(email) is not None:
        message = _("Somebody already has an account with this email address. Give the role to that person instead")
        raise DomainError(message, field="email")
    code = new_code()
    row = PersonInvitation(
        email=email.strip().lower(),
        name=name.strip(),
        role=part.role,
        scope=part.scope,
        scope_id=part.scope_id,
        to_on=part.to_on,
        reason=part.reason,
        digest=queries.digest_of(code),
        invited_by_id=actor.id,
        expires_at=at + dt.timedelta(days=INVITATION_DAYS),
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "invite_person", row, name=row.name, after={"role": part.role, "scope": part.scope})
    emails.invited(row, code, part.role, address, last_day)
    db.session.flush()
    return row, code


def withdraw_invitation(invitation_id: uuid.UUID, *, actor: Actor, at: dt.datetime) -> None:
    """The code works no more.

    Raises:
        NotAllowed: the actor is no administrator.
        WrongState: it was used, withdrawn, or is too old.
    """
    if not (verdict := policies.can_manage_people(actor)):
        raise NotAllowed(verdict.reason)
    row = locked(PersonInvitation, invitation_id)
    if not row.is_open(at):
        raise WrongState(_("This invitation is no longer open"))
    row.withdrawn_at = at
    audit.record(actor, "withdraw_invitation", row, name=row.name)
    db.session.flush()


def accept_invitation(
    code: str, *, email: str, name: str, password_hash: str, lang: str, at: dt.datetime, on: dt.date, email_secret: str
) -> Person:
    """The invited person has a confirmed account and the role. The code, mailed to the address, proves the address.

    Raises:
        DomainError: the code is wrong, used, withdrawn or too old, or was sent to another address.
    """
    found = queries.invitation_by_code(as_typed(code))
    row = locked(PersonInvitation, found.id) if found else None
    if row is None or not row.is_open(at) or row.email != email.strip().lower():
        raise DomainError(_("Enter the code from your invitation, and the email address it was sent to"), field="code")
    person = create_person(
        email=row.email,
        name=name,
        actor=Actor(None, name),
        password_hash=password_hash,
        lang=lang,
        confirmed_at=at,
        email_secret=email_secret,
    )
    row.used_at = at
    inviter = db.session.get(Person, row.invited_by_id) if row.invited_by_id else None
    giver = Actor(inviter.id, inviter.name) if inviter else Actor(None, "System")
    part = Part(row.role, row.scope, row.scope_id, row.to_on, row.reason)
    give(person.id, part, actor=giver, from_on=on)
    return person


def remove_second_factor(person_id: uuid.UUID, *, actor: Actor, reason: str, address: str) -> None:
    """The person signs in without a second step until they set one up anew, and all their sessions have ended.

    Raises:
        NotAllowed: the actor is no administrator, or it is their own.
    """
    if not (verdict := policies.can_grant(actor, person_id)):
        raise NotAllowed(verdict.reason)
    person = locked(Person, person_id)
    person.tf_primary_method = person.tf_totp_secret = person.mf_recovery_codes = person.last_totp_counter = None
    person.fs_uniquifier = uuid.uuid4().hex
    audit.record(actor, "remove_second_factor", person, name=person.name, reason=reason)
    emails.second_factor_removed(person, address)
    db.session.flush()


def end_other_sessions(person_id: uuid.UUID, *, actor: Actor) -> Person:
    """Every session of this person has ended; the caller gives the one at hand its new key (`fs_uniquifier`)."""
    person = locked(Person, person_id)
    person.fs_uniquifier = uuid.uuid4().hex
    audit.record(actor, "end_sessions", person, name=person.name)
    db.session.flush()
    return person


def erase_person(person_id: uuid.UUID, at: dt.datetime) -> int:
    """Nothing on the row names the human any more, and nobody can sign in with it. Returns how many rows changed."""
    person = locked(Person, person_id)
    if person.closed_at is not None:
        return 0
    invitations = db.session.execute(sa.delete(PersonInvitation).where(PersonInvitation.email == person.email))
    person.email, person.name = f"closed-{person.id.hex}@closed.invalid", _("Closed account")
    person.password = person.us_totp_secrets = person.tf_totp_secret = person.tf_primary_method = None
    person.mf_recovery_codes = person.last_totp_counter = None
    person.fs_uniquifier = uuid.uuid4().hex
    person.is_active, person.closed_at = False, at
    db.session.flush()
    return 1 + int(getattr(invitations, "rowcount", 0))


def end_all_grants(person_id: uuid.UUID, *, reason: str, actor: Actor, on: dt.date) -> None:
    """No role of this person counts any more.

    Raises:
        NotAllowed: it would leave the council without an administrator.
    """
    rows = [row for row in queries.grants_of(person_id) if row.ended_at is None]
    held = frozenset(row.role for row in rows if row.is_live(on) and row.scope is Scope.COUNCIL)
    if not (verdict := policies.can_close(held, queries.other_administrators(person_id, on))):
        raise NotAllowed(verdict.reason)
    for row in rows:
        if row.to_on is None or row.to_on >= on:
            row.to_on = max(row.from_on, on)
        row.ended_at, row.ended_by_id, row.end_reason = now(), actor.id, reason
        audit.record(actor, "end_grant", row, after=_fields(row), reason=reason)
    db.session.flush()

"""Mails about accounts and roles: each is put in the outbox in the language of whoever reads it."""

from __future__ import annotations

from app.core import outbox
from app.core.access import Role

from .models import Person, PersonInvitation


def _to(person: Person, mail: str, **context: str) -> None:
    outbox.put(f"people/mail/{mail}", person.email, lang=person.lang, name=person.name, **context)


def role_granted(person: Person, role: Role, address: str) -> None:
    """address: the sign-in page, whole."""
    _to(person, "role_granted", role=role.value, link=address)


def role_ended(person: Person, role: Role, reason: str) -> None:
    _to(person, "role_ended", role=role.value, reason=reason)


def invited(invitation: PersonInvitation, code: str, role: Role, address: str, last_day: str) -> None:
    """code: the secret as the person will type it. address: the page that takes it, whole."""
    outbox.put(
        "people/mail/invited",
        invitation.email,
        lang="en",
        name=invitation.name,
        role=role.value,
        code=code,
        link=address,
        last_day=last_day,
    )


def second_factor_removed(person: Person, address: str) -> None:
    outbox.put("people/mail/second_factor_removed", person.email, lang=person.lang, name=person.name, link=address)


def account_closed(address: str, name: str, lang: str) -> None:
    """Goes to the address that the account had."""
    outbox.put("people/mail/account_closed", address, lang=lang, name=name)


def address_changed(person: Person, old_address: str) -> None:
    """Goes to the address that no longer signs in."""
    outbox.put("people/mail/address_changed", old_address, lang=person.lang, name=person.name)

"""Closing an account: every package forgets the person, then the account itself."""

from __future__ import annotations

import datetime as dt
import uuid

from app.core import audit
from app.core.access import Actor
from app.core.ports import ports

from . import commands, emails, queries


def close_account(person_id: uuid.UUID, *, actor: Actor, on: dt.date, at: dt.datetime) -> None:
    """Nobody can sign in with the account, no role counts, and no row names the person except in the audit log.

    Votes are not linked to anyone, so they stay (`domain.md` vi.8).

    Raises:
        DomainError: a package refuses (the last administrator, the last lead of a group).
    """
    person = queries.person(person_id)
    address, name, lang = person.email, person.name, person.lang
    commands.end_all_grants(person_id, reason="account closed", actor=actor, on=on)
    for part in reversed(ports().personal_data):
        if part.erase:
            part.erase(person_id)
    audit.record(actor, "close_account", person)
    emails.account_closed(address, name, lang)

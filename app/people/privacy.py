"""How this package answers for personal data: what it holds of somebody, how that is erased, what is kept too long."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import db
from app.core.i18n import _
from app.core.ports import Overdue, PersonalData

from . import commands, queries
from .models import Person, PersonInvitation

UNCONFIRMED_DAYS = 30
INVITATION_DAYS = 90


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """The account, the roles and what the person did, without secrets."""
    person = queries.person(person_id)
    acts = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.actor_id == person_id).order_by(AuditEntry.id.desc()).limit(5000)
    )
    return {
        "name": person.name,
        "email": person.email,
        "language": person.lang,
        "joined": person.joined_at.isoformat(),
        "email_confirmed": person.confirmed_at.isoformat() if person.confirmed_at else None,
        "has_password": person.password is not None,
        "has_second_step": person.has_second_factor(),
        "roles": [
            {
                "role": row.role.value,
                "scope": row.scope.value,
                "scope_id": str(row.scope_id) if row.scope_id else None,
                "from": row.from_on.isoformat(),
                "to": row.to_on.isoformat() if row.to_on else None,
                "reason": row.reason,
                "end_reason": row.end_reason,
            }
            for row in queries.grants_of(person_id)
        ],
        "acts": [
            {"at": act.at.isoformat(), "verb": act.verb, "thing": act.subject_type, "name": act.subject_name}
            for act in acts
        ],
    }


def erase(person_id: uuid.UUID) -> int:
    """The row names nobody any more. What the person did stays in the audit log for six years (`domain.md` vi.2)."""
    return commands.erase_person(person_id, now())


def overdue(today: dt.date) -> Iterable[Overdue]:
    """Accounts that were never confirmed and invitations that nobody answered."""
    before = dt.datetime.combine(today, dt.time(), tzinfo=dt.UTC)
    strangers = sa.and_(Person.confirmed_at.is_(None), Person.joined_at < before - dt.timedelta(days=UNCONFIRMED_DAYS))
    waiting = sa.and_(strangers, Person.closed_at.is_(None))
    old = PersonInvitation.expires_at < before - dt.timedelta(days=INVITATION_DAYS)
    rules = (
        (Person, waiting, _("Accounts never confirmed"), _("30 days after joining")),
        (PersonInvitation, old, _("Invitations not answered"), _("90 days after they ended")),
    )
    for model, condition, what, rule in rules:
        rows = db.session.scalar(sa.select(sa.func.count()).select_from(model).where(condition)) or 0
        yield Overdue(what=what, rule=rule, rows=rows, erase=_deleter(model, condition))


def _deleter(model: type[Person] | type[PersonInvitation], condition: sa.ColumnElement[bool]) -> Any:
    def delete() -> int:
        done = db.session.execute(sa.delete(model).where(condition).execution_options(synchronize_session=False))
        return int(getattr(done, "rowcount", 0))

    return delete


PEOPLE = PersonalData("people", export=export, erase=erase, overdue=overdue)

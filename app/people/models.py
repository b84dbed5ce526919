"""People who sign in, the roles they were given, and invitations to join."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.access import Grant, Role, Scope, actor_for
from app.core.clock import now, today
from app.core.db import Entity, constraint_refusal
from app.core.i18n import lazy
from app.core.installation import settings

if TYPE_CHECKING:
    from flask_login import UserMixin  # Flask-Security's own declares columns of other types
else:
    from flask_security import UserMixin


class Person(Entity, UserMixin):
    """One human with a sign-in. The address is in small letters; columns have the names that Flask-Security asks for.

    password: its hash, None for somebody who only signs in by mailed code. fs_uniquifier: what a session holds instead
    of the id; a new one ends every session. tf_totp_secret, us_totp_secrets, mf_recovery_codes: encrypted.
    """

    __tablename__ = "person"
    __table_args__ = (
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("fs_uniquifier"),
        sa.Index(None, "name"),
    )

    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(120))
    lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    password: Mapped[str | None] = mapped_column(sa.String(255))
    is_active: Mapped[bool] = mapped_column(default=True)  # type: ignore[assignment, unused-ignore]
    joined_at: Mapped[dt.datetime] = mapped_column(default=now)
    confirmed_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None]
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64), default=lambda: uuid.uuid4().hex)
    us_totp_secrets: Mapped[str | None]
    tf_primary_method: Mapped[str | None] = mapped_column(sa.String(20))
    tf_totp_secret: Mapped[str | None]
    tf_phone_number: Mapped[str | None] = mapped_column(sa.String(20))
    mf_recovery_codes: Mapped[list[str] | None]
    last_totp_counter: Mapped[int | None] = mapped_column(sa.BigInteger())

    roles: ClassVar[tuple[()]] = ()  # Flask-Security's roles are not used: rights come from RoleGrant and Membership

    @property
    def active(self) -> bool:
        return self.is_active

    def has_second_factor(self) -> bool:
        return bool(self.tf_primary_method and self.tf_totp_secret)

    def must_have_second_factor(self) -> bool:
        """Holds a role today, and this is no demo."""
        return not settings().is_demo and actor_for(self.id, self.name).is_officer()

    def check_tf_required(self, tf_setup_methods: list[Any], _tf_fresh: bool) -> tuple[bool, list[Any]]:
        """Flask-Security asks after the password: whoever has a second factor, or must have one, goes on to it."""
        return bool(tf_setup_methods) or self.must_have_second_factor(), tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        return self.must_have_second_factor()


class RoleGrant(Entity):
    """A role that somebody holds from `from_on` to `to_on` (both included; None: no end is set). Never deleted.

    scope_id: the area, fund, group, project or round it is for; None when it is for the whole council. ended_at: the
    moment it was taken back, before which it counted; from then on it does not, whatever `to_on` says.
    """

    __tablename__ = "role_grant"
    __table_args__ = (
        sa.CheckConstraint("(scope = 'council') = (scope_id IS NULL)", name="scope_has_thing"),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name="dates_in_order"),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end_has_reason"),
        sa.Index(None, "person_id", "role"),
        sa.Index(None, "role", "from_on"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[Role]
    scope: Mapped[Scope] = mapped_column(default=Scope.COUNCIL)
    scope_id: Mapped[uuid.UUID | None]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(default="")
    granted_at: Mapped[dt.datetime] = mapped_column(default=now)
    granted_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    ended_at: Mapped[dt.datetime | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    end_reason: Mapped[str | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise_on_sql")

    def is_live(self, on: dt.date | None = None) -> bool:
        """It counts on that London date (today when left out)."""
        day = on or today()
        return self.ended_at is None and self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def as_grant(self) -> Grant:
        return Grant(self.role, self.scope, self.scope_id)


class PersonInvitation(Entity):
    """A mailed code by which somebody new joins and gets a role. Of the code only the keyed hash is kept."""

    __tablename__ = "person_invitation"
    __table_args__ = (sa.UniqueConstraint("digest"), sa.Index(None, "email"))

    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(120))
    role: Mapped[Role]
    scope: Mapped[Scope] = mapped_column(default=Scope.COUNCIL)
    scope_id: Mapped[uuid.UUID | None]
    to_on: Mapped[dt.date | None]
    reason: Mapped[str] = mapped_column(default="")
    digest: Mapped[str] = mapped_column(sa.String(64))
    invited_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    invited_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]

    def is_open(self, at: dt.datetime) -> bool:
        return self.used_at is None and self.withdrawn_at is None and at < self.expires_at


constraint_refusal("uq_person_email", lazy("Somebody already has an account with this email address"), field="email")

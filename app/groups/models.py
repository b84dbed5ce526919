"""A community group: who it is, where it works, who belongs to it, and who has asked or been asked to."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.access import Function
from app.core.db import Base, Entity


class LegalForm(StrEnum):
    """What a group is in law (`domain.md` ii.2). An informal group is as welcome as a charity (E51)."""

    INFORMAL = "informal"
    UNINCORPORATED = "unincorporated"
    CHARITY = "charity"
    CIO = "cio"
    CIC = "cic"
    COMPANY = "company"
    CO_OPERATIVE = "co-operative"
    SCHOOL = "school"
    FAITH_BODY = "faith-body"
    PUBLIC_BODY = "public-body"


class GroupState(StrEnum):
    """An ended group keeps its page and its history; nobody can act for it any more."""

    ACTIVE = "active"
    ENDED = "ended"


class Group(Entity):
    """One community group: applicant and directory entry.

    about: what it does, in `lang`. contact_email, phone: shown only with `is_contact_public`. languages: what is spoken
    there, as codes. account_holder: the organisation that would hold money for a group without a bank account.
    """

    __tablename__ = "community_group"
    __table_args__ = (sa.Index(None, "state", "name"),)

    slug: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(140))
    legal_form: Mapped[LegalForm]
    state: Mapped[GroupState] = mapped_column(default=GroupState.ACTIVE)
    summary: Mapped[str] = mapped_column(sa.String(300), default="")
    about: Mapped[str] = mapped_column(default="")
    lang: Mapped[str] = mapped_column(sa.String(8), default="en")
    charity_number: Mapped[str] = mapped_column(sa.String(12), default="")
    company_number: Mapped[str] = mapped_column(sa.String(12), default="")
    website: Mapped[str] = mapped_column(sa.String(300), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    is_contact_public: Mapped[bool] = mapped_column(default=False)
    languages: Mapped[list[str]] = mapped_column(default=list)
    has_constitution: Mapped[bool] = mapped_column(default=False)
    has_two_signatories: Mapped[bool] = mapped_column(default=False)
    account_holder: Mapped[str] = mapped_column(sa.String(140), default="")
    safeguarding_policy_on: Mapped[dt.date | None]
    insurance_ends_on: Mapped[dt.date | None]
    registered_on: Mapped[dt.date]

    @property
    def is_active(self) -> bool:
        return self.state is GroupState.ACTIVE


class GroupArea(Base):
    """A place where the group works."""

    __tablename__ = "group_area"

    group_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("community_group.id", ondelete="CASCADE"), primary_key=True
    )
    area_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("area.id"), primary_key=True, index=True)


class Membership(Entity):
    """A person's part in a group, from `from_on` until the day before `to_on` (None: still going on)."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name="ends_after_it_begins"),
        sa.Index(
            "uq_membership_live",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("to_on IS NULL"),
            postgresql_where=sa.text("to_on IS NULL"),
        ),
    )

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("community_group.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    function: Mapped[Function]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]
    ended_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Invitation(Entity):
    """An e-mailed offer of a part in a group, good until the end of `ends_on`; only a digest of its token is kept."""

    __tablename__ = "group_invitation"

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("community_group.id"), index=True)
    email: Mapped[str] = mapped_column(sa.String(254))
    function: Mapped[Function]
    token_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.OPEN)
    invited_by_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    ends_on: Mapped[dt.date]
    accepted_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))


class RequestState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    DECLINED = "declined"


class JoinRequest(Entity):
    """Somebody asks to join a group that is already here; a lead says yes or no."""

    __tablename__ = "group_join_request"
    __table_args__ = (
        sa.Index(
            "uq_group_join_request_open",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )

    group_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("community_group.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    asked_at: Mapped[dt.datetime]
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    decided_at: Mapped[dt.datetime | None]

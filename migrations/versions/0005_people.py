"""Tables of people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("us_totp_secrets", sa.Text(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=20), nullable=True),
        sa.Column("tf_totp_secret", sa.Text(), nullable=True),
        sa.Column("tf_phone_number", sa.String(length=20), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("last_totp_counter", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_person_fs_uniquifier")),
    )
    op.create_index(op.f("ix_person_name"), "person", ["name"], unique=False)
    op.create_table(
        "person_invitation",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "strategy-officer",
                "fund-manager",
                "eligibility-checker",
                "assessor",
                "returning-officer",
                "deputy-returning-officer",
                "trustee",
                "desk-staff",
                "data-entry",
                "adjudicator",
                "observer",
                "area-coordinator",
                "ward-officer",
                "board-member",
                "elected-member",
                "moderator",
                "library-editor",
                "translator",
                "safeguarding-lead",
                "equality-steward",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "council",
                "area",
                "fund",
                "group",
                "project",
                "round",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scope_id", sa.Uuid(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_person_invitation_invited_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_invitation")),
        sa.UniqueConstraint("digest", name=op.f("uq_person_invitation_digest")),
    )
    op.create_index(op.f("ix_person_invitation_email"), "person_invitation", ["email"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "strategy-officer",
                "fund-manager",
                "eligibility-checker",
                "assessor",
                "returning-officer",
                "deputy-returning-officer",
                "trustee",
                "desk-staff",
                "data-entry",
                "adjudicator",
                "observer",
                "area-coordinator",
                "ward-officer",
                "board-member",
                "elected-member",
                "moderator",
                "library-editor",
                "translator",
                "safeguarding-lead",
                "equality-steward",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum(
                "council",
                "area",
                "fund",
                "group",
                "project",
                "round",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("scope_id", sa.Uuid(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(scope = 'council') = (scope_id IS NULL)", name=op.f("ck_role_grant_scope_has_thing")),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name=op.f("ck_role_grant_end_has_reason")),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_role_grant_dates_in_order")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_role_grant_ended_by_id_person")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_person_id_role"), "role_grant", ["person_id", "role"], unique=False)
    op.create_index(op.f("ix_role_grant_role_from_on"), "role_grant", ["role", "from_on"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_role_grant_role_from_on"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_person_id_role"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index(op.f("ix_person_invitation_email"), table_name="person_invitation")
    op.drop_table("person_invitation")
    op.drop_index(op.f("ix_person_name"), table_name="person")
    op.drop_table("person")

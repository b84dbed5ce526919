"""Tables of volunteering."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hours_entry",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("volunteers", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("activity", sa.String(length=200), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "logged",
                "verified",
                "rejected",
                name="hoursstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("logged_by_id", sa.Uuid(), nullable=False),
        sa.Column("logged_on", sa.Date(), nullable=False),
        sa.Column("verified_by_id", sa.Uuid(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'logged') = (verified_by_id IS NULL)", name=op.f("ck_hours_entry_verified_by_someone")
        ),
        sa.CheckConstraint(
            "hours >= 0.25 AND hours <= 24 * volunteers", name=op.f("ck_hours_entry_hours_fit_in_a_day")
        ),
        sa.CheckConstraint("verified_by_id <> logged_by_id", name=op.f("ck_hours_entry_verified_by_another")),
        sa.CheckConstraint("volunteers > 0", name=op.f("ck_hours_entry_somebody_helped")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_hours_entry_area_id_area")),
        sa.ForeignKeyConstraint(["logged_by_id"], ["person.id"], name=op.f("fk_hours_entry_logged_by_id_person")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_hours_entry_project_id_project")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["person.id"], name=op.f("fk_hours_entry_verified_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours_entry")),
    )
    op.create_index(op.f("ix_hours_entry_area_id"), "hours_entry", ["area_id"], unique=False)
    op.create_index(op.f("ix_hours_entry_logged_by_id"), "hours_entry", ["logged_by_id"], unique=False)
    op.create_index(op.f("ix_hours_entry_project_id_given_on"), "hours_entry", ["project_id", "given_on"], unique=False)
    op.create_index(op.f("ix_hours_entry_state_project_id"), "hours_entry", ["state", "project_id"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_hours_entry_state_project_id"), table_name="hours_entry")
    op.drop_index(op.f("ix_hours_entry_project_id_given_on"), table_name="hours_entry")
    op.drop_index(op.f("ix_hours_entry_logged_by_id"), table_name="hours_entry")
    op.drop_index(op.f("ix_hours_entry_area_id"), table_name="hours_entry")
    op.drop_table("hours_entry")

"""Tables of outcomes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outcome_reading",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("logged_by_id", sa.Uuid(), nullable=False),
        sa.Column("logged_on", sa.Date(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("base IS NULL OR base > 0", name=op.f("ck_outcome_reading_base_is_positive")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_outcome_reading_area_id_area")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_outcome_reading_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(["logged_by_id"], ["person.id"], name=op.f("fk_outcome_reading_logged_by_id_person")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_outcome_reading_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_reading")),
    )
    op.create_index(op.f("ix_outcome_reading_area_id"), "outcome_reading", ["area_id"], unique=False)
    op.create_index(
        op.f("ix_outcome_reading_indicator_id_read_on"), "outcome_reading", ["indicator_id", "read_on"], unique=False
    )
    op.create_index(op.f("ix_outcome_reading_logged_by_id"), "outcome_reading", ["logged_by_id"], unique=False)
    op.create_index(op.f("ix_outcome_reading_project_id"), "outcome_reading", ["project_id"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_outcome_reading_project_id"), table_name="outcome_reading")
    op.drop_index(op.f("ix_outcome_reading_logged_by_id"), table_name="outcome_reading")
    op.drop_index(op.f("ix_outcome_reading_indicator_id_read_on"), table_name="outcome_reading")
    op.drop_index(op.f("ix_outcome_reading_area_id"), table_name="outcome_reading")
    op.drop_table("outcome_reading")

"""Bank holidays of one year only, besides those of every year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "extra_holiday",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_extra_holiday_has_a_name")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_extra_holiday_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_holiday")),
        sa.UniqueConstraint("on", name=op.f("uq_extra_holiday_on")),
    )
    op.create_index(op.f("ix_extra_holiday_council_id"), "extra_holiday", ["council_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_extra_holiday_council_id"), table_name="extra_holiday")
    op.drop_table("extra_holiday")

"""The desk in whose issue log the papers of a hall are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("decision_day") as batch_op:
        batch_op.add_column(sa.Column("paper_desk_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_decision_day_paper_desk_id"), ["paper_desk_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_day_paper_desk_id_paper_desk"), "paper_desk", ["paper_desk_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("decision_day") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_decision_day_paper_desk_id_paper_desk"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_decision_day_paper_desk_id"))
        batch_op.drop_column("paper_desk_id")

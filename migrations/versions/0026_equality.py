"""The store of equality answers, apart from everybody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "equality_release",
        sa.Column("context", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("tables", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_release")),
        sa.UniqueConstraint("context", name=op.f("uq_equality_release_context")),
    )
    op.create_table(
        "equality_waiting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_waiting")),
        sa.UniqueConstraint("digest", name=op.f("uq_equality_waiting_digest")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "equality_response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("context", sa.String(length=120), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=True),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["ward_id"], ["area.id"], name=op.f("fk_equality_response_ward_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_response")),
        sa.UniqueConstraint("digest", name=op.f("uq_equality_response_digest")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_equality_response_context_collected_on"),
        "equality_response",
        ["context", "collected_on"],
        unique=False,
    )
    op.create_table(
        "equality_answer",
        sa.Column("response_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("words", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"],
            ["equality_response.id"],
            name=op.f("fk_equality_answer_response_id_equality_response"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("response_id", "field", name=op.f("pk_equality_answer")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("equality_answer")
    op.drop_index(op.f("ix_equality_response_context_collected_on"), table_name="equality_response")
    op.drop_table("equality_response")
    op.drop_table("equality_waiting")
    op.drop_table("equality_release")

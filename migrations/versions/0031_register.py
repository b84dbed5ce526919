"""Single codes of a batch replaced, batches for one body of voters; the same person by postcode and by ward."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.checks import add_words_column

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BODIES = ("open", "registered", "attendees", "delegates", "panel")


def upgrade() -> None:
    add_words_column("code_batch", "electorate", "electorate", BODIES)
    op.execute(
        "ALTER TABLE code_batch ADD COLUMN replaced INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_code_batch_replaced_is_not_negative CHECK (replaced >= 0)"
    )
    op.add_column("batch_code", sa.Column("slip_key", sa.String(length=20), nullable=True))
    op.add_column("batch_code", sa.Column("is_void", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("uq_batch_code_slip_key", "batch_code", ["slip_key"], unique=True)
    op.add_column("voter", sa.Column("ward_key", sa.String(length=64), nullable=True))
    is_set = sa.text("ward_key IS NOT NULL")
    op.create_index(
        "ix_voter_ward_key", "voter", ["round_id", "ward_key"], sqlite_where=is_set, postgresql_where=is_set
    )


def downgrade() -> None:
    op.drop_index("ix_voter_ward_key", "voter")
    op.drop_column("voter", "ward_key")
    op.drop_index("uq_batch_code_slip_key", "batch_code")
    op.drop_column("batch_code", "is_void")
    op.drop_column("batch_code", "slip_key")
    for column in ("replaced", "electorate"):
        op.execute(f"ALTER TABLE code_batch DROP COLUMN {column}")

"""A round counts the changes of its parts: one number says whether what is kept of it is still true."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("parts_version", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    op.drop_column("round", "parts_version")

"""Photographs that an election holds back; refused proposals that have lost their people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "proposal", sa.Column("picture_shows_councillor", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("proposal", sa.Column("forgotten_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("proposal", "forgotten_on")
    op.drop_column("proposal", "picture_shows_councillor")

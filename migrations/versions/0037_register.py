"""Who has shown the same address or telephone is found without reading the register (E12)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

SHOWN = {"email": "email-code", "phone": "sms-code"}


def upgrade() -> None:
    for column, proof in SHOWN.items():
        has_shown = sa.text(f"proof = '{proof}'")
        op.create_index(
            f"ix_voter_shown_{column}",
            "voter",
            ["round_id", column],
            sqlite_where=has_shown,
            postgresql_where=has_shown,
        )


def downgrade() -> None:
    for column in SHOWN:
        op.drop_index(f"ix_voter_shown_{column}", "voter")

"""The numbers on slips to cut join nothing: not even a keyed hash of them stands beside the code's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    batch = sa.table("code_batch", sa.column("id", sa.Uuid()), sa.column("shape", sa.String()))
    code = sa.table("batch_code", sa.column("batch_id", sa.Uuid()), sa.column("slip_key", sa.String()))
    of_slips = sa.select(batch.c.id).where(batch.c.shape == "sheets")
    op.execute(sa.update(code).where(code.c.batch_id.in_(of_slips)).values(slip_key=None))


def downgrade() -> None:
    """What is forgotten stays forgotten: the code of a slip is replaced by the code itself."""

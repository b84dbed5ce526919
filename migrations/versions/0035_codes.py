"""No batch of codes is for delegates: a delegate is on the register with an organisation and gets a code there (E42)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.checks import set_words

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

STOPPED = "A delegate's code belongs to one organisation. Give it under Lists"
BODIES = ("open", "registered", "attendees", "panel")


def upgrade() -> None:
    """Batches that were for delegates are stopped, for no code of them told whose delegate came with it."""
    batch = sa.table(
        "code_batch",
        sa.column("electorate", sa.String()),
        sa.column("revoked_on", sa.Date()),
        sa.column("revoke_reason", sa.String()),
    )
    is_for_delegates = batch.c.electorate == "delegates"
    stopped = {"revoked_on": sa.func.current_date(), "revoke_reason": STOPPED}
    op.execute(sa.update(batch).where(is_for_delegates, batch.c.revoked_on.is_(None)).values(stopped))
    op.execute(sa.update(batch).where(is_for_delegates).values(electorate=None))
    set_words("code_batch", "electorate", "electorate", BODIES)


def downgrade() -> None:
    set_words("code_batch", "electorate", "electorate", (*BODIES, "delegates"))

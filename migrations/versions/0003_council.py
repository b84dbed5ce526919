"""Tables of council."""

from __future__ import annotations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # up by hand
    # end by hand
    pass


def downgrade() -> None:
    # down by hand
    # end by hand
    pass

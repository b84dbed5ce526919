"""Tables of groups."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
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

"""Tables of volunteering."""

from __future__ import annotations

revision = "0018"
down_revision = "0017"
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

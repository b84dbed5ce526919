"""A voter who comes or votes touches fewer indexes, and none of those can lead a plan through the whole register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

HELD = sa.text("state = 'held'")
HAS_PARTNER = sa.text("partner_id IS NOT NULL")
BY_ONE = sa.text("actor_id IS NOT NULL")
HAS_WARD_KEY = sa.text("ward_key IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_voter_dedupe_key", "voter", ["dedupe_key"])
    op.drop_index("ix_voter_round_id_dedupe_key", "voter")
    _replace("ix_voter_ward_key", "voter", ["ward_key"], HAS_WARD_KEY)
    op.create_index("ix_voter_held", "voter", ["round_id", "name", "id"], sqlite_where=HELD, postgresql_where=HELD)
    op.drop_index("ix_voter_round_id_state", "voter")
    _replace("ix_voter_partner_id", "voter", ["partner_id"], HAS_PARTNER)
    _replace("ix_audit_entry_actor_id_id", "audit_entry", ["actor_id", "id"], BY_ONE)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE voter SET (fillfactor = 80)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE voter RESET (fillfactor)")
    _replace("ix_audit_entry_actor_id_id", "audit_entry", ["actor_id", "id"])
    _replace("ix_voter_partner_id", "voter", ["partner_id"])
    op.create_index("ix_voter_round_id_state", "voter", ["round_id", "state"])
    op.drop_index("ix_voter_held", "voter")
    _replace("ix_voter_ward_key", "voter", ["round_id", "ward_key"], HAS_WARD_KEY)
    op.create_index("ix_voter_round_id_dedupe_key", "voter", ["round_id", "dedupe_key"])
    op.drop_index("ix_voter_dedupe_key", "voter")


def _replace(name: str, table: str, columns: list[str], where: sa.TextClause | None = None) -> None:
    op.drop_index(name, table)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)

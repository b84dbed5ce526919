"""Batches of codes given out before anybody is on the register, and devices that voters share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "code_batch",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("desk", _words("desk", "library", "letter", "organisation", "hall"), nullable=False),
        sa.Column("shape", _words("shape", "sheets", "letters", "file"), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("proves_address", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", _words("batchstate", "making", "ready", "downloaded"), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("downloaded_by_id", sa.Uuid(), nullable=True),
        sa.Column("downloaded_on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoke_reason", sa.String(length=500), nullable=False),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.Column("used_at_opening", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 1000000", name=op.f("ck_code_batch_number_is_possible")),
        sa.CheckConstraint("shape = 'file' OR number <= 5000", name=op.f("ck_code_batch_many_only_as_a_file")),
        sa.CheckConstraint("made BETWEEN 0 AND number", name=op.f("ck_code_batch_made_is_a_part")),
        sa.CheckConstraint("printed BETWEEN 0 AND number", name=op.f("ck_code_batch_printed_is_a_part")),
        sa.CheckConstraint(
            "(revoked_on IS NULL) = (revoke_reason = '')", name=op.f("ck_code_batch_revoked_with_a_reason")
        ),
        sa.CheckConstraint(
            "replaced_by_id IS NULL OR revoked_on IS NOT NULL", name=op.f("ck_code_batch_replaced_is_revoked")
        ),
        sa.CheckConstraint(
            "(state = 'downloaded') = (downloaded_on IS NOT NULL)", name=op.f("ck_code_batch_downloaded_on_a_day")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_code_batch_area_id_area")),
        sa.ForeignKeyConstraint(
            ["downloaded_by_id"], ["person.id"], name=op.f("fk_code_batch_downloaded_by_id_person")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_code_batch_made_by_id_person")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["code_batch.id"], name=op.f("fk_code_batch_replaced_by_id_code_batch")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_code_batch_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_batch")),
    )
    op.create_index("ix_code_batch_round_id_made_on", "code_batch", ["round_id", "made_on"])
    op.create_table(
        "batch_code",
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["code_batch.id"], name=op.f("fk_batch_code_batch_id_code_batch")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_batch_code")),
    )
    op.create_index(
        "ix_batch_code_used",
        "batch_code",
        ["batch_id"],
        sqlite_where=sa.text("is_used"),
        postgresql_where=sa.text("is_used"),
    )
    op.create_table(
        "kiosk",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("lang", sa.String(length=3), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_kiosk_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_kiosk_round_id_round")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_kiosk_started_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
    )
    op.create_index("ix_kiosk_round_id", "kiosk", ["round_id"])


def downgrade() -> None:
    op.drop_table("kiosk")
    op.drop_table("batch_code")
    op.drop_table("code_batch")

"""Page opens a day, census shares, alerts of the representation watch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "census_share",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("dimension", sa.String(length=30), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("ratio", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_census_share_source_is_named")),
        sa.CheckConstraint("ratio >= 0 AND ratio <= 1", name=op.f("ck_census_share_ratio_is_a_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_census_share")),
        sa.UniqueConstraint("dimension", "key", name=op.f("uq_census_share_dimension_key")),
    )
    op.create_table(
        "outreach_alert",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("dimension", sa.String(length=30), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("done_by_id", sa.Uuid(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(done_by_id IS NULL) = (done_on IS NULL)", name=op.f("ck_outreach_alert_done_by_somebody")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_outreach_alert_done_by_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_outreach_alert_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_alert")),
        sa.UniqueConstraint("round_id", "dimension", "key", name=op.f("uq_outreach_alert_round_id_dimension_key")),
    )
    op.create_table(
        "page_opens",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("lang", sa.String(length=3), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_page_opens_number_counts")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_page_opens_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "on", "lang", name=op.f("pk_page_opens")),
    )
    op.create_table(
        "watch_plan",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("least_percent", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("least_percent BETWEEN 1 AND 100", name=op.f("ck_watch_plan_percent_is_a_share")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_watch_plan_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_plan")),
        sa.UniqueConstraint("round_id", name=op.f("uq_watch_plan_round_id")),
    )


def downgrade() -> None:
    op.drop_table("watch_plan")
    op.drop_table("page_opens")
    op.drop_table("outreach_alert")
    op.drop_table("census_share")

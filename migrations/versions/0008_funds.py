"""Tables of funds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fund",
        sa.Column("name", sa.String(length=140), nullable=False),
        sa.Column("funder", sa.String(length=140), nullable=False),
        sa.Column("total_pence", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("acknowledgement", sa.String(length=300), nullable=False),
        sa.Column("publishing_prefix", sa.String(length=40), nullable=False),
        sa.Column(
            "state",
            sa.Enum("active", "ended", name="fundstate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_fund_ends_after_it_starts")),
        sa.CheckConstraint("total_pence >= 0", name=op.f("ck_fund_total_is_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
        sa.UniqueConstraint("name", name=op.f("uq_fund_name")),
    )
    op.create_table(
        "call",
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("summary", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("who_can_apply", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("offline_route", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("min_pence", sa.BigInteger(), nullable=False),
        sa.Column("max_pence", sa.BigInteger(), nullable=False),
        sa.Column("max_per_group", sa.Integer(), nullable=False),
        sa.Column("starts_from_on", sa.Date(), nullable=True),
        sa.Column("ends_by_on", sa.Date(), nullable=True),
        sa.Column("themes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("questions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "published", "archived", name="callstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_call_closes_after_opening")),
        sa.CheckConstraint("max_per_group > 0", name=op.f("ck_call_max_per_group_is_positive")),
        sa.CheckConstraint("min_pence >= 0 AND max_pence >= min_pence", name=op.f("ck_call_limits_in_order")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_call_fund_id_fund")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("slug", name=op.f("uq_call_slug")),
    )
    op.create_index(op.f("ix_call_fund_id"), "call", ["fund_id"], unique=False)
    op.create_index(op.f("ix_call_state_closes_at"), "call", ["state", "closes_at"], unique=False)
    op.create_table(
        "pot",
        sa.Column("fund_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=140), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column(
            "theme",
            sa.Enum(
                "conversations",
                "food",
                "green-spaces",
                "sport",
                "arts",
                "music",
                "learning",
                "skills",
                "young-people",
                "older-people",
                "welcome",
                "heritage",
                "health",
                name="theme",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_pence > 0", name=op.f("ck_pot_amount_is_positive")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_pot_area_id_area")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_pot_fund_id_fund")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pot")),
        sa.UniqueConstraint("fund_id", "name", name=op.f("uq_pot_fund_id_name")),
    )
    op.create_table(
        "call_pot",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("pot_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_pot_call_id_call"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_call_pot_pot_id_pot")),
        sa.PrimaryKeyConstraint("call_id", "pot_id", name=op.f("pk_call_pot")),
    )
    op.create_index(op.f("ix_call_pot_pot_id"), "call_pot", ["pot_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("pot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "committed",
                "released",
                "paid",
                "returned",
                name="ledgerkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_pence > 0", name=op.f("ck_ledger_entry_amount_is_positive")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_ledger_entry_pot_id_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    op.create_index(op.f("ix_ledger_entry_pot_id_kind"), "ledger_entry", ["pot_id", "kind"], unique=False)
    op.create_index(
        op.f("ix_ledger_entry_subject_type_subject_id"), "ledger_entry", ["subject_type", "subject_id"], unique=False
    )
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_ledger_entry_subject_type_subject_id"), table_name="ledger_entry")
    op.drop_index(op.f("ix_ledger_entry_pot_id_kind"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_index(op.f("ix_call_pot_pot_id"), table_name="call_pot")
    op.drop_table("call_pot")
    op.drop_table("pot")
    op.drop_index(op.f("ix_call_state_closes_at"), table_name="call")
    op.drop_index(op.f("ix_call_fund_id"), table_name="call")
    op.drop_table("call")
    op.drop_table("fund")

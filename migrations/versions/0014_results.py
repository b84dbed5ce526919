"""Tables of results."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_count",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rules_hash", sa.String(length=64), nullable=False),
        sa.Column("inputs_hash", sa.String(length=64), nullable=False),
        sa.Column("software_version", sa.String(length=40), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("lot_seed", sa.Text(), nullable=False),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("comparison", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("refused", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("first_certifier_id", sa.Uuid(), nullable=True),
        sa.Column("first_certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_certifier_id", sa.Uuid(), nullable=True),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "second_certifier_id IS NULL OR (first_certifier_id IS NOT NULL AND second_certifier_id <> first_certifier_id)",
            name=op.f("ck_round_count_two_officers_certify"),
        ),
        sa.ForeignKeyConstraint(["counted_by_id"], ["person.id"], name=op.f("fk_round_count_counted_by_id_person")),
        sa.ForeignKeyConstraint(
            ["first_certifier_id"], ["person.id"], name=op.f("fk_round_count_first_certifier_id_person")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_count_round_id_round")),
        sa.ForeignKeyConstraint(
            ["second_certifier_id"], ["person.id"], name=op.f("fk_round_count_second_certifier_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_count")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_round_count_round_id_number")),
    )
    op.create_index(op.f("ix_round_count_round_id"), "round_count", ["round_id"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("round_pot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("open", "sealed", name="certificateform", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["count_id"], ["round_count.id"], name=op.f("fk_certificate_count_id_round_count"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["round_pot_id"], ["round_pot.id"], name=op.f("fk_certificate_round_pot_id_round_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("count_id", "round_pot_id", "form", name=op.f("uq_certificate_count_id_round_pot_id_form")),
    )
    op.create_table(
        "item_result",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("round_pot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "funded",
                "part-funded",
                "reserve",
                "not-funded",
                "withdrawn",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("support", sa.BigInteger(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("reserve_place", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_pence >= 0", name=op.f("ck_item_result_amount_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["count_id"], ["round_count.id"], name=op.f("fk_item_result_count_id_round_count"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["ballot_item.id"], name=op.f("fk_item_result_item_id_ballot_item")),
        sa.ForeignKeyConstraint(["round_pot_id"], ["round_pot.id"], name=op.f("fk_item_result_round_pot_id_round_pot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_result")),
        sa.UniqueConstraint("count_id", "item_id", name=op.f("uq_item_result_count_id_item_id")),
    )
    op.create_index(op.f("ix_item_result_item_id"), "item_result", ["item_id"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_item_result_item_id"), table_name="item_result")
    op.drop_table("item_result")
    op.drop_table("certificate")
    op.drop_index(op.f("ix_round_count_round_id"), table_name="round_count")
    op.drop_table("round_count")

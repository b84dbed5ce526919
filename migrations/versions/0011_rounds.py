"""Tables of rounds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=140), nullable=False),
        sa.Column("about", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("other_ways", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("minor_unit", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("connections", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "locked",
                "open",
                "closed",
                "opened",
                "counted",
                "certified",
                "published",
                "cancelled",
                name="roundstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("source", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("box_ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lot_public", sa.Text(), nullable=False),
        sa.Column("lot_entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lot_entered_by_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_round_closes_after_opening")),
        sa.CheckConstraint("min_age BETWEEN 0 AND 120", name=op.f("ck_round_min_age_is_an_age")),
        sa.CheckConstraint("minor_unit > 0", name=op.f("ck_round_minor_unit_is_positive")),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_round_created_by_id_person")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_round_fund_id_fund")),
        sa.ForeignKeyConstraint(["lot_entered_by_id"], ["person.id"], name=op.f("fk_round_lot_entered_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("slug", name=op.f("uq_round_slug")),
    )
    op.create_index(op.f("ix_round_state_closes_at"), "round", ["state", "closes_at"], unique=False)
    op.create_table(
        "round_trustee",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_round_trustee_person_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_trustee_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_trustee")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_round_trustee_round_id_person_id")),
    )
    op.create_index(op.f("ix_round_trustee_person_id"), "round_trustee", ["person_id"], unique=False)
    op.create_table(
        "rule_set",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ballot_type",
            sa.Enum(
                "approve",
                "budget",
                "points",
                "score",
                "rank",
                name="ballottype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("min_choices", sa.Integer(), nullable=False),
        sa.Column("max_choices", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("utility", sa.String(length=20), nullable=False),
        sa.Column("completion", sa.String(length=20), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("fill", sa.String(length=20), nullable=False),
        sa.Column("ties", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("complete_at", sa.String(length=20), nullable=True),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.Column("part_awards", sa.Boolean(), nullable=False),
        sa.Column("reserve_len", sa.Integer(), nullable=True),
        sa.Column("blanks", sa.Boolean(), nullable=False),
        sa.Column("publish_comparison", sa.Boolean(), nullable=False),
        sa.Column("min_ballots_published", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rules_hash", sa.String(length=64), nullable=False),
        sa.Column("lot_hash", sa.String(length=64), nullable=False),
        sa.Column("lot_secret", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR (proposed_by_id IS NOT NULL AND confirmed_by_id <> proposed_by_id)",
            name=op.f("ck_rule_set_two_officers_lock"),
        ),
        sa.CheckConstraint(
            "max_choices IS NULL OR max_choices >= min_choices", name=op.f("ck_rule_set_max_choices_is_enough")
        ),
        sa.CheckConstraint("min_ballots_published >= 30", name=op.f("ck_rule_set_min_ballots_published_is_enough")),
        sa.CheckConstraint("min_choices >= 0", name=op.f("ck_rule_set_min_choices_is_not_negative")),
        sa.CheckConstraint("step > 0", name=op.f("ck_rule_set_step_is_positive")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_rule_set_confirmed_by_id_person")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_rule_set_proposed_by_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_rule_set_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
        sa.UniqueConstraint("round_id", name=op.f("uq_rule_set_round_id")),
    )
    op.create_table(
        "round_pot",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("pot_id", sa.Uuid(), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=140), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_pence >= 0", name=op.f("ck_round_pot_amount_is_not_negative")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_round_pot_area_id_area")),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_round_pot_pot_id_pot")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_pot_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_pot")),
        sa.UniqueConstraint("round_id", "pot_id", name=op.f("uq_round_pot_round_id_pot_id")),
    )
    op.create_index(op.f("ix_round_pot_round_id"), "round_pot", ["round_id"], unique=False)
    op.create_table(
        "ballot_item",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("round_pot_id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("translations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("cost_pence", sa.BigInteger(), nullable=False),
        sa.Column("min_viable_pence", sa.BigInteger(), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("theme", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("cost_pence > 0", name=op.f("ck_ballot_item_cost_is_positive")),
        sa.CheckConstraint("number > 0", name=op.f("ck_ballot_item_number_is_positive")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_ballot_item_area_id_area")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_ballot_item_proposal_id_proposal")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_ballot_item_round_id_round"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_pot_id"], ["round_pot.id"], name=op.f("fk_ballot_item_round_pot_id_round_pot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_item")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_ballot_item_round_id_number")),
        sa.UniqueConstraint("round_id", "proposal_id", name=op.f("uq_ballot_item_round_id_proposal_id")),
    )
    op.create_index(op.f("ix_ballot_item_proposal_id"), "ballot_item", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_ballot_item_round_pot_id"), "ballot_item", ["round_pot_id"], unique=False)
    op.create_table(
        "round_erratum",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["ballot_item.id"], name=op.f("fk_round_erratum_item_id_ballot_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_round_erratum_noted_by_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_erratum_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_erratum")),
    )
    op.create_index(op.f("ix_round_erratum_round_id"), "round_erratum", ["round_id"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_round_erratum_round_id"), table_name="round_erratum")
    op.drop_table("round_erratum")
    op.drop_index(op.f("ix_ballot_item_round_pot_id"), table_name="ballot_item")
    op.drop_index(op.f("ix_ballot_item_proposal_id"), table_name="ballot_item")
    op.drop_table("ballot_item")
    op.drop_index(op.f("ix_round_pot_round_id"), table_name="round_pot")
    op.drop_table("round_pot")
    op.drop_table("rule_set")
    op.drop_index(op.f("ix_round_trustee_person_id"), table_name="round_trustee")
    op.drop_table("round_trustee")
    op.drop_index(op.f("ix_round_state_closes_at"), table_name="round")
    op.drop_table("round")

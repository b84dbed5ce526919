"""Tables of proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("pot_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "query",
                "eligible",
                "ineligible",
                "on-ballot",
                "funded",
                "part-funded",
                "reserve",
                "not-funded",
                "withdrawn",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("together", sa.Text(), nullable=False),
        sa.Column("who_benefits", sa.Text(), nullable=False),
        sa.Column("diversity", sa.Text(), nullable=False),
        sa.Column("forms_of_integration", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("beneficiaries", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("total_pence", sa.BigInteger(), nullable=False),
        sa.Column("min_viable_pence", sa.BigInteger(), nullable=True),
        sa.Column("match_source", sa.String(length=300), nullable=False),
        sa.Column("safeguarding", sa.Text(), nullable=False),
        sa.Column("access_plan", sa.Text(), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("principles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("picture_file_id", sa.Uuid(), nullable=True),
        sa.Column("picture_alt", sa.String(length=200), nullable=False),
        sa.Column("sections", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount_pence >= 0 AND total_pence >= amount_pence", name=op.f("ck_proposal_asks_for_no_more_than_it_costs")
        ),
        sa.CheckConstraint(
            "min_viable_pence IS NULL OR min_viable_pence <= amount_pence",
            name=op.f("ck_proposal_minimum_within_amount"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_proposal_call_id_call")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["community_group.id"], name=op.f("fk_proposal_group_id_community_group")
        ),
        sa.ForeignKeyConstraint(
            ["picture_file_id"], ["stored_file.id"], name=op.f("fk_proposal_picture_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(["pot_id"], ["pot.id"], name=op.f("fk_proposal_pot_id_pot")),
        sa.ForeignKeyConstraint(["started_by_id"], ["person.id"], name=op.f("fk_proposal_started_by_id_person")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_proposal_submitted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("reference", name=op.f("uq_proposal_reference")),
    )
    op.create_index(op.f("ix_proposal_call_id_state"), "proposal", ["call_id", "state"], unique=False)
    op.create_index(op.f("ix_proposal_group_id_state"), "proposal", ["group_id", "state"], unique=False)
    op.create_index(op.f("ix_proposal_is_public_submitted_at"), "proposal", ["is_public", "submitted_at"], unique=False)
    op.create_index(op.f("ix_proposal_pot_id"), "proposal", ["pot_id"], unique=False)
    op.create_table(
        "budget_line",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "heading",
            sa.Enum(
                "staff",
                "sessional",
                "volunteers",
                "venue",
                "materials",
                "access",
                "childcare",
                "travel",
                "publicity",
                "evaluation",
                "overhead",
                name="budgetheading",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("cost_pence", sa.BigInteger(), nullable=False),
        sa.Column("asked_pence", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "asked_pence >= 0 AND asked_pence <= cost_pence", name=op.f("ck_budget_line_asks_for_no_more_than_it_costs")
        ),
        sa.CheckConstraint("cost_pence > 0", name=op.f("ck_budget_line_cost_is_positive")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_budget_line_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    op.create_index(
        op.f("ix_budget_line_proposal_id_position"), "budget_line", ["proposal_id", "position"], unique=False
    )
    op.create_table(
        "proposal_action",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_proposal_action_action_id_action")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_action_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "action_id", name=op.f("pk_proposal_action")),
    )
    op.create_index(op.f("ix_proposal_action_action_id"), "proposal_action", ["action_id"], unique=False)
    op.create_table(
        "proposal_area",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_proposal_area_area_id_area")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_area_proposal_id_proposal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("proposal_id", "area_id", name=op.f("pk_proposal_area")),
    )
    op.create_index(op.f("ix_proposal_area_area_id"), "proposal_area", ["area_id"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_proposal_area_area_id"), table_name="proposal_area")
    op.drop_table("proposal_area")
    op.drop_index(op.f("ix_proposal_action_action_id"), table_name="proposal_action")
    op.drop_table("proposal_action")
    op.drop_index(op.f("ix_budget_line_proposal_id_position"), table_name="budget_line")
    op.drop_table("budget_line")
    op.drop_index(op.f("ix_proposal_pot_id"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_is_public_submitted_at"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_group_id_state"), table_name="proposal")
    op.drop_index(op.f("ix_proposal_call_id_state"), table_name="proposal")
    op.drop_table("proposal")

"""Tables of delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("award_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("fund_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("theme", sa.String(length=60), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("target_participants", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "set-up",
                "active",
                "paused",
                "completed",
                "closed",
                name="projectstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_project_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_project_award_id_award")),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_project_fund_id_fund")),
        sa.ForeignKeyConstraint(["group_id"], ["community_group.id"], name=op.f("fk_project_group_id_community_group")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_project_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("award_id", name=op.f("uq_project_award_id")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_project_proposal_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_project_reference")),
    )
    op.create_index(op.f("ix_project_fund_id"), "project", ["fund_id"], unique=False)
    op.create_index(op.f("ix_project_group_id"), "project", ["group_id"], unique=False)
    op.create_index(op.f("ix_project_starts_on"), "project", ["starts_on"], unique=False)
    op.create_index(op.f("ix_project_theme"), "project", ["theme"], unique=False)
    op.create_table(
        "action_total",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "participants",
                "attendances",
                "sessions",
                "hours",
                "reading",
                "spend",
                name="linekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("outside_quantity", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("outside_lines", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_total_action_id_action")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_action_total_project_id_project")),
        sa.PrimaryKeyConstraint("action_id", "project_id", "kind", name=op.f("pk_action_total")),
    )
    op.create_index(op.f("ix_action_total_project_id"), "action_total", ["project_id"], unique=False)
    op.create_table(
        "contribution",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("indicator_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "direct",
                "supporting",
                "enabling",
                name="contributionkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("claimed", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("accepted", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "claimed",
                "accepted",
                "part-accepted",
                "refused",
                name="contributionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("claimed_on", sa.Date(), nullable=False),
        sa.Column("claimed_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'claimed') = (decided_by_id IS NULL)", name=op.f("ck_contribution_decided_by_someone")
        ),
        sa.CheckConstraint(
            "accepted IS NULL OR accepted BETWEEN 0 AND claimed", name=op.f("ck_contribution_accepted_within_claimed")
        ),
        sa.CheckConstraint(
            "action_id IS NOT NULL OR indicator_id IS NOT NULL", name=op.f("ck_contribution_has_a_target")
        ),
        sa.CheckConstraint("claimed > 0", name=op.f("ck_contribution_claims_something")),
        sa.CheckConstraint("decided_by_id <> claimed_by_id", name=op.f("ck_contribution_decided_by_another")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_contribution_action_id_action")),
        sa.ForeignKeyConstraint(["claimed_by_id"], ["person.id"], name=op.f("fk_contribution_claimed_by_id_person")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_contribution_decided_by_id_person")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_contribution_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_contribution_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
    )
    op.create_index(op.f("ix_contribution_action_id"), "contribution", ["action_id"], unique=False)
    op.create_index(op.f("ix_contribution_indicator_id"), "contribution", ["indicator_id"], unique=False)
    op.create_index(op.f("ix_contribution_project_id"), "contribution", ["project_id"], unique=False)
    op.create_index(op.f("ix_contribution_state_claimed_on"), "contribution", ["state", "claimed_on"], unique=False)
    op.create_table(
        "log_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "participants",
                "attendances",
                "sessions",
                "hours",
                "reading",
                "spend",
                name="linekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("indicator_id", sa.Uuid(), nullable=True),
        sa.Column("source_type", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=40), nullable=False),
        sa.Column("is_out_of_window", sa.Boolean(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT is_void OR void_reason <> ''", name=op.f("ck_log_line_void_has_a_reason")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_log_line_quantity_is_not_negative")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_log_line_area_id_area")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_log_line_indicator_id_indicator")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_log_line_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_line")),
    )
    op.create_index(op.f("ix_log_line_area_id"), "log_line", ["area_id"], unique=False)
    op.create_index(op.f("ix_log_line_indicator_id_id"), "log_line", ["indicator_id", "id"], unique=False)
    op.create_index(op.f("ix_log_line_project_id_id"), "log_line", ["project_id", "id"], unique=False)
    op.create_index(op.f("ix_log_line_project_id_kind_id"), "log_line", ["project_id", "kind", "id"], unique=False)
    op.create_index(op.f("ix_log_line_source_type_source_id"), "log_line", ["source_type", "source_id"], unique=False)
    op.create_table(
        "project_action",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_project_action_action_id_action")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_action_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", "action_id", name=op.f("pk_project_action")),
    )
    op.create_index(op.f("ix_project_action_action_id"), "project_action", ["action_id"], unique=False)
    op.create_table(
        "project_area",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_project_area_area_id_area")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_area_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", "area_id", name=op.f("pk_project_area")),
    )
    op.create_index(op.f("ix_project_area_area_id"), "project_area", ["area_id"], unique=False)
    op.create_table(
        "project_total",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "participants",
                "attendances",
                "sessions",
                "hours",
                "reading",
                "spend",
                name="linekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("outside_quantity", sa.Numeric(precision=16, scale=4), nullable=False),
        sa.Column("outside_lines", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_total_project_id_project")),
        sa.PrimaryKeyConstraint("project_id", "kind", name=op.f("pk_project_total")),
    )
    op.create_table(
        "log_line_action",
        sa.Column("log_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "participants",
                "attendances",
                "sessions",
                "hours",
                "reading",
                "spend",
                name="linekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_log_line_action_action_id_action")),
        sa.ForeignKeyConstraint(["log_line_id"], ["log_line.id"], name=op.f("fk_log_line_action_log_line_id_log_line")),
        sa.PrimaryKeyConstraint("log_line_id", "action_id", name=op.f("pk_log_line_action")),
    )
    op.create_index(
        op.f("ix_log_line_action_action_id_kind_log_line_id"),
        "log_line_action",
        ["action_id", "kind", "log_line_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_log_line_action_action_id_log_line_id"), "log_line_action", ["action_id", "log_line_id"], unique=False
    )
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_log_line_action_action_id_log_line_id"), table_name="log_line_action")
    op.drop_index(op.f("ix_log_line_action_action_id_kind_log_line_id"), table_name="log_line_action")
    op.drop_table("log_line_action")
    op.drop_table("project_total")
    op.drop_index(op.f("ix_project_area_area_id"), table_name="project_area")
    op.drop_table("project_area")
    op.drop_index(op.f("ix_project_action_action_id"), table_name="project_action")
    op.drop_table("project_action")
    op.drop_index(op.f("ix_log_line_source_type_source_id"), table_name="log_line")
    op.drop_index(op.f("ix_log_line_project_id_kind_id"), table_name="log_line")
    op.drop_index(op.f("ix_log_line_project_id_id"), table_name="log_line")
    op.drop_index(op.f("ix_log_line_indicator_id_id"), table_name="log_line")
    op.drop_index(op.f("ix_log_line_area_id"), table_name="log_line")
    op.drop_table("log_line")
    op.drop_index(op.f("ix_contribution_state_claimed_on"), table_name="contribution")
    op.drop_index(op.f("ix_contribution_project_id"), table_name="contribution")
    op.drop_index(op.f("ix_contribution_indicator_id"), table_name="contribution")
    op.drop_index(op.f("ix_contribution_action_id"), table_name="contribution")
    op.drop_table("contribution")
    op.drop_index(op.f("ix_action_total_project_id"), table_name="action_total")
    op.drop_table("action_total")
    op.drop_index(op.f("ix_project_theme"), table_name="project")
    op.drop_index(op.f("ix_project_starts_on"), table_name="project")
    op.drop_index(op.f("ix_project_group_id"), table_name="project")
    op.drop_index(op.f("ix_project_fund_id"), table_name="project")
    op.drop_table("project")

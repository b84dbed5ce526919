"""Tables of strategy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "indicator",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=140), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column(
            "unit",
            sa.Enum(
                "count",
                "percent",
                "mean",
                "rate",
                "pounds",
                "hours",
                name="unit",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "direction",
            sa.Enum("up", "down", name="direction", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "level",
            sa.Enum("output", "outcome", "context", name="level", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("baseline", sa.Numeric(precision=14, scale=3), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("baseline_source", sa.String(length=200), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "baseline IS NULL OR baseline_on IS NOT NULL", name=op.f("ck_indicator_baseline_has_a_date")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("code", name=op.f("uq_indicator_code")),
    )
    op.create_table(
        "strategy",
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("from_year", sa.Integer(), nullable=False),
        sa.Column("to_year", sa.Integer(), nullable=False),
        sa.Column("vision", sa.Text(), nullable=False),
        sa.Column("acknowledgement", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "consulted",
                "adopted",
                "in-delivery",
                "closed",
                "superseded",
                name="strategystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("change_reason", sa.Text(), nullable=False),
        sa.Column("adopted_by", sa.String(length=140), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("minute_reference", sa.String(length=80), nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('adopted', 'in-delivery') OR adopted_on IS NOT NULL",
            name=op.f("ck_strategy_adopted_has_a_record"),
        ),
        sa.CheckConstraint("to_year >= from_year", name=op.f("ck_strategy_years_in_order")),
        sa.ForeignKeyConstraint(["previous_id"], ["strategy.id"], name=op.f("fk_strategy_previous_id_strategy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy")),
        sa.UniqueConstraint("version_number", name=op.f("uq_strategy_version_number")),
    )
    op.create_table(
        "pillar",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("copy_of_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["copy_of_id"], ["pillar.id"], name=op.f("fk_pillar_copy_of_id_pillar")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_pillar_strategy_id_strategy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pillar")),
        sa.UniqueConstraint("strategy_id", "code", name=op.f("uq_pillar_strategy_id_code")),
    )
    op.create_table(
        "target",
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_target_new_value_has_a_reason")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_target_indicator_id_indicator")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("indicator_id", "due_on", "number", name=op.f("uq_target_indicator_id_due_on_number")),
    )
    op.create_table(
        "vision_clause",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column(
            "clause",
            sa.Enum(
                "belong",
                "understood",
                "safe",
                "participate",
                name="clause",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_vision_clause_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_vision_clause_strategy_id_strategy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vision_clause")),
        sa.UniqueConstraint("strategy_id", "clause", name=op.f("uq_vision_clause_strategy_id_clause")),
    )
    op.create_table(
        "objective",
        sa.Column("pillar_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("copy_of_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["copy_of_id"], ["objective.id"], name=op.f("fk_objective_copy_of_id_objective")),
        sa.ForeignKeyConstraint(["pillar_id"], ["pillar.id"], name=op.f("fk_objective_pillar_id_pillar")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objective")),
    )
    op.create_index(op.f("ix_objective_pillar_id_position"), "objective", ["pillar_id", "position"], unique=False)
    op.create_table(
        "observation",
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Numeric(precision=14, scale=3), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=True),
        sa.Column("denominator", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_suppressed", sa.Boolean(), nullable=False),
        sa.Column("entered_by_id", sa.Uuid(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("restates_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("restates_id IS NULL OR note <> ''", name=op.f("ck_observation_restatement_has_a_note")),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (approved_on IS NULL)", name=op.f("ck_observation_approval_is_whole")
        ),
        sa.CheckConstraint("approved_by_id <> entered_by_id", name=op.f("ck_observation_approved_by_another")),
        sa.CheckConstraint("numerator IS NULL OR denominator > 0", name=op.f("ck_observation_share_has_a_base")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_observation_period_in_order")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_observation_approved_by_id_person")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_observation_area_id_area")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_observation_entered_by_id_person")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_observation_indicator_id_indicator")),
        sa.ForeignKeyConstraint(
            ["restates_id"], ["observation.id"], name=op.f("fk_observation_restates_id_observation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint("restates_id", name=op.f("uq_observation_restates_id")),
    )
    op.create_index(op.f("ix_observation_indicator_id_to_on"), "observation", ["indicator_id", "to_on"], unique=False)
    op.create_table(
        "action",
        sa.Column("strategy_id", sa.Uuid(), nullable=False),
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=140), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("target_groups", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column("outcome_1", sa.Text(), nullable=False),
        sa.Column("outcome_2", sa.Text(), nullable=False),
        sa.Column("outcome_3", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=140), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("partners", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("budget_pence", sa.BigInteger(), nullable=True),
        sa.Column("copy_of_id", sa.Uuid(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "not-started",
                "in-progress",
                "complete",
                "cancelled",
                "superseded",
                name="actionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "rag",
            sa.Enum(
                "green",
                "amber",
                "red",
                "grey",
                "blue",
                name="rag",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rag_reason", sa.Text(), nullable=False),
        sa.Column("rag_on", sa.Date(), nullable=True),
        sa.Column("rag_set_by_id", sa.Uuid(), nullable=True),
        sa.Column("rag_confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "rag NOT IN ('amber', 'red') OR rag_reason <> ''", name=op.f("ck_action_trouble_has_a_reason")
        ),
        sa.CheckConstraint("budget_pence >= 0", name=op.f("ck_action_budget_is_not_negative")),
        sa.CheckConstraint("due_on >= starts_on", name=op.f("ck_action_due_after_start")),
        sa.CheckConstraint("rag_confirmed_by_id <> rag_set_by_id", name=op.f("ck_action_rag_needs_two_people")),
        sa.ForeignKeyConstraint(["copy_of_id"], ["action.id"], name=op.f("fk_action_copy_of_id_action")),
        sa.ForeignKeyConstraint(["objective_id"], ["objective.id"], name=op.f("fk_action_objective_id_objective")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_action_owner_id_person")),
        sa.ForeignKeyConstraint(
            ["rag_confirmed_by_id"], ["person.id"], name=op.f("fk_action_rag_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["rag_set_by_id"], ["person.id"], name=op.f("fk_action_rag_set_by_id_person")),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name=op.f("fk_action_strategy_id_strategy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("strategy_id", "code", name=op.f("uq_action_strategy_id_code")),
        sa.UniqueConstraint("strategy_id", "slug", name=op.f("uq_action_strategy_id_slug")),
    )
    op.create_index(op.f("ix_action_objective_id_position"), "action", ["objective_id", "position"], unique=False)
    op.create_table(
        "action_area",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_area_action_id_action")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_action_area_area_id_area")),
        sa.PrimaryKeyConstraint("action_id", "area_id", name=op.f("pk_action_area")),
        info={"package": "strategy"},
    )
    op.create_index(op.f("ix_action_area_area_id"), "action_area", ["area_id"], unique=False)
    op.create_table(
        "indicator_link",
        sa.Column("indicator_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("objective_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(action_id IS NULL) <> (objective_id IS NULL)", name=op.f("ck_indicator_link_links_one_thing")
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_indicator_link_action_id_action")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_indicator_link_indicator_id_indicator")
        ),
        sa.ForeignKeyConstraint(
            ["objective_id"], ["objective.id"], name=op.f("fk_indicator_link_objective_id_objective")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_link")),
        sa.UniqueConstraint("indicator_id", "action_id", name=op.f("uq_indicator_link_indicator_id_action_id")),
        sa.UniqueConstraint("indicator_id", "objective_id", name=op.f("uq_indicator_link_indicator_id_objective_id")),
    )
    op.create_index(op.f("ix_indicator_link_action_id"), "indicator_link", ["action_id"], unique=False)
    op.create_index(op.f("ix_indicator_link_objective_id"), "indicator_link", ["objective_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "set-up",
                "early-win",
                "output",
                "outcome",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_milestone_action_id_action")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(op.f("ix_milestone_action_id_position"), "milestone", ["action_id", "position"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_milestone_action_id_position"), table_name="milestone")
    op.drop_table("milestone")
    op.drop_index(op.f("ix_indicator_link_objective_id"), table_name="indicator_link")
    op.drop_index(op.f("ix_indicator_link_action_id"), table_name="indicator_link")
    op.drop_table("indicator_link")
    op.drop_index(op.f("ix_action_area_area_id"), table_name="action_area")
    op.drop_table("action_area")
    op.drop_index(op.f("ix_action_objective_id_position"), table_name="action")
    op.drop_table("action")
    op.drop_index(op.f("ix_observation_indicator_id_to_on"), table_name="observation")
    op.drop_table("observation")
    op.drop_index(op.f("ix_objective_pillar_id_position"), table_name="objective")
    op.drop_table("objective")
    op.drop_table("vision_clause")
    op.drop_table("target")
    op.drop_table("pillar")
    op.drop_table("strategy")
    op.drop_table("indicator")

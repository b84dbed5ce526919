"""Tables of appraisal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "declared_interest",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column(
            "effect",
            sa.Enum(
                "none",
                "no-decision",
                "leave-room",
                name="interesteffect",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_declared_interest_person_id_person")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_declared_interest_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_interest")),
        sa.UniqueConstraint("proposal_id", "person_id", name=op.f("uq_declared_interest_proposal_id_person_id")),
    )
    op.create_index(op.f("ix_declared_interest_person_id"), "declared_interest", ["person_id"], unique=False)
    op.create_table(
        "eligibility_check",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "pass",
                "fail",
                "query",
                "waived",
                name="checkresult",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("checker_id", sa.Uuid(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["checker_id"], ["person.id"], name=op.f("fk_eligibility_check_checker_id_person")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_eligibility_check_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_check")),
        sa.UniqueConstraint("proposal_id", "rule", name=op.f("uq_eligibility_check_proposal_id_rule")),
    )
    op.create_table(
        "eligibility_decision",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("eligible", "ineligible", name="outcome", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appeal_ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'ineligible' OR reason <> ''", name=op.f("ck_eligibility_decision_a_refusal_has_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_eligibility_decision_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_eligibility_decision_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eligibility_decision")),
    )
    op.create_index(
        op.f("ix_eligibility_decision_proposal_id_decided_at"),
        "eligibility_decision",
        ["proposal_id", "decided_at"],
        unique=False,
    )
    op.create_table(
        "query",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "answered", "closed", name="querystate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_query_answered_by_id_person")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_query_asked_by_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_query_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query")),
    )
    op.create_index(op.f("ix_query_proposal_id"), "query", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_query_state_answer_by_on"), "query", ["state", "answer_by_on"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_query_state_answer_by_on"), table_name="query")
    op.drop_index(op.f("ix_query_proposal_id"), table_name="query")
    op.drop_table("query")
    op.drop_index(op.f("ix_eligibility_decision_proposal_id_decided_at"), table_name="eligibility_decision")
    op.drop_table("eligibility_decision")
    op.drop_table("eligibility_check")
    op.drop_index(op.f("ix_declared_interest_person_id"), table_name="declared_interest")
    op.drop_table("declared_interest")

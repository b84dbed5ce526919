"""Questions of residents and what moderators did about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "edit-offered",
                "published",
                "edited",
                "rejected",
                "escalated",
                "appealed",
                "taken-down",
                "withdrawn",
                name="questionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "harm",
            sa.Enum("urgent", "raised", "none", name="harm", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("offered_text", sa.Text(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "conduct",
            sa.Enum(
                "hate",
                "threat",
                "personal-data",
                "spam",
                "off-topic",
                name="conduct",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moderator_id", sa.Uuid(), nullable=True),
        sa.Column("moderated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("second_reason", sa.Text(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_lang", sa.String(length=8), nullable=False),
        sa.Column("answered_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "answer_conduct",
            sa.Enum(
                "hate",
                "threat",
                "personal-data",
                "spam",
                "off-topic",
                name="answerconduct",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.Column("flagged_on", sa.Date(), nullable=True),
        sa.Column(
            "flagged_for",
            sa.Enum(
                "hate",
                "threat",
                "personal-data",
                "spam",
                "off-topic",
                name="flaggedfor",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name=op.f("ck_question_answered_at_a_time")),
        sa.CheckConstraint(
            "state NOT IN ('published', 'edited', 'rejected', 'taken-down', 'escalated', 'appealed') OR moderator_id IS NOT NULL",
            name=op.f("ck_question_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('rejected', 'taken-down') OR (conduct IS NOT NULL AND reason <> '')",
            name=op.f("ck_question_refused_with_a_reason"),
        ),
        sa.CheckConstraint("NOT is_final OR second_id IS NOT NULL", name=op.f("ck_question_final_by_a_second")),
        sa.CheckConstraint("moderator_id <> second_id", name=op.f("ck_question_two_moderators")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_question_answered_by_id_person")),
        sa.ForeignKeyConstraint(["moderator_id"], ["person.id"], name=op.f("fk_question_moderator_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_question_proposal_id_proposal")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_question_second_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(
        op.f("ix_question_proposal_id_state_asked_at"), "question", ["proposal_id", "state", "asked_at"], unique=False
    )
    op.create_index(op.f("ix_question_state_harm_asked_at"), "question", ["state", "harm", "asked_at"], unique=False)
    op.create_table(
        "question_act",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_question_act_by_id_person")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_act_question_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_act")),
    )
    op.create_index(op.f("ix_question_act_question_id"), "question_act", ["question_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_question_act_question_id"), table_name="question_act")
    op.drop_table("question_act")
    op.drop_index(op.f("ix_question_state_harm_asked_at"), table_name="question")
    op.drop_index(op.f("ix_question_proposal_id_state_asked_at"), table_name="question")
    op.drop_table("question")

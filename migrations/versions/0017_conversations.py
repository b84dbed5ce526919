"""Tables of conversations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_session",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "faith",
                "sport",
                "singing",
                "art",
                "gardening",
                "food",
                "talk",
                "walking",
                "digital",
                "other",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("new_participants", sa.Integer(), nullable=False),
        sa.Column("background_counts", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "depth",
            sa.Enum(
                "fleeting", "meaningful", "negative", name="depth", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("has_ground_rules", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=8), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("logged_by_id", sa.Uuid(), nullable=False),
        sa.Column("logged_on", sa.Date(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("attended > 0", name=op.f("ck_conversation_session_somebody_came")),
        sa.CheckConstraint("has_ground_rules", name=op.f("ck_conversation_session_ground_rules_were_shared")),
        sa.CheckConstraint(
            "new_participants >= 0 AND new_participants <= attended",
            name=op.f("ck_conversation_session_new_within_attended"),
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_conversation_session_area_id_area")),
        sa.ForeignKeyConstraint(
            ["logged_by_id"], ["person.id"], name=op.f("fk_conversation_session_logged_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_conversation_session_project_id_project")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_session")),
    )
    op.create_index(op.f("ix_conversation_session_area_id"), "conversation_session", ["area_id"], unique=False)
    op.create_index(
        op.f("ix_conversation_session_logged_by_id"), "conversation_session", ["logged_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_conversation_session_project_id_held_on"),
        "conversation_session",
        ["project_id", "held_on"],
        unique=False,
    )
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_conversation_session_project_id_held_on"), table_name="conversation_session")
    op.drop_index(op.f("ix_conversation_session_logged_by_id"), table_name="conversation_session")
    op.drop_index(op.f("ix_conversation_session_area_id"), table_name="conversation_session")
    op.drop_table("conversation_session")

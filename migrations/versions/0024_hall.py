"""Tables of decision days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision_day",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=140), nullable=False),
        sa.Column("place", sa.String(length=140), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("about", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("features", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("window_seconds", sa.Integer(), nullable=False),
        sa.Column("stamps_needed", sa.Integer(), nullable=False),
        sa.Column("order_seed", sa.String(length=120), nullable=False),
        sa.Column(
            "state",
            sa.Enum("planned", "open", "closed", name="daystate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("closed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_by_id IS NOT NULL)", name=op.f("ck_decision_day_closed_by_somebody")
        ),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_decision_day_capacity_is_positive")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_decision_day_ends_after_start")),
        sa.CheckConstraint("stamps_needed >= 0", name=op.f("ck_decision_day_stamps_are_not_negative")),
        sa.CheckConstraint("window_seconds >= 0", name=op.f("ck_decision_day_window_is_not_negative")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_decision_day_closed_by_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_decision_day_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_day")),
    )
    op.create_index(op.f("ix_decision_day_round_id"), "decision_day", ["round_id"], unique=False)
    op.create_table(
        "hall_slot",
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("duration_seconds", sa.Integer(), nullable=False),
        sa.Column("questions_seconds", sa.Integer(), nullable=False),
        sa.Column("presenter", sa.String(length=140), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("live", "video", "read", name="mode", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(started_at IS NULL) = (window_ends_at IS NULL)", name=op.f("ck_hall_slot_window_when_started")
        ),
        sa.CheckConstraint("answered >= 0", name=op.f("ck_hall_slot_answered_not_negative")),
        sa.CheckConstraint("duration_seconds BETWEEN 10 AND 7200", name=op.f("ck_hall_slot_duration_is_a_talk")),
        sa.CheckConstraint("questions_seconds BETWEEN 0 AND 7200", name=op.f("ck_hall_slot_questions_are_short")),
        sa.ForeignKeyConstraint(
            ["day_id"], ["decision_day.id"], name=op.f("fk_hall_slot_day_id_decision_day"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["ballot_item.id"], name=op.f("fk_hall_slot_item_id_ballot_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_slot")),
        sa.UniqueConstraint("day_id", "item_id", name=op.f("uq_hall_slot_day_id_item_id")),
    )
    op.create_table(
        "hall_stall",
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=140), nullable=False),
        sa.Column("where", sa.String(length=140), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_id"], ["decision_day.id"], name=op.f("fk_hall_stall_day_id_decision_day"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_stall")),
        sa.UniqueConstraint("day_id", "name", name=op.f("uq_hall_stall_day_id_name")),
    )
    op.create_table(
        "card_pack",
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "electorate",
            sa.Enum(
                "open",
                "registered",
                "attendees",
                "delegates",
                "panel",
                name="electorate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("size BETWEEN 1 AND 200", name=op.f("ck_card_pack_size_can_be_carried")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_card_pack_area_id_area")),
        sa.ForeignKeyConstraint(
            ["day_id"], ["decision_day.id"], name=op.f("fk_card_pack_day_id_decision_day"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card_pack")),
        sa.UniqueConstraint("day_id", "number", name=op.f("uq_card_pack_day_id_number")),
    )
    op.create_table(
        "hall_card",
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("pack_id", sa.Uuid(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("link", sa.String(length=64), nullable=True),
        sa.Column("voter_id", sa.Uuid(), nullable=True),
        sa.Column("is_revoked", sa.Boolean(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(pack_id IS NULL) = (digest IS NULL)", name=op.f("ck_hall_card_printed_or_own")),
        sa.ForeignKeyConstraint(
            ["day_id"], ["decision_day.id"], name=op.f("fk_hall_card_day_id_decision_day"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pack_id"], ["card_pack.id"], name=op.f("fk_hall_card_pack_id_card_pack"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["voter_id"], ["voter.id"], name=op.f("fk_hall_card_voter_id_voter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_card")),
        sa.UniqueConstraint("digest", name=op.f("uq_hall_card_digest")),
        sa.UniqueConstraint("link", name=op.f("uq_hall_card_link")),
        sa.UniqueConstraint("voter_id", name=op.f("uq_hall_card_voter_id")),
    )
    op.create_index(op.f("ix_hall_card_day_id"), "hall_card", ["day_id"], unique=False)
    op.create_index(op.f("ix_hall_card_pack_id"), "hall_card", ["pack_id"], unique=False)
    op.create_table(
        "hall_stay",
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("voter_id", sa.Uuid(), nullable=False),
        sa.Column("from_slot", sa.Integer(), nullable=False),
        sa.Column("to_slot", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_id"], ["decision_day.id"], name=op.f("fk_hall_stay_day_id_decision_day"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["voter_id"], ["voter.id"], name=op.f("fk_hall_stay_voter_id_voter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_stay")),
    )
    op.create_index(op.f("ix_hall_stay_voter_id"), "hall_stay", ["voter_id"], unique=False)
    op.create_index(
        "uq_hall_stay_in_room",
        "hall_stay",
        ["day_id", "voter_id"],
        unique=True,
        sqlite_where=sa.text("to_slot IS NULL"),
        postgresql_where=sa.text("to_slot IS NULL"),
    )
    op.create_table(
        "hall_count",
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "checked-in",
                "visitors",
                "cards",
                "replaced",
                "papers",
                "cast-at-close",
                "incomplete",
                name="tally",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_hall_count_number_not_negative")),
        sa.ForeignKeyConstraint(
            ["day_id"], ["decision_day.id"], name=op.f("fk_hall_count_day_id_decision_day"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("day_id", "kind", name=op.f("pk_hall_count")),
    )
    op.create_table(
        "hall_handover",
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("vote", "check-in", name="handoverkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "taken", "held", "late", name="handoverstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["day_id"], ["decision_day.id"], name=op.f("fk_hall_handover_day_id_decision_day"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hall_handover")),
        sa.UniqueConstraint("day_id", "key", name=op.f("uq_hall_handover_day_id_key")),
    )


def downgrade() -> None:
    op.drop_table("hall_handover")
    op.drop_table("hall_count")
    op.drop_table("hall_stay")
    op.drop_table("hall_card")
    op.drop_table("card_pack")
    op.drop_table("hall_stall")
    op.drop_table("hall_slot")
    op.drop_table("decision_day")

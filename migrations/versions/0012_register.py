"""Tables of register."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "turnout_count",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("online", "paper", "hall", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_turnout_count_area_id_area")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_turnout_count_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turnout_count")),
        sa.UniqueConstraint(
            "round_id", "area_id", "channel", "hour", name=op.f("uq_turnout_count_round_id_area_id_channel_hour")
        ),
    )
    op.create_table(
        "voter",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=True),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column(
            "connection",
            sa.Enum(
                "live",
                "work",
                "study",
                "volunteer",
                name="connection",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("age_ok", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("lang", sa.String(length=3), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "accepted", "held", "refused", name="voterstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "hold_reason",
            sa.Enum(
                "same-person",
                "unknown-postcode",
                "old-postcode",
                name="holdreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "refusal",
            sa.Enum(
                "voted-twice",
                "not-eligible",
                "not-confirmed",
                name="refusalreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("dedupe_key", sa.String(length=64), nullable=True),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.Column("order_seed", sa.Integer(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("has_begun", sa.Boolean(), nullable=False),
        sa.Column("has_cast", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'refused') = (refusal IS NOT NULL)", name=op.f("ck_voter_refused_with_a_reason")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_voter_area_id_area")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_voter_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voter")),
        sa.UniqueConstraint("round_id", "form_key", name=op.f("uq_voter_round_id_form_key")),
    )
    op.create_index(op.f("ix_voter_round_id_dedupe_key"), "voter", ["round_id", "dedupe_key"], unique=False)
    op.create_index(op.f("ix_voter_round_id_state"), "voter", ["round_id", "state"], unique=False)
    op.create_index(
        "uq_voter_first_of_name",
        "voter",
        ["round_id", "dedupe_key"],
        unique=True,
        sqlite_where=sa.text("is_first"),
        postgresql_where=sa.text("is_first"),
    )
    op.create_table(
        "entitlement",
        sa.Column("voter_id", sa.Uuid(), nullable=False),
        sa.Column(
            "slot",
            sa.Enum("any", "online", "in-person", name="slot", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "taken_by",
            sa.Enum("online", "paper", "hall", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voter_id"], ["voter.id"], name=op.f("fk_entitlement_voter_id_voter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement")),
        sa.UniqueConstraint("voter_id", "slot", name=op.f("uq_entitlement_voter_id_slot")),
    )
    op.create_table(
        "voter_code",
        sa.Column("voter_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "screen", "mail", "link", "desk", name="codekind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("is_revoked", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voter_id"], ["voter.id"], name=op.f("fk_voter_code_voter_id_voter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voter_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_voter_code_digest")),
    )
    op.create_index(op.f("ix_voter_code_voter_id"), "voter_code", ["voter_id"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_voter_code_voter_id"), table_name="voter_code")
    op.drop_table("voter_code")
    op.drop_table("entitlement")
    op.drop_index(
        "uq_voter_first_of_name",
        table_name="voter",
        sqlite_where=sa.text("is_first"),
        postgresql_where=sa.text("is_first"),
    )
    op.drop_index(op.f("ix_voter_round_id_state"), table_name="voter")
    op.drop_index(op.f("ix_voter_round_id_dedupe_key"), table_name="voter")
    op.drop_table("voter")
    op.drop_table("turnout_count")

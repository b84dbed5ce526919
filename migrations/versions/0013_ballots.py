"""Tables of ballots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel_class",
            sa.Enum("online", "paper", "hall", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "electorate",
            sa.Enum("open", name="electorate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "rejected_for",
            sa.Enum(
                "unreadable",
                "not-in-round",
                "too-many",
                "too-few",
                "over-budget",
                name="rejection",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_ballot_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
    )
    op.create_index(op.f("ix_ballot_round_id"), "ballot", ["round_id"], unique=False)
    op.create_table(
        "key_share",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_key_share_person_id_person")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_key_share_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_share")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_key_share_round_id_number")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_key_share_round_id_person_id")),
    )
    op.create_table(
        "opening",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("envelopes", sa.Integer(), nullable=False),
        sa.Column("is_swept", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_opening_two_trustees")),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"], name=op.f("fk_opening_first_id_person")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_opening_round_id_round")),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_opening_second_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
        sa.UniqueConstraint("round_id", name=op.f("uq_opening_round_id")),
    )
    op.create_table(
        "opening_key",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("inner_length", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("test_envelope", sa.LargeBinary(), nullable=True),
        sa.Column("test_digest", sa.String(length=64), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_opening_key_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_key")),
        sa.UniqueConstraint("round_id", name=op.f("uq_opening_key_round_id")),
    )
    op.create_table(
        "receipt",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("online", "paper", "hall", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_receipt_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "channel", "receipt", name=op.f("pk_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refused_vote",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "voted-twice",
                "not-eligible",
                "not-confirmed",
                name="refusalreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_refused_vote_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "reason", name=op.f("pk_refused_vote")),
    )
    op.create_table(
        "trustee_key",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("by_passphrase", sa.LargeBinary(), nullable=True),
        sa.Column("by_recovery", sa.LargeBinary(), nullable=True),
        sa.Column("enrolled_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_trustee_key_person_id_person")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_trustee_key_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trustee_key")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_trustee_key_round_id_person_id")),
    )
    op.create_table(
        "draft",
        sa.Column("voter_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_draft_round_id_round")),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"], name=op.f("fk_draft_voter_id_voter"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("voter_id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_round_id"), "draft", ["round_id"], unique=False)
    op.create_table(
        "choice",
        sa.Column("ballot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_choice_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballot.id"], name=op.f("fk_choice_ballot_id_ballot"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["ballot_item.id"], name=op.f("fk_choice_item_id_ballot_item")),
        sa.PrimaryKeyConstraint("ballot_id", "item_id", name=op.f("pk_choice")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "envelope",
        sa.Column("entitlement_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("receipt", sa.String(length=20), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("online", "paper", "hall", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("cast_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entitlement_id"], ["entitlement.id"], name=op.f("fk_envelope_entitlement_id_entitlement")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_envelope_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope")),
        sa.UniqueConstraint("entitlement_id", name=op.f("uq_envelope_entitlement_id")),
        sa.UniqueConstraint("round_id", "receipt", name=op.f("uq_envelope_round_id_receipt")),
    )
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_table("envelope")
    op.drop_table("choice")
    op.drop_index(op.f("ix_draft_round_id"), table_name="draft")
    op.drop_table("draft")
    op.drop_table("trustee_key")
    op.drop_table("refused_vote")
    op.drop_table("receipt")
    op.drop_table("opening_key")
    op.drop_table("opening")
    op.drop_table("key_share")
    op.drop_index(op.f("ix_ballot_round_id"), table_name="ballot")
    op.drop_table("ballot")

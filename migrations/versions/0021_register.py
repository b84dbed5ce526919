"""The register for every way of voting: electorates, proofs, partners, codes to a contact, assistance, reminders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.checks import add_words_column, set_words

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ELECTORATES = ("open", "registered", "attendees", "delegates", "panel")
CHANNELS = ("online", "kiosk", "assisted", "paper", "post", "hall")
PROOFS = (
    "declaration",
    "postcode",
    "email-code",
    "sms-code",
    "letter-code",
    "library-code",
    "desk",
    "organisation",
    "id-seen",
)
OLD_REASONS = ("same-person", "unknown-postcode", "old-postcode")
REASONS = ("same-person", "other-channel", "unknown-postcode", "old-postcode", "no-address", "no-proof")
OLD_KINDS = ("screen", "mail", "link", "desk")
KINDS = (*OLD_KINDS, "assisted")
PLAIN = (  # in this order, as a check may name the columns before it
    ("own_items", "JSON DEFAULT '[]' NOT NULL"),
    ("waits_for", "JSON DEFAULT '[]' NOT NULL"),
    (
        "proved_on",
        "DATE CONSTRAINT ck_voter_proved_on_a_day CHECK ((proof IS NULL) = (proved_on IS NULL))",
    ),
    ("phone", "VARCHAR(20)"),
    ("birth_band", "VARCHAR(9) DEFAULT '' NOT NULL"),
    ("street", "VARCHAR(120) DEFAULT '' NOT NULL"),
    ("reference", "VARCHAR(40) DEFAULT '' NOT NULL"),
    ("group_id", "{uuid} CONSTRAINT fk_voter_group_id_community_group REFERENCES community_group (id)"),
    ("partner_id", "{uuid} CONSTRAINT fk_voter_partner_id_community_group REFERENCES community_group (id)"),
    ("assisted_by_id", "{uuid} CONSTRAINT fk_voter_assisted_by_id_person REFERENCES person (id)"),
    ("has_consent", "BOOLEAN DEFAULT false NOT NULL"),
    (
        "second_listener",
        "VARCHAR(200) DEFAULT '' NOT NULL CONSTRAINT ck_voter_assisted_with_a_witness"
        " CHECK (assisted_by_id IS NULL OR has_consent OR second_listener <> '')",
    ),
    ("invited_on", "DATE"),
    ("reminded_on", "DATE"),
)


def _proof(name: str = "proof") -> sa.Enum:
    return sa.Enum(*PROOFS, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    add_words_column("voter", "electorate", "electorate", ELECTORATES, "open")
    add_words_column("voter", "registered_by", "channel", CHANNELS, "online")
    add_words_column("voter", "proof", "proof", PROOFS)
    uuid_type = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    for column, kind in PLAIN:
        op.execute(f"ALTER TABLE voter ADD COLUMN {column} {kind.format(uuid=uuid_type)}")
    set_words("voter", "hold_reason", "holdreason", REASONS)
    set_words("voter_code", "kind", "codekind", KINDS)
    for reason in OLD_REASONS:
        held = sa.text("UPDATE voter SET waits_for = :all WHERE state = 'held' AND hold_reason = :one")
        op.execute(held.bindparams(sa.bindparam("all", [reason], sa.JSON), one=reason))
    op.execute("UPDATE voter SET proof = 'declaration', proved_on = registered_on")
    op.create_index(
        "uq_voter_delegate_of_group",
        "voter",
        ["round_id", "group_id"],
        unique=True,
        sqlite_where=sa.text("group_id IS NOT NULL"),
        postgresql_where=sa.text("group_id IS NOT NULL"),
    )
    op.create_index("ix_voter_partner_id", "voter", ["partner_id"])
    _make_contact_codes()
    _make_partners()
    _make_reminders()


def _make_contact_codes() -> None:
    op.create_table(
        "contact_code",
        sa.Column("voter_id", sa.Uuid(), nullable=False),
        sa.Column("proof", _proof(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voter_id"], ["voter.id"], name=op.f("fk_contact_code_voter_id_voter"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("voter_id", name=op.f("pk_contact_code")),
    )


def _make_partners() -> None:
    op.create_table(
        "register_partner",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=True),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_register_partner_round_id_round"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["community_group.id"], name=op.f("fk_register_partner_group_id_community_group")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_register_partner_added_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_partner")),
        sa.UniqueConstraint("round_id", "group_id", name=op.f("uq_register_partner_round_id_group_id")),
    )


def _make_reminders() -> None:
    op.create_table(
        "register_reminder",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_register_reminder_number_is_not_negative")),
        sa.CheckConstraint("wave IS NULL OR wave > 0", name=op.f("ck_register_reminder_wave_is_before_the_close")),
        sa.CheckConstraint(
            "(wave IS NULL) = (by_id IS NOT NULL)", name=op.f("ck_register_reminder_by_the_clock_or_an_officer")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_register_reminder_round_id_round"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_register_reminder_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_reminder")),
        sa.UniqueConstraint("round_id", "wave", name=op.f("uq_register_reminder_round_id_wave")),
    )


def downgrade() -> None:
    """Rows that only the newer words describe must be gone first; a database with them refuses."""
    op.drop_table("register_reminder")
    op.drop_table("register_partner")
    op.drop_table("contact_code")
    set_words("voter_code", "kind", "codekind", OLD_KINDS)
    set_words("voter", "hold_reason", "holdreason", OLD_REASONS)
    op.drop_index("ix_voter_partner_id", table_name="voter")
    op.drop_index("uq_voter_delegate_of_group", table_name="voter")
    for column, _kind in reversed(PLAIN):
        op.execute(f"ALTER TABLE voter DROP COLUMN {column}")
    for column in ("proof", "registered_by", "electorate"):
        op.execute(f"ALTER TABLE voter DROP COLUMN {column}")

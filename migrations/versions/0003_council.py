"""Tables of council."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# the row of a new installation, until an administrator fills it in
TEXTS = {
    "name": "The council",
    "site_name": "Common Purse",
    "brand_colour": "#7a1f4f",
    "brand_end_colour": "#b5472f",
    "link_colour": "#8a1c56",
    "action_colour": "#146152",
    "accent_colour": "#ffc857",
    **dict.fromkeys(("contact_email", "contact_phone", "contact_address", "contact_hours", "website"), ""),
    **dict.fromkeys(("data_protection_email", "safeguarding_name", "safeguarding_phone"), ""),
    **dict.fromkeys(("safeguarding_email", "safeguarding_hours"), ""),
}
NUMBERS = {
    "disclosure_threshold": 5,
    "sensitive_threshold": 10,
    "min_ballots_published": 50,
    "stale_after_months": 12,
    "version": 1,
}


def upgrade() -> None:
    op.create_table(
        "council",
        sa.Column("is_the_one", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("site_name", sa.String(length=60), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("logo_id", sa.Uuid(), nullable=True),
        sa.Column("brand_colour", sa.String(length=7), nullable=False),
        sa.Column("brand_end_colour", sa.String(length=7), nullable=False),
        sa.Column("link_colour", sa.String(length=7), nullable=False),
        sa.Column("action_colour", sa.String(length=7), nullable=False),
        sa.Column("accent_colour", sa.String(length=7), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("contact_address", sa.Text(), nullable=False),
        sa.Column("contact_hours", sa.String(length=200), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("languages", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("disclosure_threshold", sa.Integer(), nullable=False),
        sa.Column("sensitive_threshold", sa.Integer(), nullable=False),
        sa.Column("min_ballots_published", sa.Integer(), nullable=False),
        sa.Column("stale_after_months", sa.Integer(), nullable=False),
        sa.Column("privacy_text", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("data_protection_email", sa.String(length=254), nullable=False),
        sa.Column("safeguarding_name", sa.String(length=120), nullable=False),
        sa.Column("safeguarding_phone", sa.String(length=40), nullable=False),
        sa.Column("safeguarding_email", sa.String(length=254), nullable=False),
        sa.Column("safeguarding_hours", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("disclosure_threshold >= 5", name=op.f("ck_council_disclosure_is_safe")),
        sa.CheckConstraint("is_the_one", name=op.f("ck_council_there_is_one")),
        sa.CheckConstraint("min_ballots_published >= 30", name=op.f("ck_council_ballots_are_many")),
        sa.CheckConstraint("sensitive_threshold >= disclosure_threshold", name=op.f("ck_council_sensitive_is_safer")),
        sa.ForeignKeyConstraint(["logo_id"], ["stored_file.id"], name=op.f("fk_council_logo_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council")),
        sa.UniqueConstraint("is_the_one", name=op.f("uq_council_is_the_one")),
    )
    op.create_table(
        "office",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("opening_hours", sa.String(length=200), nullable=False),
        sa.Column("access_notes", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_office_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_index(op.f("ix_office_council_id"), "office", ["council_id"], unique=False)
    op.create_table(
        "pre_election",
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("election", sa.String(length=120), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_pre_election_ends_after_start")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_pre_election_council_id_council")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pre_election")),
    )
    op.create_index(op.f("ix_pre_election_council_id"), "pre_election", ["council_id"], unique=False)
    # up by hand
    op.bulk_insert(
        sa.table(
            "council",
            *(sa.column(name, sa.String) for name in TEXTS),
            *(sa.column(name, sa.Boolean) for name in ("is_the_one", "is_sample")),
            *(sa.column(name, sa.Integer) for name in NUMBERS),
            *(sa.column(name, sa.JSON) for name in ("languages", "privacy_text")),
            sa.column("id", sa.Uuid),
        ),
        [
            {
                **TEXTS,
                **NUMBERS,
                "is_the_one": True,
                "is_sample": False,
                "languages": ["en", "ur"],
                "privacy_text": {},
                "id": uuid.UUID("5f0f4b1e-7b62-4d0c-9d1c-2f1f4e0b6a01"),
            }
        ],
    )
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_pre_election_council_id"), table_name="pre_election")
    op.drop_table("pre_election")
    op.drop_index(op.f("ix_office_council_id"), table_name="office")
    op.drop_table("office")
    op.drop_table("council")

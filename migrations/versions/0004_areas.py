"""Tables of areas."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "boundary_set",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "area_type",
            sa.Enum(
                "district",
                "council-area",
                "constituency",
                "ward",
                "parish",
                "neighbourhood",
                name="areatype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("in_force_to >= in_force_from", name=op.f("ck_boundary_set_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundary_set")),
        sa.UniqueConstraint("name", name=op.f("uq_boundary_set_name")),
    )
    op.create_table(
        "postcode_profile",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("postcode_column", sa.String(length=80), nullable=False),
        sa.Column("ward_column", sa.String(length=80), nullable=False),
        sa.Column("introduced_column", sa.String(length=80), nullable=False),
        sa.Column("terminated_column", sa.String(length=80), nullable=False),
        sa.Column("ward_matched_by", sa.String(length=10), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postcode_profile")),
        sa.UniqueConstraint("name", name=op.f("uq_postcode_profile_name")),
    )
    op.create_table(
        "area",
        sa.Column("boundary_set_id", sa.Uuid(), nullable=False),
        sa.Column(
            "area_type",
            sa.Enum(
                "district",
                "council-area",
                "constituency",
                "ward",
                "parish",
                "neighbourhood",
                name="areatype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("slug", sa.String(length=140), nullable=False),
        sa.Column("gss_code", sa.String(length=9), nullable=True),
        sa.Column("is_code_confirmed", sa.Boolean(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_source", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("tile_row", sa.Integer(), nullable=True),
        sa.Column("tile_col", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["boundary_set_id"], ["boundary_set.id"], name=op.f("fk_area_boundary_set_id_boundary_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("boundary_set_id", "gss_code", name=op.f("uq_area_boundary_set_id_gss_code")),
        sa.UniqueConstraint("boundary_set_id", "name", name=op.f("uq_area_boundary_set_id_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_area_slug")),
    )
    op.create_index(op.f("ix_area_area_type_name"), "area", ["area_type", "name"], unique=False)
    op.create_table(
        "postcode_import",
        sa.Column("lookup_version", sa.String(length=80), nullable=False),
        sa.Column("boundary_set_id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("imported_by", sa.String(length=200), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["boundary_set_id"], ["boundary_set.id"], name=op.f("fk_postcode_import_boundary_set_id_boundary_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postcode_import")),
        sa.UniqueConstraint("lookup_version", name=op.f("uq_postcode_import_lookup_version")),
    )
    op.create_table(
        "area_link",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "within",
                "overlaps",
                "successor-of",
                name="linkkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("share", sa.Numeric(precision=5, scale=4), nullable=True),
        sa.Column(
            "basis",
            sa.Enum(
                "legal",
                "postcodes",
                "population",
                "estimate",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'within' OR (share IS NOT NULL AND share = 1)", name=op.f("ck_area_link_within_is_whole")
        ),
        sa.CheckConstraint("child_id <> parent_id", name=op.f("ck_area_link_links_two_areas")),
        sa.CheckConstraint("share > 0 AND share <= 1", name=op.f("ck_area_link_share_is_a_share")),
        sa.ForeignKeyConstraint(["child_id"], ["area.id"], name=op.f("fk_area_link_child_id_area")),
        sa.ForeignKeyConstraint(["parent_id"], ["area.id"], name=op.f("fk_area_link_parent_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_link")),
        sa.UniqueConstraint("child_id", "parent_id", "kind", name=op.f("uq_area_link_child_id_parent_id_kind")),
    )
    op.create_index(op.f("ix_area_link_parent_id"), "area_link", ["parent_id"], unique=False)
    op.create_table(
        "postcode",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=True),
        sa.Column("introduced", sa.String(length=6), nullable=True),
        sa.Column("terminated", sa.String(length=6), nullable=True),
        sa.Column("lookup_version", sa.String(length=80), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["area.id"], name=op.f("fk_postcode_ward_id_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postcode")),
        sa.UniqueConstraint("postcode", name=op.f("uq_postcode_postcode")),
    )
    op.create_index(op.f("ix_postcode_ward_id"), "postcode", ["ward_id"], unique=False)
    # up by hand
    # end by hand


def downgrade() -> None:
    # down by hand
    # end by hand
    op.drop_index(op.f("ix_postcode_ward_id"), table_name="postcode")
    op.drop_table("postcode")
    op.drop_index(op.f("ix_area_link_parent_id"), table_name="area_link")
    op.drop_table("area_link")
    op.drop_table("postcode_import")
    op.drop_index(op.f("ix_area_area_type_name"), table_name="area")
    op.drop_table("area")
    op.drop_table("postcode_profile")
    op.drop_table("boundary_set")

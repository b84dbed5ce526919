"""Tables of paper: packs, desks, boxes, batches, keying, sheets; and why a paper can be rejected."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.checks import set_words

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

REJECTIONS = (
    "unreadable",
    "not-in-round",
    "too-many",
    "too-few",
    "over-budget",
    "not-all-scored",
    "off-scale",
    "over-points",
    "over-item",
    "twice",
    "own-project",
    "not-boostable",
    "too-many-boosts",
    "gap-in-ranks",
)
OF_PAPER = ("blank", "unclear", "identifies-voter", "unofficial-paper", "late")


def upgrade() -> None:
    op.create_table(
        "paper_desk",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "online",
                "kiosk",
                "assisted",
                "paper",
                "post",
                "hall",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("channel IN ('paper', 'post')", name=op.f("ck_paper_desk_channel_is_of_paper")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_paper_desk_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_desk")),
        sa.UniqueConstraint("round_id", "name", name=op.f("uq_paper_desk_round_id_name")),
    )
    op.create_table(
        "paper_plan",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("sets", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("return_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("sets BETWEEN 2 AND 6", name=op.f("ck_paper_plan_sets_are_two_to_six")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_paper_plan_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_plan")),
        sa.UniqueConstraint("round_id", name=op.f("uq_paper_plan_round_id")),
    )
    op.create_table(
        "paper_record",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("is_swept", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_paper_record_round_id_round"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_paper_record_written_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_record")),
        sa.UniqueConstraint("round_id", name=op.f("uq_paper_record_round_id")),
    )
    op.create_table(
        "paper_box",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=40), nullable=False),
        sa.Column("closed_first_id", sa.Uuid(), nullable=True),
        sa.Column("closed_second_id", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("papers", sa.Integer(), nullable=True),
        sa.Column("is_seal_whole", sa.Boolean(), nullable=True),
        sa.Column("emptied_first_id", sa.Uuid(), nullable=True),
        sa.Column("emptied_second_id", sa.Uuid(), nullable=True),
        sa.Column("emptied_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("closed_first_id IS NULL OR seal <> ''", name=op.f("ck_paper_box_closed_with_a_seal")),
        sa.CheckConstraint(
            "(emptied_first_id IS NULL) = (papers IS NULL)", name=op.f("ck_paper_box_emptied_and_counted")
        ),
        sa.CheckConstraint("closed_first_id <> closed_second_id", name=op.f("ck_paper_box_two_people_close")),
        sa.CheckConstraint("emptied_first_id <> emptied_second_id", name=op.f("ck_paper_box_two_people_empty")),
        sa.CheckConstraint(
            "emptied_first_id IS NULL OR (closed_second_id IS NOT NULL)", name=op.f("ck_paper_box_emptied_when_closed")
        ),
        sa.CheckConstraint("papers >= 0", name=op.f("ck_paper_box_papers_not_negative")),
        sa.ForeignKeyConstraint(["closed_first_id"], ["person.id"], name=op.f("fk_paper_box_closed_first_id_person")),
        sa.ForeignKeyConstraint(["closed_second_id"], ["person.id"], name=op.f("fk_paper_box_closed_second_id_person")),
        sa.ForeignKeyConstraint(["desk_id"], ["paper_desk.id"], name=op.f("fk_paper_box_desk_id_paper_desk")),
        sa.ForeignKeyConstraint(["emptied_first_id"], ["person.id"], name=op.f("fk_paper_box_emptied_first_id_person")),
        sa.ForeignKeyConstraint(
            ["emptied_second_id"], ["person.id"], name=op.f("fk_paper_box_emptied_second_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_paper_box_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_box")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_paper_box_round_id_number")),
    )
    op.create_index(op.f("ix_paper_box_desk_id"), "paper_box", ["desk_id"], unique=False)
    op.create_table(
        "paper_count",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column(
            "half",
            sa.Enum("morning", "afternoon", name="half", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "issued",
                "spoilt",
                "replaced",
                "late",
                name="tally",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("area_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_paper_count_number_counts")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_paper_count_area_id_area")),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["paper_desk.id"], name=op.f("fk_paper_count_desk_id_paper_desk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_count")),
    )
    op.create_index(op.f("ix_paper_count_desk_id_on_half"), "paper_count", ["desk_id", "on", "half"], unique=False)
    op.create_table(
        "paper_pack",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("desk_id", sa.Uuid(), nullable=False),
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
        sa.Column("lang", sa.String(length=3), nullable=False),
        sa.Column("is_large", sa.Boolean(), nullable=False),
        sa.Column("has_pictures", sa.Boolean(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("printed", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("size BETWEEN 1 AND 200", name=op.f("ck_paper_pack_size_can_be_carried")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_paper_pack_area_id_area")),
        sa.ForeignKeyConstraint(["desk_id"], ["paper_desk.id"], name=op.f("fk_paper_pack_desk_id_paper_desk")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_paper_pack_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_pack")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_paper_pack_round_id_number")),
    )
    op.create_index(op.f("ix_paper_pack_desk_id"), "paper_pack", ["desk_id"], unique=False)
    op.create_table(
        "paper_batch",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("box_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Integer(), nullable=False),
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
        sa.Column("seal", sa.String(length=40), nullable=False),
        sa.Column("sealed_first_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_second_id", sa.Uuid(), nullable=True),
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "made",
                "sealed",
                "compared",
                "sampled",
                "checked",
                name="batchstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("first_keyer_id", sa.Uuid(), nullable=True),
        sa.Column("second_keyer_id", sa.Uuid(), nullable=True),
        sa.Column("is_first_done", sa.Boolean(), nullable=False),
        sa.Column("is_second_done", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state = 'made' OR sealed_second_id IS NOT NULL", name=op.f("ck_paper_batch_sealed_by_two")),
        sa.CheckConstraint(
            "state IN ('made', 'sealed') OR (is_first_done AND is_second_done AND second_keyer_id IS NOT NULL)",
            name=op.f("ck_paper_batch_keyed_twice"),
        ),
        sa.CheckConstraint("declared BETWEEN 1 AND 50", name=op.f("ck_paper_batch_at_most_fifty")),
        sa.CheckConstraint("first_keyer_id <> second_keyer_id", name=op.f("ck_paper_batch_two_people_key")),
        sa.CheckConstraint("sealed_first_id <> sealed_second_id", name=op.f("ck_paper_batch_two_people_seal")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_paper_batch_area_id_area")),
        sa.ForeignKeyConstraint(["box_id"], ["paper_box.id"], name=op.f("fk_paper_batch_box_id_paper_box")),
        sa.ForeignKeyConstraint(["first_keyer_id"], ["person.id"], name=op.f("fk_paper_batch_first_keyer_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_paper_batch_round_id_round"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sealed_first_id"], ["person.id"], name=op.f("fk_paper_batch_sealed_first_id_person")),
        sa.ForeignKeyConstraint(
            ["sealed_second_id"], ["person.id"], name=op.f("fk_paper_batch_sealed_second_id_person")
        ),
        sa.ForeignKeyConstraint(["second_keyer_id"], ["person.id"], name=op.f("fk_paper_batch_second_keyer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_paper_batch_round_id_number")),
    )
    op.create_index(op.f("ix_paper_batch_box_id"), "paper_batch", ["box_id"], unique=False)
    op.create_table(
        "paper_decision",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "first-right",
                "second-right",
                "both-wrong",
                "intent-clear",
                "intent-unclear",
                "not-there",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.Uuid(), nullable=False),
        sa.Column("first_keyer_id", sa.Uuid(), nullable=False),
        sa.Column("second_keyer_id", sa.Uuid(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decided_by_id <> first_keyer_id AND decided_by_id <> second_keyer_id",
            name=op.f("ck_paper_decision_a_third"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_decision_batch_id_paper_batch"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_paper_decision_decided_by_id_person")),
        sa.ForeignKeyConstraint(
            ["first_keyer_id"], ["person.id"], name=op.f("fk_paper_decision_first_keyer_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["second_keyer_id"], ["person.id"], name=op.f("fk_paper_decision_second_keyer_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_decision")),
        sa.UniqueConstraint("batch_id", "run", "place", name=op.f("uq_paper_decision_batch_id_run_place")),
    )
    op.create_table(
        "paper_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("keying", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("keying BETWEEN 1 AND 3", name=op.f("ck_paper_entry_keying_is_a_pass")),
        sa.CheckConstraint("place > 0", name=op.f("ck_paper_entry_place_is_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_entry_batch_id_paper_batch"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entry")),
        sa.UniqueConstraint("batch_id", "place", "keying", name=op.f("uq_paper_entry_batch_id_place_keying")),
    )
    op.create_table(
        "paper_sample",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=True),
        sa.Column("checked_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(agrees IS NULL) = (checked_by_id IS NULL)", name=op.f("ck_paper_sample_checked_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_sample_batch_id_paper_batch"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_paper_sample_checked_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sample")),
        sa.UniqueConstraint("batch_id", "run", "place", name=op.f("uq_paper_sample_batch_id_run_place")),
    )
    op.create_table(
        "paper_sheet",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("batch", "box", "desk", name="sheetkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("batch_id", sa.Uuid(), nullable=True),
        sa.Column("box_id", sa.Uuid(), nullable=True),
        sa.Column("desk_id", sa.Uuid(), nullable=True),
        sa.Column("declared", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("unaccounted", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("unused", sa.Integer(), nullable=True),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'batch' AND batch_id IS NOT NULL AND box_id IS NULL AND desk_id IS NULL) OR (kind = 'box' AND batch_id IS NULL AND box_id IS NOT NULL AND desk_id IS NULL) OR (kind = 'desk' AND batch_id IS NULL AND box_id IS NULL AND desk_id IS NOT NULL)",
            name=op.f("ck_paper_sheet_about_one_thing"),
        ),
        sa.CheckConstraint(
            "(unaccounted = 0 AND missing = 0) OR explanation <> ''", name=op.f("ck_paper_sheet_explained")
        ),
        sa.CheckConstraint(
            "accepted >= 0 AND rejected >= 0 AND declared >= 0", name=op.f("ck_paper_sheet_not_negative")
        ),
        sa.CheckConstraint("declared = accepted + rejected + unaccounted", name=op.f("ck_paper_sheet_adds_up")),
        sa.CheckConstraint("first_id <> second_id", name=op.f("ck_paper_sheet_two_people_sign")),
        sa.ForeignKeyConstraint(["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_sheet_batch_id_paper_batch")),
        sa.ForeignKeyConstraint(["box_id"], ["paper_box.id"], name=op.f("fk_paper_sheet_box_id_paper_box")),
        sa.ForeignKeyConstraint(["desk_id"], ["paper_desk.id"], name=op.f("fk_paper_sheet_desk_id_paper_desk")),
        sa.ForeignKeyConstraint(["first_id"], ["person.id"], name=op.f("fk_paper_sheet_first_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_paper_sheet_round_id_round"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["second_id"], ["person.id"], name=op.f("fk_paper_sheet_second_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_paper_sheet_batch_id")),
        sa.UniqueConstraint("box_id", name=op.f("uq_paper_sheet_box_id")),
        sa.UniqueConstraint("desk_id", name=op.f("uq_paper_sheet_desk_id")),
    )
    op.create_index(op.f("ix_paper_sheet_round_id"), "paper_sheet", ["round_id"], unique=False)
    set_words("ballot", "rejected_for", "rejection", REJECTIONS + OF_PAPER)


def downgrade() -> None:
    ballot = sa.table("ballot", sa.column("rejected_for", sa.String))
    op.execute(ballot.update().where(ballot.c.rejected_for.in_(OF_PAPER)).values(rejected_for="unreadable"))
    set_words("ballot", "rejected_for", "rejection", REJECTIONS)
    op.drop_index(op.f("ix_paper_sheet_round_id"), table_name="paper_sheet")
    op.drop_table("paper_sheet")
    op.drop_table("paper_sample")
    op.drop_table("paper_entry")
    op.drop_table("paper_decision")
    op.drop_index(op.f("ix_paper_batch_box_id"), table_name="paper_batch")
    op.drop_table("paper_batch")
    op.drop_index(op.f("ix_paper_pack_desk_id"), table_name="paper_pack")
    op.drop_table("paper_pack")
    op.drop_index(op.f("ix_paper_count_desk_id_on_half"), table_name="paper_count")
    op.drop_table("paper_count")
    op.drop_index(op.f("ix_paper_box_desk_id"), table_name="paper_box")
    op.drop_table("paper_box")
    op.drop_table("paper_record")
    op.drop_table("paper_plan")
    op.drop_table("paper_desk")

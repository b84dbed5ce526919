"""Rule sets of every kind: electorates, channels, scores, points, ranks, boosts; texts of items by language."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.checks import add_words_column, set_words

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ELECTORATES = ("open", "registered", "attendees", "delegates", "panel")
OLD_CHANNELS = ("online", "paper", "hall")
CHANNELS = ("online", "kiosk", "assisted", "paper", "post", "hall")
CHANNEL_COLUMNS = (
    ("ballot", "channel_class"),
    ("envelope", "channel"),
    ("receipt", "channel"),
    ("turnout_count", "channel"),
    ("entitlement", "taken_by"),
)
OLD_REJECTIONS = ("unreadable", "not-in-round", "too-many", "too-few", "over-budget")
NEW_REJECTIONS = (
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
WORDS = (
    ("score_scope", "scorescope", ("all", "presented"), "all"),
    ("incomplete", "incomplete", ("reject", "mean", "zero"), "reject"),
    ("rank_method", "rankmethod", ("borda", "three-two-one"), "borda"),
    ("own_project", "ownproject", ("allowed", "excluded", "barred"), "allowed"),
    ("channel_policy", "channelpolicy", ("one-total", "one-per-channel"), "one-total"),
    ("pot_scope", "potscope", ("own", "all"), "own"),
    ("leftover", "leftover", ("back", "next-pot", "up"), "back"),
)
NUMBERS = (  # in this order, as a check may name the columns before it
    ("points_total", "INTEGER", "points_total_is_positive", "points_total IS NULL OR points_total > 0"),
    ("per_item_max", "INTEGER", "per_item_max_is_positive", "per_item_max IS NULL OR per_item_max > 0"),
    ("scale_min", "INTEGER DEFAULT 1 NOT NULL", "scale_min_is_not_negative", "scale_min >= 0"),
    ("scale_max", "INTEGER DEFAULT 5 NOT NULL", "scale_goes_up", "scale_max > scale_min"),
    ("least_scorers", "INTEGER DEFAULT 0 NOT NULL", "least_scorers_is_not_negative", "least_scorers >= 0"),
    ("boost_votes", "INTEGER DEFAULT 0 NOT NULL", "boost_votes_is_not_negative", "boost_votes >= 0"),
    ("quorum", "INTEGER", "quorum_is_positive", "quorum IS NULL OR quorum > 0"),
)


def upgrade() -> None:
    for column, kind, name, check in NUMBERS:
        op.execute(f"ALTER TABLE rule_set ADD COLUMN {column} {kind} CONSTRAINT ck_rule_set_{name} CHECK ({check})")
    for column, kind, words, default in WORDS:
        add_words_column("rule_set", column, kind, words, default)
    op.execute("ALTER TABLE rule_set ADD COLUMN channels JSON DEFAULT '[\"online\"]' NOT NULL")
    op.execute("ALTER TABLE rule_set ADD COLUMN preset VARCHAR(20) DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE round ADD COLUMN proofs JSON DEFAULT '[\"declaration\"]' NOT NULL")
    op.execute("ALTER TABLE ballot_item ADD COLUMN is_boosted BOOLEAN DEFAULT false NOT NULL")
    op.execute("ALTER TABLE ballot_item ADD COLUMN exclusive_group VARCHAR(40) DEFAULT '' NOT NULL")
    op.execute(
        "ALTER TABLE choice ADD COLUMN boost INTEGER DEFAULT 0 NOT NULL"
        " CONSTRAINT ck_choice_boost_is_one_vote CHECK (boost BETWEEN 0 AND 1)"
    )
    _make_electorates()
    _make_texts()
    set_words("ballot", "electorate", "electorate", ELECTORATES)
    set_words("ballot", "rejected_for", "rejection", OLD_REJECTIONS + NEW_REJECTIONS)
    for table, column in CHANNEL_COLUMNS:
        set_words(table, column, "channel", CHANNELS)


def _make_electorates() -> None:
    op.create_table(
        "round_electorate",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column(
            "electorate",
            sa.Enum(*ELECTORATES, name="electorate", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("weight", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight IS NULL OR weight > 0", name=op.f("ck_round_electorate_weight_is_positive")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_electorate_round_id_round"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_electorate")),
        sa.UniqueConstraint("round_id", "electorate", name=op.f("uq_round_electorate_round_id_electorate")),
    )


def _make_texts() -> None:
    op.create_table(
        "item_text",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (approved_on IS NULL)", name=op.f("ck_item_text_approved_by_and_on")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_item_text_approved_by_id_person")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["ballot_item.id"], name=op.f("fk_item_text_item_id_ballot_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_text")),
        sa.UniqueConstraint("item_id", "lang", name=op.f("uq_item_text_item_id_lang")),
    )


def downgrade() -> None:
    """Rows that only the newer words describe must be gone first; a database with them refuses."""
    for table, column in CHANNEL_COLUMNS:
        set_words(table, column, "channel", OLD_CHANNELS)
    set_words("ballot", "rejected_for", "rejection", OLD_REJECTIONS)
    set_words("ballot", "electorate", "electorate", ("open",))
    op.drop_table("item_text")
    op.drop_table("round_electorate")
    op.execute("ALTER TABLE choice DROP COLUMN boost")
    for column in ("exclusive_group", "is_boosted"):
        op.execute(f"ALTER TABLE ballot_item DROP COLUMN {column}")
    op.execute("ALTER TABLE round DROP COLUMN proofs")
    for column in ("preset", "channels", *(word[0] for word in WORDS), *(number[0] for number in reversed(NUMBERS))):
        op.execute(f"ALTER TABLE rule_set DROP COLUMN {column}")

"""What becomes of a count: the independent check, objections, changes of who gets the money, the final result."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.checks import add_words_column

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SEALED = (("envelope", "sealed"), ("envelope", "receipt"), ("draft", "sealed"), ("key_share", "sealed"))
ADDED = (  # to round_count, in this order, as a check may name the columns before it
    (
        "verified_at",
        "{instant} CONSTRAINT ck_round_count_verified_at_a_moment"
        " CHECK ((verification = 'waiting') = (verified_at IS NULL))",
    ),
    ("verify_notes", "JSON DEFAULT '[]' NOT NULL"),
    ("objections_until", "DATE"),
    (
        "final_at",
        "{instant} CONSTRAINT ck_round_count_final_was_published CHECK (final_at IS NULL OR published_at IS NOT NULL)",
    ),
)


def _words(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    instant = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    add_words_column("round_count", "verification", "verification", ("waiting", "confirmed", "differs"), "waiting")
    for column, kind in ADDED:
        op.execute(f"ALTER TABLE round_count ADD COLUMN {column} {kind.format(instant=instant)}")
    op.execute(
        "ALTER TABLE council ADD COLUMN objection_days INTEGER DEFAULT 5 NOT NULL"
        " CONSTRAINT ck_council_objections_have_time CHECK (objection_days BETWEEN 1 AND 60)"
    )
    _make_objections()
    _make_changes()
    _sample_nothing_sealed()


def _sample_nothing_sealed() -> None:
    """The planner's statistics outlive deleted rows, so they hold no envelope, draft, share or receipt."""
    if op.get_bind().dialect.name == "postgresql":
        for table, column in SEALED:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def _make_objections() -> None:
    op.create_table(
        "objection",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "grounds",
            _words("grounds", "counting", "rules", "eligibility", "project", "ballot", "conduct", "other"),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("lang", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_certifier_id", sa.Uuid(), nullable=False),
        sa.Column("second_certifier_id", sa.Uuid(), nullable=False),
        sa.Column("state", _words("objectionstate", "received", "upheld", "dismissed"), nullable=False),
        sa.Column("remedy", _words("remedy", "recount", "disqualify", "none"), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'received') = (decided_at IS NULL)", name=op.f("ck_objection_decided_at_a_moment")
        ),
        sa.CheckConstraint("(state = 'upheld') = (remedy IS NOT NULL)", name=op.f("ck_objection_upheld_with_a_remedy")),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR (decided_by_id <> first_certifier_id AND decided_by_id <> second_certifier_id)",
            name=op.f("ck_objection_decided_by_another"),
        ),
        _refers("objection", "round_id", "round"),
        _refers("objection", "count_id", "round_count"),
        _refers("objection", "first_certifier_id", "person"),
        _refers("objection", "second_certifier_id", "person"),
        _refers("objection", "item_id", "ballot_item"),
        _refers("objection", "decided_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_objection_round_id_number")),
    )
    op.create_index(op.f("ix_objection_count_id"), "objection", ["count_id"])


def _make_changes() -> None:
    op.create_table(
        "result_change",
        sa.Column("count_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("round_pot_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", _words("changekind", "declined", "lapsed", "withdrawn", "disqualified", "promoted"), nullable=False
        ),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=True),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_pence >= 0", name=op.f("ck_result_change_amount_is_not_negative")),
        sa.CheckConstraint(
            "second_id IS NULL OR (first_id IS NOT NULL AND second_id <> first_id)",
            name=op.f("ck_result_change_two_officers_disqualify"),
        ),
        sa.CheckConstraint(
            "kind <> 'disqualified' OR is_done = (second_id IS NOT NULL)",
            name=op.f("ck_result_change_disqualified_by_two"),
        ),
        _refers("result_change", "count_id", "round_count"),
        _refers("result_change", "item_id", "ballot_item"),
        _refers("result_change", "round_pot_id", "round_pot"),
        _refers("result_change", "first_id", "person"),
        _refers("result_change", "second_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_result_change")),
        sa.UniqueConstraint("count_id", "item_id", "kind", name=op.f("uq_result_change_count_id_item_id_kind")),
    )
    op.create_index(op.f("ix_result_change_count_id"), "result_change", ["count_id"])
    op.create_index(op.f("ix_result_change_item_id"), "result_change", ["item_id"])


def downgrade() -> None:
    op.drop_table("result_change")
    op.drop_table("objection")
    op.execute("ALTER TABLE council DROP COLUMN objection_days")
    for column, _kind in reversed(ADDED):
        op.execute(f"ALTER TABLE round_count DROP COLUMN {column}")
    op.execute("ALTER TABLE round_count DROP COLUMN verification")

"""Opens of a vote's first page by the hour and by channel, in place of totals of a day."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

CHANNELS = ("online", "kiosk", "assisted", "paper", "post", "hall")


def upgrade() -> None:
    days = sa.table(
        "page_opens",
        sa.column("round_id", sa.Uuid()),
        sa.column("on", sa.Date()),
        sa.column("lang"),
        sa.column("number"),
    )
    kept = op.get_bind().execute(sa.select(days)).all()
    op.drop_table("page_opens")
    made = op.create_table(
        "page_opens",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(*CHANNELS, name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        *_rest(),
        sa.PrimaryKeyConstraint("round_id", "hour", "channel", "lang", name=op.f("pk_page_opens")),
    )
    noon = dt.time(12, tzinfo=dt.UTC)
    rows = [
        {
            "round_id": row.round_id,
            "hour": dt.datetime.combine(row.on, noon),
            "channel": "online",
            "lang": row.lang,
            "number": row.number,
        }
        for row in kept
    ]
    op.bulk_insert(made, rows)


def downgrade() -> None:
    hours = sa.table(
        "page_opens",
        sa.column("round_id", sa.Uuid()),
        sa.column("hour", sa.DateTime(timezone=True)),
        sa.column("lang"),
        sa.column("number"),
    )
    totals: dict[tuple[object, dt.date, str], int] = {}
    for row in op.get_bind().execute(sa.select(hours)):
        key = (row.round_id, row.hour.date(), row.lang)
        totals[key] = totals.get(key, 0) + row.number
    op.drop_table("page_opens")
    made = op.create_table(
        "page_opens",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        *_rest(),
        sa.PrimaryKeyConstraint("round_id", "on", "lang", name=op.f("pk_page_opens")),
    )
    rows = [
        {"round_id": round_id, "on": on, "lang": lang, "number": number}
        for (round_id, on, lang), number in totals.items()
    ]
    op.bulk_insert(made, rows)


def _rest() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("lang", sa.String(length=3), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_page_opens_number_counts")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_page_opens_round_id_round"), ondelete="CASCADE"
        ),
    ]

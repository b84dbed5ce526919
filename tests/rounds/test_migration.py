"""0020 with data: ballots keep their choices, the new words are taken and others refused, and the way back is open."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from tests.support.databases import Databases
from tests.support.settings import test_settings

ROUND, POT, ITEM, RULES = (uuid.UUID(int=n) for n in range(1, 5))


@pytest.mark.slow
def test_0020_up_and_down_with_data(databases: Databases, tmp_path: Path) -> None:
    from app import create_app
    from app.core.db import db

    url = databases.empty()
    app = create_app(test_settings(url, tmp_path / "data"))
    with app.app_context():
        upgrade(revision="0019")
        _plant()
        upgrade(revision="0020")
        assert _row("SELECT channels, proofs FROM rule_set, round") == ('["online"]', '["declaration"]')
        assert _row("SELECT scale_min, scale_max, incomplete, quorum FROM rule_set") == (1, 5, "reject", None)
        assert _row("SELECT value, boost FROM choice") == (1, 0), "a ballot lost its choice"
        for word in ("kiosk", "assisted", "post"):
            _do("UPDATE ballot SET channel_class = :word", word=word)
        _do("UPDATE ballot SET electorate = 'panel', rejected_for = 'gap-in-ranks'")
        for broken in (
            "UPDATE ballot SET channel_class = 'pigeon'",
            "UPDATE ballot SET electorate = 'pigeon'",
            "UPDATE rule_set SET scale_max = 1",
            "UPDATE rule_set SET incomplete = 'pigeon'",
            "UPDATE choice SET boost = 2",
        ):
            with pytest.raises(sa.exc.IntegrityError):
                _do(broken)
        with pytest.raises((SystemExit, sa.exc.IntegrityError)):
            downgrade(revision="0019")
        _do("UPDATE ballot SET electorate = 'open', rejected_for = NULL, channel_class = 'paper'")
        downgrade(revision="0019")
        assert _row("SELECT value FROM choice") == (1,)
        with pytest.raises(sa.exc.IntegrityError):
            _do("UPDATE ballot SET channel_class = 'kiosk'")
        upgrade()
        assert _row("SELECT value, boost FROM choice") == (1, 0)
        db.engine.dispose()
    databases.drop(url)


def _plant() -> None:
    from app.core.db import db

    rows: tuple[tuple[str, dict[str, object]], ...] = (
        ("round", {"id": ROUND, "slug": "r", "name": "R", "currency": "GBP", "state": "opened"}),
        ("round_pot", {"id": POT, "round_id": ROUND, "name": "Pot"}),
        ("rule_set", {"id": RULES, "round_id": ROUND}),
        ("ballot_item", {"id": ITEM, "round_id": ROUND, "round_pot_id": POT, "number": 1}),
        ("ballot", {"id": 5, "round_id": ROUND, "channel_class": "online", "electorate": "open"}),
        ("choice", {"ballot_id": 5, "item_id": ITEM, "value": 1}),
    )
    for table, values in rows:
        made = sa.Table(table, sa.MetaData(), autoload_with=db.engine)
        is_bare = db.engine.dialect.name == "sqlite"
        fitting = {name: v.hex if is_bare and isinstance(v, uuid.UUID) else v for name, v in values.items()}
        with db.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            connection.execute(made.insert().values(_filled(made) | fitting))


def _filled(table: sa.Table) -> dict[str, object]:
    """A value that fits for every column that must have one."""
    return {column.name: _value(column) for column in table.columns if not column.nullable}


def _value(column: sa.Column[object]) -> object:
    known = {"opens_at": "2026-01-01 09:00:00", "closes_at": "2026-02-01 09:00:00", "ballot_type": "approve"}
    if column.name in known:
        return sa.text(f"'{known[column.name]}'")
    if isinstance(column.type, sa.JSON):
        return []
    if isinstance(column.type, sa.Boolean):
        return False
    return 50 if isinstance(column.type, sa.Integer) else "x"


def _do(statement: str, **values: object) -> None:
    from app.core.db import db

    with db.engine.connect().execution_options(immediate=True) as connection, connection.begin():
        connection.execute(sa.text(statement), values)


def _row(statement: str) -> tuple[object, ...]:
    from app.core.db import db

    with db.engine.connect() as connection:
        row = connection.execute(sa.text(statement)).one()
        connection.rollback()
    return tuple(json.dumps(value) if isinstance(value, list) else value for value in row)

"""0031, 0035 and 0036 with data: what is there stays, new words are taken, others refused, and back."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from tests.rounds.test_migration import _do, _filled, _row
from tests.support.databases import Databases
from tests.support.settings import test_settings

ROUND, BATCH = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.mark.slow
def test_0031_up_and_down_with_data(databases: Databases, tmp_path: Path) -> None:
    from app import create_app
    from app.core.db import db

    url = databases.empty()
    with create_app(test_settings(url, tmp_path / "data")).app_context():
        upgrade(revision="0030")
        _plant()
        upgrade(revision="0031")
        assert _row("SELECT electorate, replaced FROM code_batch") == (None, 0)
        assert _row("SELECT slip_key, NOT is_void FROM batch_code") == (None, True)
        _do("UPDATE code_batch SET electorate = 'panel', replaced = 2")
        _do("UPDATE batch_code SET slip_key = 'abc'")
        for broken in (
            "UPDATE code_batch SET electorate = 'pigeon'",
            "UPDATE code_batch SET replaced = -1",
            "INSERT INTO batch_code SELECT 'other', batch_id, is_used, slip_key, is_void FROM batch_code",
        ):
            with pytest.raises(sa.exc.IntegrityError):
                _do(broken)
        downgrade(revision="0030")
        assert _row("SELECT digest, is_used FROM batch_code") == ("a", True)
        upgrade(revision="0031")
        db.engine.dispose()
    databases.drop(url)


@pytest.mark.slow
def test_0035_up_and_down_with_data(databases: Databases, tmp_path: Path) -> None:
    """E42: a batch that was for delegates is stopped, and there can be no other."""
    from app import create_app
    from app.core.db import db

    url = databases.empty()
    with create_app(test_settings(url, tmp_path / "data")).app_context():
        upgrade(revision="0034")
        _plant()
        _do("UPDATE code_batch SET electorate = 'delegates'")
        upgrade(revision="0035")
        known = "SELECT electorate, revoked_on IS NOT NULL, revoke_reason <> '', number FROM code_batch"
        assert _row(known) == (None, True, True, 60)
        assert _row("SELECT digest FROM batch_code") == ("a",)
        with pytest.raises(sa.exc.IntegrityError):
            _do("UPDATE code_batch SET electorate = 'delegates'")
        _do("UPDATE code_batch SET electorate = 'panel'")
        downgrade(revision="0034")
        assert _row("SELECT electorate, number FROM code_batch") == ("panel", 60)
        upgrade(revision="0035")
        db.engine.dispose()
    databases.drop(url)


@pytest.mark.slow
def test_0036_up_and_down_with_data(databases: Databases, tmp_path: Path) -> None:
    """A slip's number is forgotten, a letter's is kept, so that a lost one can be replaced."""
    from app import create_app
    from app.core.db import db

    url = databases.empty()
    with create_app(test_settings(url, tmp_path / "data")).app_context():
        upgrade(revision="0035")
        _plant()
        for shape, left in (("letters", "abc"), ("sheets", None)):
            _do("UPDATE code_batch SET shape = :shape", shape=shape)
            _do("UPDATE batch_code SET slip_key = 'abc'")
            upgrade(revision="0036")
            assert _row("SELECT digest, slip_key FROM batch_code") == ("a", left)
            downgrade(revision="0035")
        db.engine.dispose()
    databases.drop(url)


def _plant() -> None:
    from app.core.db import db

    rows: tuple[tuple[str, dict[str, object]], ...] = (
        ("round", {"id": ROUND, "slug": "r", "name": "R", "currency": "GBP", "state": "locked"}),
        (
            "code_batch",
            {"id": BATCH, "round_id": ROUND, "desk": "library", "shape": "sheets", "state": "making", "number": 60}
            | {"made_on": sa.text("'2026-01-01'"), "revoke_reason": "", "sha256": ""},
        ),
        ("batch_code", {"digest": "a", "batch_id": BATCH, "is_used": True}),
    )
    for table, values in rows:
        made = sa.Table(table, sa.MetaData(), autoload_with=db.engine)
        is_bare = db.engine.dialect.name == "sqlite"
        fitting = {name: v.hex if is_bare and isinstance(v, uuid.UUID) else v for name, v in values.items()}
        filled = {column: value for column, value in _filled(made).items() if column not in fitting}
        with db.engine.connect().execution_options(immediate=True) as connection, connection.begin():
            connection.execute(made.insert().values(filled | fitting))

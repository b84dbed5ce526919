"""Migrations: one line of descent, up and down on both databases, and with data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from tests.support.databases import Databases
from tests.support.settings import test_settings

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"


def test_numbered_without_a_gap() -> None:
    numbers = sorted(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)]
    for path in VERSIONS.glob("[0-9]*.py"):
        number = int(path.name[:4])
        before = "None" if number == 1 else f'"{number - 1:04d}"'
        assert re.search(rf"^down_revision = {before}$", path.read_text(encoding="utf-8"), re.M), path.name


@pytest.fixture
def empty(databases: Databases, tmp_path: Path) -> str:
    return databases.empty()


@pytest.mark.slow
def test_up_down_and_up_again(databases: Databases, empty: str, tmp_path: Path) -> None:
    from app import create_app
    from app.core.db import db

    app = create_app(test_settings(empty, tmp_path / "data"))
    with app.app_context():
        upgrade()
        full = set(sa.inspect(db.engine).get_table_names())
        downgrade(revision="base")
        assert set(sa.inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade()
        assert set(sa.inspect(db.engine).get_table_names()) == full
        db.engine.dispose()
    databases.drop(empty)


def test_the_models_are_what_the_migrations_make(databases: Databases, empty: str, tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from app import create_app
    from app.core.db import Base, db

    app = create_app(test_settings(empty, tmp_path / "data"))
    with app.app_context():
        upgrade()
        with db.engine.connect() as connection:
            found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)
        db.engine.dispose()
    databases.drop(empty)
    assert found == []

"""Fixtures: `session` (rolled back), `committed` (a copy of the template), `client` (guarded), `sign_in`, `site`.

TEST_DATABASE=sqlite (default) or postgresql picks the database; both are made by `alembic upgrade head`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy.orm import Session

from tests.support.browser import Visitor
from tests.support.client import GuardedClient
from tests.support.databases import Databases
from tests.support.server import Server, serve
from tests.support.settings import test_settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Databases]:
    """The template database of this run and the copies made of it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    with Databases.of(os.environ.get("TEST_DATABASE", "sqlite"), shared) as found:
        yield found


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this pytest-xdist worker, or "master"."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "master"))


@pytest.fixture(scope="session")
def app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application on one copy of the template, kept for the whole run of this worker."""
    return make_app(databases.copy(), tmp_path_factory.mktemp("data"))


def make_app(url: str, data_dir: Path, **changed: Any) -> Flask:
    from app import create_app

    made = create_app(test_settings(url, data_dir, **changed))
    made.test_client_class = GuardedClient
    return made


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The database session of one test, inside an outer transaction that is always rolled back."""
    from app.core.db import db

    with app.app_context():
        connection = db.engine.connect().execution_options(immediate=True)
        outer = connection.begin()
        db.session.remove()
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
        with patch.dict(db.engines, {None: connection}):
            yield db.session  # type: ignore[misc]
            db.session.remove()
        db.session.session_factory.configure(join_transaction_mode="conditional_savepoint")
        outer.rollback()
        connection.close()


@pytest.fixture
def committed(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    """An application on its own copy of the template, where commits are real: for threads, crashes and files."""
    url = databases.copy()
    made = make_app(url, tmp_path / "data")
    with made.app_context():
        yield made
        from app.core.db import db

        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


@pytest.fixture
def client(app: Flask, session: Session) -> FlaskClient:
    """A client whose every answer is checked (see tests/support/client.py)."""
    return app.test_client()


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    """Somebody in front of a browser without JavaScript: reads pages, fills forms by label."""
    return Visitor(client)


@pytest.fixture
def sign_in() -> Callable[[FlaskClient, Any], FlaskClient]:
    """`sign_in(client, person)`: the client's next requests are that person's."""

    def do(client: FlaskClient, person: Any) -> FlaskClient:
        with client.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = person.get_id()
            cookie["_fresh"] = True
        return client

    return do


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """`site(seed=True)`: a server process on a copy of the template; gone when the test ends."""
    with ExitStack() as stack:

        def start(**options: Any) -> Server:
            return stack.enter_context(serve(databases.copy(), tmp_path / "site", **options))

        yield start

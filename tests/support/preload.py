"""Everything that a site imports. Imported once, by the process that the sites of the tests are forked from."""

from __future__ import annotations

import tempfile
from pathlib import Path

import flask.cli  # noqa: F401
import gunicorn.app.wsgiapp
import gunicorn.arbiter
import gunicorn.workers.gthread  # noqa: F401

import tests.support.processes  # noqa: F401
from app import create_app
from tests.support.settings import test_settings

with tempfile.TemporaryDirectory() as folder:
    create_app(test_settings("sqlite://", Path(folder) / "data"))

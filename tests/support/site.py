"""The site as `wsgi.py` makes it; its templates are compiled once a run, not once for each server of the tests."""

from __future__ import annotations

from jinja2 import FileSystemBytecodeCache

from wsgi import app

app.jinja_env.bytecode_cache = FileSystemBytecodeCache()

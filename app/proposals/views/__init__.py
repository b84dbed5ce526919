"""Pages about proposals: the public list, and where a group writes, sends and follows its own."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("proposals", __name__)

from . import mine, public, writing  # noqa: E402, F401 - they add their pages to the blueprint

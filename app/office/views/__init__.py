"""The officers' desk, the audit log, data past its time, and the translations."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("office", __name__, url_prefix="/office")

from . import desk, translations  # noqa: E402, F401 - they put their pages on the blueprint

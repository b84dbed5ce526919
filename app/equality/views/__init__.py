"""Pages where people answer and stop, and where the steward reads and releases."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("equality", __name__, url_prefix="/equality")
office_bp = Blueprint("equality_office", __name__, url_prefix="/office/equality")

from . import office, public  # noqa: E402, F401 - they add their pages to the blueprints

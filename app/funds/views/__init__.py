"""Pages about calls for everyone, and about funds, pots and calls for officers."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("funds", __name__)
office_bp = Blueprint("funds_office", __name__, url_prefix="/office/funds")

from . import calls, office, public  # noqa: E402, F401 - they add their pages to the blueprints

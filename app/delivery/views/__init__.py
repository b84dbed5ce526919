"""Pages about projects: for everyone, for their groups, for officers."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("delivery", __name__)
office_bp = Blueprint("delivery_office", __name__, url_prefix="/office")

from . import mine, office, public  # noqa: E402, F401 - they add their pages to the blueprints

"""Pages about awards: for the group that answers, for officers."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("awards", __name__, url_prefix="/my/awards")
office_bp = Blueprint("awards_office", __name__, url_prefix="/office/awards")

from . import office, public  # noqa: E402, F401 - they add their pages to the blueprints

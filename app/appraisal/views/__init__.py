"""Pages where officers check proposals, and where a group answers their questions."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("appraisal", __name__)
office_bp = Blueprint("appraisal_office", __name__, url_prefix="/office/appraisal")

from . import deciding, group, office  # noqa: E402, F401 - they add their pages to the blueprints

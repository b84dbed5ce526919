"""Pages where residents ask and follow their question, where groups answer, and where moderators decide."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("questions", __name__)
office_bp = Blueprint("questions_office", __name__, url_prefix="/office/questions")

from . import group, office, public  # noqa: E402, F401 - they add their pages to the blueprints

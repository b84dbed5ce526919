"""Pages about groups: for everyone, for their members, for officers."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("groups", __name__)
office_bp = Blueprint("groups_office", __name__, url_prefix="/office/groups")

from . import members, mine, office, public  # noqa: E402, F401 - they add their pages to the blueprints

"""Pages about projects: for everyone, for their groups, for officers."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("delivery", __name__)
office_bp = Blueprint("delivery_office", __name__, url_prefix="/office")

from . import mine as mine  # noqa: E402 - they add their pages to the blueprints
from . import office as office  # noqa: E402
from . import public as public  # noqa: E402

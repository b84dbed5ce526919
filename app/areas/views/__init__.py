"""Pages about places: for everybody, and for the officers who keep them."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("areas", __name__, url_prefix="/areas")
office_bp = Blueprint("areas_office", __name__, url_prefix="/office/areas")

from . import lists, office, postcodes, public  # noqa: E402, F401 - they fill the two

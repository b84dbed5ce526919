"""Pages about the plan: for everybody, and for the officers who keep it."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("strategy", __name__, url_prefix="/plan")
office_bp = Blueprint("strategy_office", __name__, url_prefix="/office/strategy")

from . import actions, imports, indicators, public, versions  # noqa: E402, F401 - they fill the two

"""Pages of results: for everyone and for officers."""

from __future__ import annotations

from .changing import changing_bp
from .objections import objections_bp, objections_office_bp
from .observing import observing_bp
from .office import office_bp
from .public import bp

BLUEPRINTS = (bp, office_bp, objections_bp, objections_office_bp, observing_bp, changing_bp)

"""Pages of decision days: for residents, for voters in the hall, for officers and the desk."""

from __future__ import annotations

from . import away  # noqa: F401
from .office import office_bp
from .public import public_bp
from .voting import bp

__all__ = ["bp", "office_bp", "public_bp"]

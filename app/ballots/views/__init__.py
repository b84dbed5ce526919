"""Pages of the ballot box: voting, the trustees' key and opening, the published receipts."""

from __future__ import annotations

from .office import office_bp
from .public import public_bp
from .voting import bp

__all__ = ["bp", "office_bp", "public_bp"]

"""Pages of the ballot box: voting, the trustees' key and opening, the published receipts."""

from __future__ import annotations

from . import casting as casting
from . import voting as voting
from .here import bp
from .office import office_bp
from .paper import paper_bp
from .public import public_bp

__all__ = ["bp", "office_bp", "paper_bp", "public_bp"]

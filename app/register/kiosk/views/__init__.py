"""Pages of shared devices: what voters meet on one, and the workers' page that hands one over."""

from __future__ import annotations

from .office import office_bp
from .public import bp

__all__ = ["bp", "office_bp"]

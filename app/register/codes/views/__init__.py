"""Pages of batches: officers' only."""

from __future__ import annotations

from .office import office_bp

__all__ = ["office_bp"]

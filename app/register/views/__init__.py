"""Pages of the register: the voter's way in, and the officers' held cases."""

from __future__ import annotations

from .office import office_bp
from .public import bp

__all__ = ["bp", "office_bp"]

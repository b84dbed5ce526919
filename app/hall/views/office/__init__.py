"""Officers' pages: planning, the timer, the desk."""

from __future__ import annotations

from . import desk, planning, running
from .frame import office_bp

__all__ = ["desk", "office_bp", "planning", "running"]

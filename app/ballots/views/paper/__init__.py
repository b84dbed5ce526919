"""Officers' pages about paper: preparing, desks, boxes, typing, settling, sheets; and the booklet for everyone."""

from __future__ import annotations

from . import booklet, boxes, check, desk, entry, prepare, sheets
from .here import paper_bp

__all__ = ["booklet", "boxes", "check", "desk", "entry", "paper_bp", "prepare", "sheets"]

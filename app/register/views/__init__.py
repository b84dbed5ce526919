"""Pages of the register: the voter's way in and proofs; for officers, held voters, desks, assisted votes and lists."""

from __future__ import annotations

from .groups import groups_bp
from .office import office_bp
from .office_desk import desk_bp
from .office_lists import lists_bp
from .proof import proof_bp
from .public import bp

BLUEPRINTS = (bp, proof_bp, office_bp, desk_bp, lists_bp, groups_bp)

__all__ = ["BLUEPRINTS"]
